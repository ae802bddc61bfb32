import type { OpenLog } from '#sealing/open/log.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import type { SignedEntry, WrapRow } from '#sealing/sealed/entry.ts'

/** A log that was fetched, verified and opened. */
export interface HeldLog {
  readonly log: OpenLog
  readonly key: LogKey
  readonly entries: readonly SignedEntry[]
  readonly wraps: readonly WrapRow[]
  /** Who can open what comes next, as the signed headers say. */
  readonly readers: readonly string[]
}
