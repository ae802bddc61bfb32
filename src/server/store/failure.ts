import { Refusal, type RefusalCode } from '#base/refusal.ts'

// What the engines report of the outcomes that a careful caller can meet.
const SQLITE_BUSY = 5
const SQLITE_FULL = 13
/** PostgreSQL: shut down or starting, a connection lost or refused. Whether the deed was kept nobody knows; sending it again is safe. */
const UNREACHABLE = new Set(['57P01', '57P02', '57P03', '08000', '08003', '08006', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT'])
/** The driver's own words, which have no code. */
const NO_CONNECTION = /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/
const POSTGRES_FULL = '53100'
/** The shared index of the log could not grow: a full disk, met at another place. */
const SQLITE_IOERR_SHMSIZE = 4874

/**
 * An engine's error as the refusal that it stands for; anything else is given back as it is, a defect.
 *
 * [Note: A look-up hash twice] A second report under a known look-up hash is `not-allowed`. Two honest codes do not meet (76 bits), so
 * a client is using one code for two reports and would only do so again: `busy` would invite it to. The code does not say why.
 */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Refusal) return error
  const code = codeOf(error, error.message)
  return code === null ? error : new Refusal(code)
}

function codeOf(error: Error & { errcode?: number; code?: string; constraint?: string }, message: string): RefusalCode | null {
  const { errcode, code, constraint = '' } = error
  if (errcode === SQLITE_FULL || errcode === SQLITE_IOERR_SHMSIZE || code === 'ENOSPC' || code === POSTGRES_FULL) return 'disk-full'
  if (isBusy(error)) return 'busy'
  if (constraint === 'access_pkey' || message.includes('access.lookup_hash')) return 'not-allowed'
  if (constraint.startsWith('member_') || message.includes('member.')) return 'already-member'
  if ((code !== undefined && UNREACHABLE.has(code)) || NO_CONNECTION.test(message)) return 'busy'
  return null
}

/** SQLite: another process holds the file. */
export function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
  return (code & 0xff) === SQLITE_BUSY
}

const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'

/** Nothing is wrong with the deed: it met another one, and PostgreSQL undid it. */
export function isConflict(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === SERIALIZATION_FAILURE || code === DEADLOCK
}
