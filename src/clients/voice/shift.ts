import { HOP, RATE_HZ } from './rate.ts'
import { PITCH_HZ_MIN } from './pitch.ts'

/** Samples that are remembered: a power of two, 128 milliseconds. */
const MEMORY = 2048
export const PERIOD_MAX = Math.ceil(RATE_HZ / PITCH_HZ_MIN)
/** What is no voice goes through in steps of 7 ms, as it is. */
const STEP = 112
/** How much sooner or later than expected a period may end. */
const SLACK = 0.15
/** What is cut out around a place must have been heard: half a period, its slack, and a whole one. */
const REACH = Math.ceil(PERIOD_MAX * 1.7)

/** So far behind the sound comes out, in samples: 45 milliseconds. */
export const SHIFT_DELAY = REACH + PERIOD_MAX

/**
 * Raises or lowers a voice and leaves its resonances: periods are cut out two at a time and laid down closer or wider than they were spoken.
 * @see Moulines and Charpentier, Pitch-synchronous waveform processing techniques for text-to-speech synthesis using diphones, Speech Communication 9 (1990) (TD-PSOLA)
 */
export function shifter() {
  const [heard, sum, weight] = [new Float64Array(MEMORY), new Float64Array(MEMORY), new Float64Array(MEMORY)]
  let [written, mark, place, wasVoice] = [0, -REACH, -REACH, false]

  /** Where the next period has its middle: what is most alike; where a voice sets in, what is loudest. */
  const nextMark = (period: number): number => {
    const reach = wasVoice ? Math.floor(period * SLACK) : period >> 1
    let [best, most] = [mark + period, Number.NEGATIVE_INFINITY]
    for (let off = -reach; off <= reach; off++) {
      const to = mark + period + off
      const score = wasVoice ? likeness(heard, { from: mark, to, half: period >> 1 }) : Math.abs(heard[wrap(to)] ?? 0)
      if (score > most) [best, most] = [to, score]
    }
    return best
  }

  const lay = (period: number): void => {
    const at = Math.round(place)
    for (let off = 1 - period; off < period; off++) {
      const share = 0.5 + 0.5 * Math.cos((Math.PI * off) / period)
      const index = wrap(at + off)
      sum[index] = (sum[index] ?? 0) + share * (heard[wrap(mark + off)] ?? 0)
      weight[index] = (weight[index] ?? 0) + share
    }
  }

  /**
   * @param pitch - of these samples, in Hz; null where nobody speaks with a voice
   * @param ratio - of the pitch that comes out to the one that goes in
   * @returns as many samples as went in, SHIFT_DELAY later
   */
  return (samples: Float64Array, { pitch, ratio }: { readonly pitch: number | null; readonly ratio: number }): Float64Array => {
    for (const sample of samples) heard[wrap(written++)] = sample
    const isVoice = pitch !== null
    const period = isVoice ? Math.min(PERIOD_MAX, Math.round(RATE_HZ / pitch)) : STEP
    while (place + REACH <= written) {
      while (mark + period / 2 < place) {
        mark = isVoice ? nextMark(period) : mark + period
        wasVoice = isVoice
      }
      lay(period)
      place += isVoice ? period / ratio : period
    }
    return Float64Array.from({ length: HOP }, (_, each) => {
      const index = wrap(written - HOP + each - SHIFT_DELAY)
      // Laid closer than they were, periods overlap; laid wider they fade, as a voice does.
      const out = (sum[index] ?? 0) / Math.max(1, weight[index] ?? 0)
      sum[index] = 0
      weight[index] = 0
      return out
    })
  }
}

function wrap(index: number): number {
  return index & (MEMORY - 1)
}

interface Places { readonly from: number; readonly to: number; readonly half: number }

function likeness(heard: Float64Array, { from, to, half }: Places): number {
  let [product, one, other] = [0, 1e-9, 1e-9]
  for (let off = -half; off <= half; off += 2) {
    const [here, there] = [heard[wrap(from + off)] ?? 0, heard[wrap(to + off)] ?? 0]
    product += here * there
    one += here * here
    other += there * there
  }
  return product / Math.sqrt(one * other)
}
