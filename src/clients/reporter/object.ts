import { requiredText } from '#base/text.ts'
import { Refusal } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Language, Provenance } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { OpenedReport, TrustedOffice } from './reporter.ts'
import { sayAsReporter } from './say.ts'

export interface ObjectionTold {
  readonly keys: ReporterKeys
  readonly text: string
  readonly language: Language
  readonly provenance: Provenance
  /** See `Saying`. */
  readonly tried?: Set<string>
}

/**
 * Objects to the referral of a report, once for each and while its time lasts. The server learns that, and the day of the entry; the reason is sealed.
 * @throws Refusal `cannot-object` with `details.why`, `empty-text`, `bad-text`, `too-large`, and as `openReport` does
 */
export async function objectToReferral(api: Api, office: TrustedOffice, { keys, tried, language, provenance, text }: ObjectionTold): Promise<OpenedReport> {
  const body = { text: requiredText(text), language, provenance }
  const content = ({ objection }: OpenedReport) => {
    const why = objection === null ? 'not-referred' : objection.bar
    if (why !== null) throw new Refusal('cannot-object', { why })
    return { kind: 'objection', body, docket: { objection: 'raised' } } as const
  }
  return sayAsReporter(api, office, { keys, content, ...(tried === undefined ? {} : { tried }) })
}
