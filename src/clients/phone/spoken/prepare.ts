import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { checkMinutes } from '#clients/reporter/check-minutes.ts'
import { prepareReport } from '#clients/reporter/file-report.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import { sealFile } from '#clients/transport/sealed-file.ts'
import type { Language } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { PHONE_WORDS } from '#clients/telephony/prompts/prompt.ts'
import { wavOf } from '#clients/telephony/sound/wav-of.ts'
import type { Speech } from './speech.ts'

export interface Spoken {
  readonly office: TrustedOffice
  readonly channel: string
  readonly danger: 'yes' | 'no' | 'unsure' | null
  /** Whether the caller wants somebody woken, where life is in danger. */
  readonly wake: boolean
  readonly language: Language
  /** Whether the report is filed already, and this is said besides. */
  readonly isFiled: boolean
  /** What it corrects, where the caller heard that and wants it otherwise. */
  readonly corrects: { readonly of: number | undefined } | null
}

/** Speech that is sealed and on its way. */
export interface PreparedSpeech {
  readonly keptBytes: number
  /** Under which it is told. @see codeOf */
  readonly code: string
  /** As often as needed: what arrived twice is kept once. @throws Refusal as the server does */
  send(api: Api): Promise<void>
}

/** What its owner shows to the server: it tells a code from others, and opens nothing here. */
export function codeOf({ lookup }: Pick<ReporterKeys, 'lookup'>): string {
  return base64url(lookup)
}

/** Seals what was said, and forgets it: from here on its words are in this process no more. */
export async function prepareSpeech(speech: Speech, spoken: Spoken): Promise<PreparedSpeech> {
  const { office, channel, danger, wake, language, isFiled, corrects } = spoken
  const { codec, recorded } = speech.sound
  const wav = wavOf(codec, speech.samples())
  speech.forget()
  const text = PHONE_WORDS[language]['text-spoken']
  const file = await sealFile(wav, { name: `${PHONE_WORDS[language]['text-file']}.wav`, cleaning: 'nothing-found', recorded })
  wav.fill(0)
  const { keys } = speech.place
  const files = [file.attachment]
  const [code, tried] = [codeOf(keys), new Set<string>()]
  const add = async (api: Api): Promise<void> => {
    const said = { keys, text, language, provenance: 'by-telephone', files, tried } as const
    if (corrects === null) await replyToReport(api, office, said)
    else await checkMinutes(api, office, { ...said, answer: 'rectified', of: corrects.of })
  }
  if (isFiled) return { keptBytes: file.keptBytes, code, send: async (api) => { await file.send(api); await add(api) } }
  const answers = { what: text, ...(danger === null ? {} : { danger }) }
  const report = await prepareReport(office, { draft: { channel, answers, wake, language, provenance: 'by-telephone', files }, keys })
  return {
    keptBytes: file.keptBytes, code,
    async send(api) {
      await file.send(api)
      try {
        await report.send(api)
      } catch (error) {
        // Another line filed what it found under this code: nothing that was said is thrown away for it, and handlers hear both.
        if (!(error instanceof Refusal) || error.code !== 'not-allowed') throw error
        await add(api)
      }
    },
  }
}
