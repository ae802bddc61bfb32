import { constants } from 'node:fs'
import { chmod, mkdir, open, opendir, readdir, readFile, rename, rm, statfs, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { base64url, fromBase64url, hex, randomBytes, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { checksum } from './checksum.ts'
import { asRefusal } from './failure.ts'
import type { BlobStore } from './store.ts'

const UNFINISHED = 'unfinished'
const HASH_BYTES = 32
const SECONDS_PER_DAY = 86_400

/** Where a data folder keeps them. */
export function blobsPath(dataDir: string): string {
  return join(dataDir, 'blobs')
}

/**
 * Blobs as files under `directory`, in 256 folders by the first byte of the hash. File names are hexadecimal, because a file system
 * may take two ids for one that differ in case only.
 */
export async function openDiskBlobs(directory: string): Promise<BlobStore> {
  await makePrivate(directory)
  const unfinished = join(directory, UNFINISHED)
  await makePrivate(unfinished)
  for (const left of await readdir(unfinished)) await rm(join(unfinished, left), { force: true })
  return {
    put: async (hash, bytes) => put(directory, { hash, bytes }),
    get: async (hash) => get(pathOf(directory, hash).file),
    async delete(hash) {
      const { folder, file } = pathOf(directory, hash)
      await rm(file, { force: true })
      await settle(folder).catch(ignoreMissing)
    },
    list: () => list(directory),
    async roomBytes() {
      const { bavail, bsize } = await statfs(directory)
      return bavail * bsize
    },
  }
}

/** Blobs that are only looked at, also while a server works on them. */
export function readDiskBlobs(directory: string): Pick<BlobStore, 'get'> {
  return { get: async (hash) => get(pathOf(directory, hash).file) }
}

/**
 * 1. Written beside, and made durable, so that no half blob ever has a blob's name.
 * 2. Renamed; then the folder that names it is made durable.
 *
 * @throws Refusal `malformed` if the bytes are not those of the hash, `disk-full` with nothing left behind.
 */
async function put(directory: string, { hash, bytes }: { hash: string; bytes: Bytes }): Promise<void> {
  if (base64url(checksum(bytes)) !== hash) throw new Refusal('malformed', { member: 'hash' })
  const { folder, file } = pathOf(directory, hash)
  const unfinished = join(directory, UNFINISHED, hex(randomBytes(16)))
  try {
    await makePrivate(folder)
    await writeDurably(unfinished, bytes)
    await rename(unfinished, file)
    await settle(folder)
    await settle(directory)
    await utimes(join(directory, UNFINISHED), midnight(), midnight())
  } catch (error) {
    await rm(unfinished, { force: true })
    throw asRefusal(error)
  }
}

async function writeDurably(path: string, bytes: Bytes): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.utimes(midnight(), midnight())
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes a folder's names durable; its time too says only the day. */
async function settle(folder: string): Promise<void> {
  await utimes(folder, midnight(), midnight())
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function get(file: string): Promise<Bytes | null> {
  try {
    return new Uint8Array(await readFile(file))
  } catch (error) {
    ignoreMissing(error)
    return null
  }
}

async function* list(directory: string): AsyncGenerator<string> {
  for (const folder of (await readdir(directory)).sort()) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue
    for await (const { name } of await opendir(join(directory, folder))) yield base64url(Uint8Array.fromHex(name))
  }
}

/** @throws RangeError if this is no hash: a defect, for it might be a path. */
function pathOf(directory: string, hash: string): { readonly folder: string; readonly file: string } {
  const bytes = fromBase64url(hash)
  if (bytes?.length !== HASH_BYTES) throw new RangeError('not a SHA-256 in base64url')
  const name = hex(bytes)
  const folder = join(directory, name.slice(0, 2))
  return { folder, file: join(folder, name) }
}

async function makePrivate(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await chmod(directory, 0o700)
}

/** The beginning of today in UTC, in seconds: when in the day a file came says when somebody wrote. */
function midnight(): number {
  const seconds = Math.floor(Date.now() / 1000)
  return seconds - (seconds % SECONDS_PER_DAY)
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}
