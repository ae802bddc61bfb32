import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isBusy } from './failure.ts'
import { databasePath, makePrivateDirectory, makePrivateFile } from './sqlite-file.ts'

/** Another running process owns the data directory. */
export class DataInUseError extends Error {
  readonly dataDir: string

  constructor(dataDir: string) {
    super(`the data directory is owned by a running process: ${dataDir}`)
    this.name = 'DataInUseError'
    this.dataDir = dataDir
  }
}

/** The directory has something in it, and nothing of ours: taking it over would shut its owner out. */
export class ForeignDataError extends Error {
  constructor(dataDir: string) {
    super(`not a data directory of Postern, and not empty: ${dataDir}`)
    this.name = 'ForeignDataError'
  }
}

export interface DataLock {
  release(): void
}

/**
 * Makes this process the owner of a data directory until it releases it or dies, by kill -9 too: the lock is the operating
 * system's, on an empty SQLite file that nothing else opens, and leaves no trace to clean up.
 *
 * @throws DataInUseError, ForeignDataError
 */
export function lockDataDirectory(dataDir: string): DataLock {
  const path = join(dataDir, 'lock')
  const isOurs = existsSync(path) || existsSync(databasePath(dataDir))
  if (!isOurs && existsSync(dataDir) && readdirSync(dataDir).length > 0) throw new ForeignDataError(dataDir)
  makePrivateDirectory(dataDir)
  makePrivateFile(path)
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('begin exclusive')
  } catch (error) {
    database.close()
    throw isBusy(error) ? new DataInUseError(dataDir) : error
  }
  return { release: () => { if (database.isOpen) database.close() } }
}
