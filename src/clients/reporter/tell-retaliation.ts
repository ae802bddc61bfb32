import { asDay, isDay, type Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Language, Provenance } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { OpenedReport, TrustedOffice } from './reporter.ts'
import { sayAsReporter } from './say.ts'

export interface RetaliationTold {
  readonly keys: ReporterKeys
  readonly text: string
  /** `YYYY-MM-DD`, or empty where the reporter cannot or will not say. */
  readonly since: string
  /** Whether the office may do something about it; otherwise it only knows. */
  readonly mayAct: boolean
  readonly language: Language
  readonly provenance: Provenance
  /** See `Saying`. */
  readonly tried?: Set<string>
}

/**
 * Says that retaliation has begun, in any state of the report. The server learns that, and the day of the entry; the rest is sealed.
 * @throws Refusal `malformed` for a `since` that is no day (see `isDayOrNone`), `empty-text`, `bad-text`, `too-large`, and as `openReport` does
 */
export async function tellRetaliation(api: Api, office: TrustedOffice, { keys, tried, mayAct, language, provenance, ...said }: RetaliationTold): Promise<OpenedReport> {
  const body = { text: requiredText(said.text), since: dayOrNone(said.since), mayAct, language, provenance }
  return sayAsReporter(api, office, { keys, content: () => ({ kind: 'retaliation', body, docket: { retaliation: 'alleged' } }), ...(tried === undefined ? {} : { tried }) })
}

export function isDayOrNone(typed: string): boolean {
  return typed.trim() === '' || isDay(typed.trim())
}

function dayOrNone(typed: string): Day | null {
  const text = typed.trim()
  if (text !== '' && !isDay(text)) throw new Refusal('malformed', { member: 'since' })
  return text === '' ? null : asDay(text)
}
