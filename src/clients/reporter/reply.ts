import { dayAt } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import type { Api } from '#clients/transport/api.ts'
import { sendEntry } from '#clients/transport/send.ts'
import type { Language, Provenance } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { sealEntry } from '#sealing/seal/entry.ts'
import { encodeAppend } from '#wire/append.ts'
import { openReportLog, reporterHeaders } from './open-report.ts'
import type { OpenedReport, TrustedOffice } from './reporter.ts'
import { dayInstead } from './wrong-clock.ts'

export interface Reply {
  readonly keys: ReporterKeys
  readonly text: string
  readonly language: Language
  readonly provenance: Provenance
  /** Hashes of what was sent before. Pass the same reply again after a lost answer, and nothing is said twice. */
  readonly tried?: Set<string>
}

/** How often a reply is signed again on a newer head before the reporter is told to try later. */
const ATTEMPTS_MAX = 8

/**
 * Adds a message. If the office wrote in between, the message is signed again behind it: no word of either is lost.
 * @throws Refusal `empty-text`, `bad-text`, `too-large`, and as `openReport` does
 */
export async function replyToReport(api: Api, office: TrustedOffice, reply: Reply): Promise<OpenedReport> {
  const { keys, language, provenance } = reply
  const body = { text: requiredText(reply.text), language, provenance }
  let day = dayAt(Date.now(), office.timeZone)
  for (let attempt = 1; ; attempt++) {
    const { log, key, view } = await openReportLog(api, office, keys)
    if (log.entries.some((entry) => reply.tried?.has(entry.hash) === true)) return view
    const end = { office: office.office, log: log.log, generation: key.generation, length: log.length, head: log.head }
    const authored = { author: keys.signing, day, seen: office.directory }
    const ready = await sealEntry(end, key, { authored, content: { kind: 'message', body } })
    const call = { route: 'reply-to-report', headers: reporterHeaders(keys), body: encodeAppend(ready) } as const
    reply.tried?.add(ready.hash)
    try {
      await sendEntry(api, call, { ...ready, serverKey: office.serverKey })
      const after = await openReportLog(api, office, keys)
      // The server signed that it keeps the reply: a conversation without it is not the true one.
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
