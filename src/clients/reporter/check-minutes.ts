import { cleanText, requiredText } from '#base/text.ts'
import { Refusal } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Attachment, Bodies, Language, MinutesAnswer, Provenance } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { OpenedReport, TrustedOffice } from './reporter.ts'
import { sayAsReporter } from './say.ts'

export interface MinutesCheck {
  readonly keys: ReporterKeys
  readonly answer: MinutesAnswer
  /** With `rectified` the words as they should be; with `agreed` nothing is needed. */
  readonly text: string
  /** A correction that was spoken, and sent already: then its words stand in these. */
  readonly files?: readonly Attachment[]
  /** Number of the entry with the version of a transcript that the reporter had before them; none for the report's own minutes. */
  readonly of?: number | undefined
  readonly language: Language
  readonly provenance: Provenance
  /** See `Saying`. */
  readonly tried?: Set<string>
}

/**
 * Answers minutes that the office took, or the transcript of a recording: a message to the server as any other.
 * @throws Refusal `not-allowed` where there are none, `stale-head` for agreeing to a version that is not the newest any more, `empty-text` for a rectification without words or with the same, `bad-text`, `too-large`, and as `openReport` does
 */
export async function checkMinutes(api: Api, office: TrustedOffice, { keys, answer, language, provenance, tried, files = [], of: answered, ...said }: MinutesCheck): Promise<OpenedReport> {
  const text = answer === 'rectified' && files.length === 0 ? requiredText(said.text) : cleanText(said.text).trim()
  const body = { text, language, provenance, minutes: answer, ...(answered === undefined ? {} : { of: answered }), ...(files.length === 0 ? {} : { files: [...files] }) }
  return sayAsReporter(api, office, {
    keys,
    content: (view) => {
      checkThere(view, body)
      return { kind: 'message', body }
    },
    ...(tried === undefined ? {} : { tried }),
  })
}

function checkThere({ minutes, transcripts, turns }: OpenedReport, { text, minutes: answer, of: answered, files = [] }: Bodies['message']): void {
  const checked = answered === undefined ? minutes : transcripts.find(({ versions }) => versions.some(({ seq }) => seq === answered)) ?? null
  if (checked === null) throw new Refusal('not-allowed')
  if (answered === undefined) return
  const newest = checked.versions.at(-1)?.seq
  if (answer === 'agreed' && newest !== answered) throw new Refusal('stale-head')
  // The words stand in the field already: whoever changes none of them corrects nothing.
  if (answer === 'rectified' && files.length === 0 && turns.find(({ seq }) => seq === answered)?.text.trim() === text.trim()) throw new Refusal('empty-text')
}
