import { makeInstallation } from '#server/actions/make-installation.ts'
import { DataInUseError, ForeignDataError, lockDataDirectory } from '#server/store/data-lock.ts'
import { ErasureKeysMissingError } from '#server/store/erasure-keys.ts'
import { NewerDataError } from '#server/store/migrations.ts'
import { openPostgresStore } from '#server/store/postgres.ts'
import { openSqliteStore } from '#server/store/sqlite.ts'
import type { Store } from '#server/store/store.ts'
import { newSetupToken } from './setup-token.ts'
import { Trouble } from './trouble.ts'

export interface StoreOptions {
  readonly data: string
  /** `postgres://…`; without it SQLite in the data directory. */
  readonly database?: string
}

/** @throws Trouble */
export async function openStore({ data, database }: StoreOptions): Promise<Store> {
  const make = () => makeInstallation(newSetupToken(data))
  try {
    if (database === undefined) return await openSqliteStore({ dataDir: data, makeInstallation: make })
    if (!/^postgres(?:ql)?:\/\//.test(database)) throw new Trouble('database-unknown')
    return await withLock(data, () => openPostgresStore({ url: database, makeInstallation: make }))
  } catch (error) {
    throw troubleOf(error, data)
  }
}

/** The directory holds this node's socket, whatever holds the data. */
async function withLock(data: string, open: () => Promise<Store>): Promise<Store> {
  const lock = lockDataDirectory(data)
  try {
    const store = await open()
    return { ...store, close: async () => { await store.close(); lock.release() } }
  } catch (error) {
    lock.release()
    throw error
  }
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'EAI_AGAIN', 'ECONNRESET', '28P01', '28000', '3D000', '57P03'])
const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC'])

function troubleOf(error: unknown, data: string): unknown {
  if (error instanceof DataInUseError) return new Trouble('data-in-use', { data })
  if (error instanceof ForeignDataError) return new Trouble('data-foreign', { data })
  if (error instanceof ErasureKeysMissingError) return new Trouble('erasure-keys-missing')
  if (error instanceof NewerDataError) return new Trouble('data-newer', { version: String(error.version), versionMax: String(error.versionMax) })
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (NOT_WRITABLE.has(code)) return new Trouble('data-not-writable', { data, code })
  return UNREACHABLE.has(code) ? new Trouble('database-unreachable', { code }) : error
}
