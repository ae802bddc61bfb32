import { requiredText } from '#base/text.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Language, Provenance } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { OpenedReport, TrustedOffice } from './reporter.ts'
import { sayAsReporter } from './say.ts'

export interface Reply {
  readonly keys: ReporterKeys
  readonly text: string
  readonly language: Language
  readonly provenance: Provenance
  /** See `Saying`. */
  readonly tried?: Set<string>
}

/** Adds a message. @throws Refusal `empty-text`, `bad-text`, `too-large`, and as `openReport` does */
export async function replyToReport(api: Api, office: TrustedOffice, reply: Reply): Promise<OpenedReport> {
  const { keys, language, provenance, tried } = reply
  const content = { kind: 'message', body: { text: requiredText(reply.text), language, provenance } } as const
  return sayAsReporter(api, office, { keys, content: () => content, ...(tried === undefined ? {} : { tried }) })
}
