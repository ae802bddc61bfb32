import { LIMITS } from '#base/limits.ts'
import { keptBlobs } from '#server/actions/kept-blobs.ts'
import { createServer } from '#server/http/create-server.ts'
import { blobsPath, openDiskBlobs } from '#server/store/disk-blobs.ts'
import { openSqliteArchive } from '#server/store/sqlite-archive.ts'
import { openSqliteStore } from '#server/store/sqlite.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Lets a stopped service's data be two days older: the same server on it, with a clock that is ahead, does its chores. */
export async function twoDaysLater(data: string): Promise<void> {
  const store = await openSqliteStore({ dataDir: data, makeInstallation: () => { throw new Error(`nothing is in ${data}`) } })
  try {
    const blobs = await openDiskBlobs(blobsPath(data))
    let aheadMs = (LIMITS.uploadDays + 1) * DAY_MS
    const server = await createServer({ store, blobs, version: '0.0.0', nowMs: () => Date.now() + aheadMs, onDefect: (error) => { throw error } })
    // What it sees for the first time may have moved just now.
    await server.settle()
    aheadMs += HOUR_MS
    await server.settle()
    await keptBlobs(blobs, (hash) => store.read.blobIsUsed(hash)).sweep(new AbortController().signal)
    await server.stop()
  } finally {
    await store.close()
  }
}

export interface Leftovers {
  readonly blobs: number
  /** Uploads that no entry cites. */
  readonly uploads: number
  /** Blobs that no cited file has. */
  readonly uncited: number
}

/** What lies on the disk of a stopped service beside the files that its reports cite. */
export async function leftoversIn(data: string): Promise<Leftovers> {
  const archive = await openSqliteArchive(data)
  try {
    const uploads = await archive.read.unusedUploads()
    const lost = new Set<string>()
    for (const { upload } of uploads) for (const { hash } of await archive.read.segments(upload)) lost.add(hash)
    let [blobs, uncited] = [0, 0]
    for await (const hash of (await openDiskBlobs(blobsPath(data))).list()) {
      blobs += 1
      if (lost.has(hash) || !await archive.read.blobIsUsed(hash)) uncited += 1
    }
    return { blobs, uncited, uploads: uploads.length }
  } finally {
    await archive.close()
  }
}
