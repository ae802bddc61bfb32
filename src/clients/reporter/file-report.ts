import { dayAt, type Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import { sendEntry } from '#clients/transport/send.ts'
import { checkAnswers, STANDARD_QUESTIONNAIRE } from '#domain/questionnaire.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { sealReport, type SealedReport } from '#sealing/seal/report.ts'
import { encodeFileReport } from '#wire/append.ts'
import { dayInstead } from './wrong-clock.ts'
import type { Draft, Filed, TrustedOffice } from './reporter.ts'

/** A report that is sealed and signed. Sending it twice files it once, so a lost answer is asked for again by sending again. */
export interface PreparedReport {
  send(api: Api): Promise<Filed>
}

/**
 * Seals a draft for the office. Nothing leaves the device before `send`.
 * @throws Refusal `empty-text`, `bad-text`, `too-large`, `malformed` (each names the question), `no-such-channel`
 */
export async function prepareReport(office: TrustedOffice, filing: { readonly draft: Draft; readonly keys: ReporterKeys }): Promise<PreparedReport> {
  const { draft, keys } = filing
  const channel = office.channels.find((candidate) => candidate.channel === draft.channel)
  if (channel === undefined) throw new Refusal('no-such-channel')
  const answers = checkAnswers(STANDARD_QUESTIONNAIRE, draft.answers)
  const files = draft.files === undefined || draft.files.length === 0 ? {} : { files: [...draft.files] }
  const body = { answers, language: draft.language, provenance: draft.provenance, directory: office.directory, ...files }
  const to = { ...channel, office: office.office, serverKey: office.serverKey, directory: office.directory, ...(draft.people === undefined ? {} : { people: draft.people }) }
  const sealOn = (day: Day): Promise<SealedReport> => sealReport(to, keys, { body, day, urgent: answers['danger'] === 'yes' && draft.wake !== false, identity: draft.identity ?? null, entry: draft.entry })
  let sealed = await sealOn(dayAt(Date.now(), office.timeZone))
  return {
    async send(api) {
      try {
        return await sendSealed(api, to, sealed)
      } catch (error) {
        const day = dayInstead(error)
        if (day === null) throw error
        sealed = await sealOn(day)
        return sendSealed(api, to, sealed)
      }
    },
  }
}

async function sendSealed(api: Api, { office, serverKey, packs }: { readonly office: string; readonly serverKey: string; readonly packs?: readonly string[] | null | undefined }, sealed: SealedReport): Promise<Filed> {
  const { report, entry, wraps, access } = sealed
  const call = { route: 'file-report', parameters: { office }, body: encodeFileReport({ entry, wraps, access }) } as const
  const kept = await sendEntry(api, call, { ...sealed, serverKey })
  return { report, receivedDay: sealed.header.docket?.received ?? kept.day, packs: packs ?? null }
}

export async function fileReport(api: Api, office: TrustedOffice, filing: { readonly draft: Draft; readonly keys: ReporterKeys }): Promise<Filed> {
  const prepared = await prepareReport(office, filing)
  return prepared.send(api)
}
