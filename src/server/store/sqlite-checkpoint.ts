import type { DatabaseSync } from 'node:sqlite'
import { BUSY_TIMEOUT_MS } from './sqlite-file.ts'

/** 16 MB. Measured: a pass of this size took 25 ms, one of 32 MB 80 ms; passes of 4 MB took 1.7 times as long in all. */
const PAGES_MAX = 2000
/** A pause after which the log is emptied, and the longest that it waits for one. */
const QUIET_MS = 2000
const EMPTIED_EVERY_MS = 10_000

/**
 * Moves what was committed from the log into the database, and empties the log: what was erased is not gone before.
 * Never waits for a reader; what it could not do now it does at the next occasion.
 */
export class Checkpoints {
  readonly #database: DatabaseSync
  #quiet: NodeJS.Timeout | undefined
  #emptiedMs = performance.now()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** After each commit. Under load the log is reused rather than cut: a file that keeps its size is quicker to make durable. */
  committed(): void {
    if (performance.now() - this.#emptiedMs > EMPTIED_EVERY_MS) this.#empty()
    else if (this.#run('noop').pages > PAGES_MAX) this.#run('passive')
    if (this.#quiet === undefined) this.#quiet = setTimeout(() => this.#whenQuiet(), QUIET_MS)
    else this.#quiet.refresh()
  }

  /** What was erased shall be gone from the log, too, before anybody is told so. Of all files at once, the keys' among them. */
  erased(): void {
    this.#empty()
  }

  close(): void {
    clearTimeout(this.#quiet)
    this.#empty()
  }

  #whenQuiet(): void {
    this.#quiet = undefined
    this.#empty()
  }

  #empty(): void {
    this.#database.exec('pragma busy_timeout = 0')
    if (this.#run('truncate').done) this.#emptiedMs = performance.now()
    this.#database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`)
  }

  /** A checkpoint that fails (a full disk, say) loses nothing: the log keeps it all. */
  #run(mode: 'noop' | 'passive' | 'truncate'): { readonly pages: number; readonly done: boolean } {
    try {
      const row = this.#database.prepare(`pragma wal_checkpoint(${mode})`).get()
      return { pages: Number(row?.['log'] ?? 0), done: row?.['busy'] === 0 }
    } catch {
      return { pages: 0, done: false }
    }
  }
}
