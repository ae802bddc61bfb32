import type { DatabaseSync } from 'node:sqlite'
import { BUSY_TIMEOUT_MS } from './sqlite-file.ts'

/** 16 MB. Measured: a pass of this size took 25 ms, one of 32 MB 80 ms; passes of 4 MB took 1.7 times as long in all. */
const PAGES_MAX = 2000
const IDLE_MS = 2000

/**
 * Moves what was committed from the log into the database, and empties the log: what was erased is not gone before.
 * Never waits for a reader; what it could not do now it does at the next occasion.
 */
export class Checkpoints {
  readonly #database: DatabaseSync
  #idle: NodeJS.Timeout | undefined

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** After each commit. Under load the log is reused rather than cut: a file that keeps its size is quicker to make durable. */
  committed(): void {
    if (this.#run('noop') > PAGES_MAX) this.#run('passive')
    if (this.#idle === undefined) this.#idle = setTimeout(() => this.#whenIdle(), IDLE_MS)
    else this.#idle.refresh()
  }

  close(): void {
    clearTimeout(this.#idle)
    this.#run('truncate')
  }

  #whenIdle(): void {
    this.#idle = undefined
    this.#run('truncate')
  }

  /** @returns how many pages the log holds. A checkpoint that fails (a full disk, say) loses nothing: the log keeps it all. */
  #run(mode: 'noop' | 'passive' | 'truncate'): number {
    try {
      if (mode === 'truncate') this.#database.exec('pragma busy_timeout = 0')
      return Number(this.#database.prepare(`pragma wal_checkpoint(${mode})`).get()?.['log'] ?? 0)
    } catch {
      return 0
    } finally {
      if (mode === 'truncate') this.#database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`)
    }
  }
}
