import { BROKEN, DONE, REFUSED, UsageError } from '#clients/cli/command.ts'
import { answer, tellProgress, type Io } from '#clients/cli/io.ts'
import { visibleJson, visibleLine } from '#clients/cli/visible.ts'
import { useDigest } from '#sealing/proof/hash.ts'
import { nativeDigest } from '#server/native-hash.ts'
import type { Archive } from '#server/store/archive.ts'
import { blobsPath, readDiskBlobs } from '#server/store/disk-blobs.ts'
import { NewerDataError, NoDataError } from '#server/store/migrations.ts'
import { openSqliteArchive } from '#server/store/sqlite-archive.ts'
import type { BlobStore } from '#server/store/store.ts'
import { verifyRows } from '#server/store/verify-rows.ts'
import { brokenDays } from './verify-journal.ts'
import { brokenLogs, type Walked } from './verify-logs.ts'

/** The first thing that does not hold. */
interface Broken {
  readonly table: string
  /** The log, or what else names the row. */
  readonly log: string
  readonly seq: number | null
  readonly reason: string
}

/** postern verify --data: holds a store to its row hashes, chains and signatures. Reads only, also while a server works on it; needs no key. */
export async function verifyData(folder: string, io: Io): Promise<number> {
  useDigest(nativeDigest)
  const archive = await opened(folder)
  if (archive instanceof NewerDataError) {
    io.error(io.json ? visibleJson({ type: '/docs/problems#data-newer', title: 'data-newer', status: 503 }) : io.say['trouble-data-newer'])
    return REFUSED
  }
  if ('reason' in archive) return tellBroken(archive, io)
  try {
    const walked = { logs: 0, entries: 0 }
    const broken = await firstBroken(archive, readDiskBlobs(blobsPath(folder)), progressTo(io, walked))
    if (broken !== null) return tellBroken(broken, io)
    answer(io, { whole: true, ...walked }, () => [io.say['verify-data-whole'](walked)])
    return DONE
  } finally {
    await archive.close()
  }
}

/** A file that is no longer a database is a broken one. */
async function opened(folder: string): Promise<Archive | Broken | NewerDataError> {
  try {
    return await openSqliteArchive(folder)
  } catch (error) {
    if (error instanceof NoDataError) throw new UsageError((say) => say['usage-no-data']({ folder }))
    if (error instanceof NewerDataError) return error
    if (isUnreadable(error)) return unreadable(error)
    throw error
  }
}

async function firstBroken(archive: Archive, blobs: Pick<BlobStore, 'get'>, progress: (walked: Walked) => void): Promise<Broken | null> {
  try {
    for await (const { table, key } of verifyRows(archive)) return { table, log: key, seq: null, reason: 'row' }
    for await (const broken of brokenLogs({ archive, blobs }, progress)) return broken
    for await (const broken of brokenDays(archive.read, Date.now())) return broken
    return null
  } catch (error) {
    if (isUnreadable(error)) return unreadable(error)
    throw error
  }
}

function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
}

function unreadable(error: Error): Broken {
  return { table: 'database', log: visibleLine(error.message), seq: null, reason: 'unreadable' }
}

const PROGRESS_EVERY_MS = 3000

/** Keeps count in `walked`, and tells whoever waits long. */
function progressTo(io: Io, walked: { logs: number; entries: number }): (now: Walked) => void {
  let toldMs = performance.now()
  return ({ logs, entries }) => {
    walked.logs = logs
    walked.entries = entries
    if (performance.now() - toldMs < PROGRESS_EVERY_MS) return
    toldMs = performance.now()
    tellProgress(io, io.say['verify-progress']({ logs, entries }))
  }
}

function tellBroken(broken: Broken, io: Io): number {
  const { table, log, seq, reason } = broken
  if (io.json) answer(io, { whole: false, broken }, () => [])
  else io.error(io.say['verify-broken']({ where: visibleLine(seq === null ? `${table} ${log}` : `${table} ${log} ${seq}`), reason }))
  return BROKEN
}
