import { cleanText } from '#base/text.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Language } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { OpenedReport, TrustedOffice } from './reporter.ts'
import { sayAsReporter } from './say.ts'

export interface Withdrawal {
  readonly keys: ReporterKeys
  /** Why; may be empty. */
  readonly text: string
  readonly language: Language
  /** Whether the office is asked to erase the report as well. */
  readonly erase: boolean
}

/**
 * Takes the report back. What was read cannot be unread, and the law may bind the office to go on; the conversation stays open.
 * A report that is withdrawn already stays as it is.
 *
 * @throws Refusal `bad-text`, `too-large`, and as `openReport` does
 */
export async function withdrawReport(api: Api, office: TrustedOffice, { keys, text, language, erase }: Withdrawal): Promise<OpenedReport> {
  const body = { text: cleanText(text).trim(), language, erase }
  return sayAsReporter(api, office, {
    keys, content: ({ docket }) => (docket.state === 'withdrawn' ? null : { kind: 'withdrawal', body, docket: { state: 'withdrawn' } }),
  })
}
