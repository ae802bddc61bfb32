import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isBusy } from './failure.ts'
import { makePrivateDirectory, makePrivateFile } from './sqlite-file.ts'

/** Another running process owns the data directory. */
export class DataInUseError extends Error {
  readonly dataDir: string

  constructor(dataDir: string) {
    super(`the data directory is owned by a running process: ${dataDir}`)
    this.name = 'DataInUseError'
    this.dataDir = dataDir
  }
}

export interface DataLock {
  release(): void
}

/**
 * Makes this process the owner of a data directory until it releases it or dies, by kill -9 too: the lock is the operating
 * system's, on an empty SQLite file that nothing else opens, and leaves no trace to clean up.
 *
 * @throws DataInUseError
 */
export function lockDataDirectory(dataDir: string): DataLock {
  makePrivateDirectory(dataDir)
  const path = join(dataDir, 'lock')
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
