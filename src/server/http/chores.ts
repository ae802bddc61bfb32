import type { Writer } from '../store/store.ts'
import { hourAt } from '../actions/caller.ts'

export interface ChoresDeps {
  readonly writeAudit: () => Promise<{ readonly full: boolean }>
  readonly closeDays: () => Promise<void>
  readonly endDisclosures: () => Promise<void>
  readonly dropPromptFiles: () => Promise<void>
  readonly tidyUploads: () => Promise<void>
  readonly forgetPresences: () => void
  readonly sendNotices: (signal: AbortSignal) => Promise<void>
  readonly sweepBlobs: (signal: AbortSignal) => Promise<void>
  readonly write: Pick<Writer, 'endExpiredSessions'>
  readonly nowMs: () => number
  readonly onDefect: (error: unknown) => void
}

/**
 * What the server does without being asked: writes the audit log, ends sessions that idled out, closes the days of
 * the journal, destroys identities whose day is over, throws away files that no entry cites and recordings that no line says, and tells members outside the desk that something waits.
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

export function chores({ writeAudit, closeDays, endDisclosures, dropPromptFiles, tidyUploads, forgetPresences, sendNotices, sweepBlobs, write, nowMs, onDefect }: ChoresDeps): Chores {
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
        await dropPromptFiles()
      }
      sweptHour = hour
      // Every time: what a report held that was erased a moment ago is among them.
      await tidyUploads()
      forgetPresences()
    } catch (error) {
      onDefect(error)
    }
  }
  const settleRounds = (): Promise<void> => (running = running.then(round))

  // Beside the rounds: a mail server may take its time.
  const sending = oneAtATime(() => sendNotices(stopping.signal).catch(onDefect))
  function look(): void {
    void settleRounds()
    void sending.begin()
  }

  return {
    async settle() {
      await settleRounds()
      await sending.ended()
      await sending.begin()
    },
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
      await Promise.all([settleRounds(), sending.ended(), sweeping])
    },
  }
}

/** Whoever begins it while it runs waits for that one. */
function oneAtATime(run: () => Promise<void>): { readonly begin: () => Promise<void>; readonly ended: () => Promise<void> } {
  let running: Promise<void> | null = null
  return {
    begin: () => (running ??= run().finally(() => { running = null })),
    ended: async () => { await running },
  }
}
