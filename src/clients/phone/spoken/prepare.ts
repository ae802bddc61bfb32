import { concat, type Bytes } from '#base/bytes.ts'
import { WAV_A_LAW, WAV_MU_LAW, wavHead } from '#base/wav.ts'
import { prepareReport } from '#clients/reporter/file-report.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import { sealFile } from '#clients/transport/sealed-file.ts'
import type { Language } from '#domain/bodies.ts'
import { TELEPHONE_HZ, type Codec } from '#domain/telephone.ts'
import { PHONE_WORDS } from '../prompts/prompt.ts'
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
}

/** Speech that is sealed and on its way. */
export interface PreparedSpeech {
  readonly keptBytes: number
  /** As often as needed: what arrived twice is kept once. @throws Refusal as the server does */
  send(api: Api): Promise<void>
}

/** A file that every browser plays; the samples in it are those of the telephone, byte for byte. */
export function wavOf(codec: Codec, samples: Uint8Array): Bytes {
  const head = wavHead({ format: codec === 'ulaw' ? WAV_MU_LAW : WAV_A_LAW, rateHz: TELEPHONE_HZ, bytes: samples.length })
  return concat(head, samples, new Uint8Array(samples.length % 2))
}

/** Seals what was said, and forgets it: from here on its words are in this process no more. */
export async function prepareSpeech(speech: Speech, spoken: Spoken): Promise<PreparedSpeech> {
  const { office, channel, danger, wake, language, isFiled } = spoken
  const wav = wavOf(speech.codec, speech.samples())
  speech.forget()
  const text = PHONE_WORDS[language]['text-spoken']
  const file = await sealFile(wav, { name: `${PHONE_WORDS[language]['text-file']}.wav`, cleaning: 'nothing-found', recorded: 'unmasked' })
  wav.fill(0)
  const { keys } = speech.place
  const files = [file.attachment]
  if (isFiled) {
    const tried = new Set<string>()
    return {
      keptBytes: file.keptBytes,
      async send(api) {
        await file.send(api)
        await replyToReport(api, office, { keys, text, language, provenance: 'by-telephone', files, tried })
      },
    }
  }
  const answers = { what: text, ...(danger === null ? {} : { danger }) }
  const report = await prepareReport(office, { draft: { channel, answers, wake, language, provenance: 'by-telephone', files }, keys })
  return {
    keptBytes: file.keptBytes,
    async send(api) {
      await file.send(api)
      await report.send(api)
    },
  }
}
