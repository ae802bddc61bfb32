import type { Writer } from '../store/store.ts'
import { hourAt } from '../actions/caller.ts'

export interface ChoresDeps {
  readonly writeAudit: () => Promise<{ readonly full: boolean }>
  readonly closeDays: () => Promise<void>
  readonly endDisclosures: () => Promise<void>
  readonly tidyUploads: () => Promise<void>
  readonly sendNotices: (signal: AbortSignal) => Promise<void>
  readonly sweepBlobs: (signal: AbortSignal) => Promise<void>
  readonly write: Pick<Writer, 'endExpiredSessions'>
  readonly nowMs: () => number
  readonly onDefect: (error: unknown) => void
}

/**
 * What the server does without being asked: writes the audit log, ends sessions that idled out, closes the days of
 * the journal, destroys identities whose day is over, throws away files that no entry cites, and tells members outside the desk that something waits.
 */
export interface Chores {
  /** Something waits in the outbox. */
  wake(): void
  /** Does what is waiting, and returns when it is done. */
  settle(): Promise<void>
  /** Begins to look by itself: what other nodes left, or a process that ended too early. */
  start(): void
  stop(): Promise<void>
}

const LOOK_EVERY_MS = 5000
/** Not at once: several entries are then one turn of the store's writer. */
const AFTER_WAKE_MS = 50

export function chores({ writeAudit, closeDays, endDisclosures, tidyUploads, sendNotices, sweepBlobs, write, nowMs, onDefect }: ChoresDeps): Chores {
  let timer: NodeJS.Timeout | undefined
  let looking: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let sweptHour = 0
  const stopping = new AbortController()
  let sweeping: Promise<void> = Promise.resolve()

  async function round(): Promise<void> {
    try {
      while ((await writeAudit()).full) { /* more may wait */ }
      const hour = hourAt(nowMs())
      if (hour !== sweptHour) {
        await write.endExpiredSessions(hour)
        // A day's entries are in the journal, under their salts, before anything of them is destroyed.
        await closeDays()
        await endDisclosures()
      }
      sweptHour = hour
      // Every time: what a report held that was erased a moment ago is among them.
      await tidyUploads()
    } catch (error) {
      onDefect(error)
    }
  }
  const settleRounds = (): Promise<void> => (running = running.then(round))

  let sending: Promise<void> | null = null
  /** Beside the rounds, and one at a time: a mail server may take its time. */
  function send(): Promise<void> {
    sending ??= sendNotices(stopping.signal).catch(onDefect).finally(() => { sending = null })
    return sending
  }
  function look(): void {
    void settleRounds()
    void send()
  }
  async function settle(): Promise<void> {
    await settleRounds()
    await sending
    await send()
  }

  return {
    settle,
    wake() {
      timer ??= setTimeout(() => { timer = undefined; look() }, AFTER_WAKE_MS).unref()
    },
    start() {
      looking ??= setInterval(look, LOOK_EVERY_MS).unref()
      look()
      // Only a crash leaves any: once is enough, and nothing else waits for it.
      sweeping = sweepBlobs(stopping.signal).catch(onDefect)
    },
    async stop() {
      stopping.abort()
      clearInterval(looking)
      clearTimeout(timer)
      await Promise.all([settleRounds(), sending, sweeping])
    },
  }
}
