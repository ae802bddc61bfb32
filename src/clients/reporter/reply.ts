import { cleanText, requiredText } from '#base/text.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Attachment, Language, Provenance } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { EntryContent } from '#sealing/seal/entry.ts'
import type { IdentitySealer, OpenedReport, TrustedOffice } from './reporter.ts'
import { sayAsReporter } from './say.ts'

export interface Reply {
  readonly keys: ReporterKeys
  readonly text: string
  readonly language: Language
  readonly provenance: Provenance
  readonly files?: readonly Attachment[]
  /** Who the reporter is, to be put under two locks. */
  readonly identity?: IdentitySealer
  /** See `Saying`. */
  readonly tried?: Set<string>
}

/** Adds a message. @throws Refusal `empty-text`, `bad-text`, `too-large`, and as `openReport` does */
export async function replyToReport(api: Api, office: TrustedOffice, reply: Reply): Promise<OpenedReport> {
  const { keys, language, provenance, tried, identity: sealer = null } = reply
  // Who only says who they are, or sends files, need say nothing more.
  const text = sealer === null && (reply.files ?? []).length === 0 ? requiredText(reply.text) : cleanText(reply.text)
  const files = reply.files === undefined || reply.files.length === 0 ? {} : { files: [...reply.files] }
  const content = async ({ report }: OpenedReport): Promise<EntryContent> => (
    { kind: 'message', body: { text, language, provenance, ...files, ...(sealer === null ? {} : { identity: await sealer(report) }) } })
  return sayAsReporter(api, office, { keys, content, ...(tried === undefined ? {} : { tried }) })
}
