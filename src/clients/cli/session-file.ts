import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { base64url, utf8 } from '#base/bytes.ts'
import { hash } from '#sealing/proof/hash.ts'
import { loginName } from '#sealing/plain/member.ts'

/**
 * [Note: Kept session] A one-time code works once, so the session that it began is kept for the next command: its token alone,
 * which opens nothing without the passphrase. Never a key, never the passphrase.
 */
export interface SessionFile {
  read(): Promise<string | null>
  write(token: string): Promise<void>
  remove(): Promise<void>
  /** One command at a time logs in; the others find its token. */
  alone<T>(deed: () => Promise<T>): Promise<T>
}

export interface WhoseSession {
  readonly origin: string
  readonly office: string
  readonly name: string
}

export type Environment = Readonly<Record<string, string | undefined>>

export async function sessionFile(env: Environment, { origin, office, name }: WhoseSession): Promise<SessionFile> {
  const folder = stateFolder(env)
  if (!await isOurs(folder)) return NOWHERE
  const path = join(folder, `session-${base64url(hash(utf8([origin, office, loginName(name)].join('\n'))))}`)
  return {
    read: () => readToken(path),
    write: (token) => writeToken(path, token),
    remove: () => rm(path, { force: true }),
    alone: (deed) => withLock(`${path}.lock`, deed),
  }
}

/** Where no file can be kept, every command logs in by itself. */
const NOWHERE: SessionFile = { read: async () => null, write: async () => {}, remove: async () => {}, alone: (deed) => deed() }

async function isOurs(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await chmod(folder, 0o700)
    return true
  } catch {
    return false
  }
}

/** @see XDG Base Directory Specification: `$XDG_STATE_HOME`, which must be absolute to count. */
export function stateFolder(env: Environment): string {
  const asked = env['XDG_STATE_HOME']
  return join(asked?.startsWith('/') === true ? asked : join(env['HOME'] ?? homedir(), '.local', 'state'), 'postern')
}

async function readToken(path: string): Promise<string | null> {
  try {
    const token = (await readFile(path, 'utf8')).trim()
    return /^[A-Za-z0-9_-]{43}$/.test(token) ? token : null
  } catch {
    return null
  }
}

/** Written beside and moved into place: another command may be reading. */
async function writeToken(path: string, token: string): Promise<void> {
  const beside = `${path}.${process.pid}`
  await writeFile(beside, `${token}\n`, { mode: 0o600 })
  await rename(beside, path)
}

const LOCK_POLL_MS = 50
/** Whoever holds the lock may be waiting for two time steps. */
const LOCK_WAIT_MS = 120_000

/** A command that was killed leaves its lock behind; the next one takes it once its process is gone, or it is too old to be meant. */
async function withLock<T>(path: string, deed: () => Promise<T>): Promise<T> {
  const until = Date.now() + LOCK_WAIT_MS
  while (!await takeLock(path)) {
    if (Date.now() > until || await isAbandoned(path)) await rm(path, { force: true })
    else await pause(LOCK_POLL_MS)
  }
  try {
    return await deed()
  } finally {
    await rm(path, { force: true })
  }
}

async function takeLock(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { mode: 0o600, flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(path, 'utf8'))
    // Made this moment, its number is not yet written.
    if (pid === 0) return Date.now() - (await stat(path)).mtimeMs > 1000
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
