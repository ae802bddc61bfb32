import { RATE_HZ } from './rate.ts'

/** A pitch is looked for in so many samples: fifty milliseconds. */
export const PITCH_SAMPLES = 800
const THINNED = 4
export const PITCH_HZ_MIN = 60
const PITCH_HZ_MAX = 400
/** How like itself a voice must be one period later. */
const LIKENESS_MIN = 0.6
/** A period of two is as like as one: the shortest that is nearly the best is taken. */
const NEARLY = 0.88

/** The pitch at the end of what was heard, by normalised autocorrelation. @param heard - PITCH_SAMPLES of them @returns null where nobody speaks with a voice */
export function pitchOf(heard: Float64Array): number | null {
  const thin = new Float64Array(PITCH_SAMPLES / THINNED - 1)
  for (let at = 0; at < thin.length; at++) {
    let sum = 0
    for (let tap = 0; tap < 2 * THINNED; tap++) sum += heard[at * THINNED + tap] ?? 0
    thin[at] = sum
  }
  const rate = RATE_HZ / THINNED
  const [shortest, longest] = [Math.floor(rate / PITCH_HZ_MAX), Math.ceil(rate / PITCH_HZ_MIN)]
  const likeness = Array.from({ length: longest + 2 }, (_, lag) => (lag < shortest - 1 ? 0 : likenessAt(thin, lag, thin.length - longest - 1)))
  const best = Math.max(...likeness.slice(shortest, longest + 1))
  if (!(best >= LIKENESS_MIN)) return null
  for (let lag = shortest; lag <= longest; lag++) {
    const [before, here, after] = [likeness[lag - 1] ?? 0, likeness[lag] ?? 0, likeness[lag + 1] ?? 0]
    if (here < NEARLY * best || here < before || here < after) continue
    const bend = before - 2 * here + after
    return rate / (lag + (bend === 0 ? 0 : (before - after) / (2 * bend)))
  }
  return null
}

function likenessAt(thin: Float64Array, lag: number, length: number): number {
  let [product, one, other] = [0, 0, 0]
  for (let at = 0; at < length; at++) {
    const [now, later] = [thin[at] ?? 0, thin[at + lag] ?? 0]
    product += now * later
    one += now * now
    other += later * later
  }
  return one * other < 1e-10 ? 0 : product / Math.sqrt(one * other)
}
