import type { Bytes } from '#base/bytes.ts'
import { WAV_MU_LAW, wavHead } from '#base/wav.ts'
import { muLaw } from './mu-law.ts'
import { RATE_HZ } from './rate.ts'
import { resampler } from './resample.ts'
import type { Sink } from './sink.ts'

/** What a telephone carries. */
const LINE_HZ = 8000

/** About what a minute of it weighs. */
export const TELEPHONE_BYTES_A_MINUTE = LINE_HZ * 60

/** As a telephone line plays it without a decoder, and every browser too: µ-law in WAV, 8 kB a second, with nothing in it but the voice. */
export function telephoneSink(): Sink {
  const narrow = resampler(RATE_HZ, LINE_HZ)
  const parts: Bytes[] = []
  let bytes = 0
  const take = (samples: Float32Array): void => {
    const coded = muLaw(narrow(samples))
    bytes += coded.length
    parts.push(coded)
  }
  return {
    isBroken: false,
    add: take,
    async finish() {
      // What the filter still holds.
      take(new Float32Array(RATE_HZ / 100))
      return { parts: [wavHead({ format: WAV_MU_LAW, rateHz: LINE_HZ, bytes }), ...parts, new Uint8Array(bytes % 2)], type: 'audio/wav', ending: 'wav' }
    },
  }
}
