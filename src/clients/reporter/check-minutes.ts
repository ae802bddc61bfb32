import { cleanText, requiredText } from '#base/text.ts'
import { Refusal } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Language, MinutesAnswer, Provenance } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { OpenedReport, TrustedOffice } from './reporter.ts'
import { sayAsReporter } from './say.ts'

export interface MinutesCheck {
  readonly keys: ReporterKeys
  readonly answer: MinutesAnswer
  /** With `rectified` the words as they should be; with `agreed` nothing is needed. */
  readonly text: string
  readonly language: Language
  readonly provenance: Provenance
  /** See `Saying`. */
  readonly tried?: Set<string>
}

/**
 * Answers minutes that the office took: a message to the server as any other.
 * @throws Refusal `not-allowed` where there are none, `empty-text` for a rectification without words, `bad-text`, `too-large`, and as `openReport` does
 */
export async function checkMinutes(api: Api, office: TrustedOffice, { keys, answer, language, provenance, tried, ...said }: MinutesCheck): Promise<OpenedReport> {
  const text = answer === 'rectified' ? requiredText(said.text) : cleanText(said.text).trim()
  const body = { text, language, provenance, minutes: answer }
  return sayAsReporter(api, office, {
    keys,
    content: (view) => {
      if (view.minutes === null) throw new Refusal('not-allowed')
      return { kind: 'message', body }
    },
    ...(tried === undefined ? {} : { tried }),
  })
}
