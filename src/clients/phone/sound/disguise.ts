import type { Bytes } from '#base/bytes.ts'
import { masker, RANDOM_WORDS } from '#clients/voice/mask.ts'
import { RATE_HZ } from '#clients/voice/rate.ts'
import { resampler } from '#clients/voice/resample.ts'
import { TELEPHONE_HZ, type Codec } from '#domain/telephone.ts'
import { decode, encode } from '#clients/telephony/sound/g711.ts'

const FULL_SCALE = 32_768

/** Makes another voice of a caller's, as it comes: what goes in is remembered for about an eighth of a second. */
export interface Disguise {
  /** @returns the samples that have come out by now, in the same codec */
  push(samples: Bytes): Bytes
  /** What is still under way when somebody stops speaking; what is pushed afterwards goes on behind it. */
  finish(): Bytes
}

/** The mask of the recorder in a browser, at the rate of a telephone. Drawn anew for each. @see docs/decisions/0022-recorded-voice.md */
export function disguise(codec: Codec): Disguise {
  const random = crypto.getRandomValues(new Uint32Array(RANDOM_WORDS))
  const mask = masker(random)
  const [raised, lowered] = [resampler(TELEPHONE_HZ, RATE_HZ), resampler(RATE_HZ, TELEPHONE_HZ)]
  const coded = (masked: Float32Array<ArrayBuffer>): Bytes => encode(codec, Int16Array.from(lowered(masked), (sample) => Math.max(1 - FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(sample * FULL_SCALE)))))
  return {
    push: (samples) => coded(mask.push(raised(Float32Array.from(decode(codec, samples), (value) => value / FULL_SCALE)))),
    finish: () => coded(mask.finish()),
  }
}
