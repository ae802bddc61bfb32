import { dayAt } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import { sendEntry } from '#clients/transport/send.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { sealEntry, type EntryContent } from '#sealing/seal/entry.ts'
import { encodeAppend } from '#wire/append.ts'
import { openReportLog, reporterHeaders } from './open-report.ts'
import type { OpenedReport, TrustedOffice } from './reporter.ts'
import { dayInstead } from './wrong-clock.ts'

export interface Saying {
  readonly keys: ReporterKeys
  /** What to say, now that the conversation is this; null if it need not be said any more. */
  readonly content: (view: OpenedReport) => EntryContent | null | Promise<EntryContent>
  /** Hashes of what was sent before. Pass the same set again after a lost answer, and nothing is said twice. */
  readonly tried?: Set<string>
}

/** How often an entry is signed again on a newer head before the reporter is told to try later. */
const ATTEMPTS_MAX = 8

/**
 * Adds one entry of the reporter's. If the office wrote in between, it is signed again behind it: no word of either is lost.
 * @throws Refusal as `openReport` and the server do
 */
export async function sayAsReporter(api: Api, office: TrustedOffice, { keys, content, tried = new Set() }: Saying): Promise<OpenedReport> {
  let day = dayAt(Date.now(), office.timeZone)
  for (let attempt = 1; ; attempt++) {
    const { log, key, view } = await openReportLog(api, office, keys)
    const said = log.entries.some((entry) => tried.has(entry.hash)) ? null : await content(view)
    if (said === null) return view
    const end = { office: office.office, log: log.log, generation: key.generation, length: log.length, head: log.head }
    const ready = await sealEntry(end, key, { authored: { author: keys.signing, day, seen: office.directory }, content: said })
    tried.add(ready.hash)
    try {
      const call = { route: 'reply-to-report', headers: reporterHeaders(keys), body: encodeAppend(ready) } as const
      await sendEntry(api, call, { ...ready, serverKey: office.serverKey })
      const after = await openReportLog(api, office, keys)
      // The server signed that it keeps the entry: a conversation without it is not the true one.
      if (!after.log.entries.some((entry) => entry.hash === ready.hash)) throw new Refusal('forged-history', { seq: ready.header.seq })
      return after.view
    } catch (error) {
      const officeDay = dayInstead(error)
      const moved = officeDay !== null || (error instanceof Refusal && error.code === 'stale-head')
      if (!moved || attempt === ATTEMPTS_MAX) throw error
      day = officeDay ?? day
    }
  }
}
