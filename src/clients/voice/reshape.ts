import { ORDER, predictor, warped, type Warp } from './lpc.ts'
import { HOP } from './rate.ts'

export const FRAME = 2 * HOP
const GAIN_MAX = 4

const WINDOW = Float64Array.from({ length: FRAME }, (_, at) => Math.sin((Math.PI * (at + 0.5)) / FRAME))

/** Frame by frame what shapes the voice is taken off, changed, and put on again. */
export function reshaper() {
  const frame = new Float64Array(FRAME)
  const rest = new Float64Array(HOP)
  let last: Float64Array | null = null
  return (heard: Float64Array, warp: Warp): Float64Array => {
    frame.copyWithin(0, HOP)
    frame.set(heard, HOP)
    const windowed = frame.map((sample, at) => sample * (WINDOW[at] ?? 0))
    const shape = predictor(windowed)
    // What cannot be changed is heard with the last change that could be made, and never as it was.
    if (shape !== null) last = warped(shape, warp) ?? last
    const spoken = shape === null || last === null ? new Float64Array(FRAME) : refiltered(windowed, shape, last)
    const out = rest.map((sample, at) => sample + (spoken[at] ?? 0))
    rest.set(spoken.subarray(HOP))
    return out
  }
}

/** As loud as it was, behind another filter. */
function refiltered(windowed: Float64Array, from: Float64Array, to: Float64Array): Float64Array {
  const made = new Float64Array(FRAME)
  let [before, after] = [0, 1e-12]
  for (let at = 0; at < FRAME; at++) {
    let sample = windowed[at] ?? 0
    before += sample * sample
    for (let tap = 1; tap <= ORDER && tap <= at; tap++) sample += (from[tap] ?? 0) * (windowed[at - tap] ?? 0) - (to[tap] ?? 0) * (made[at - tap] ?? 0)
    made[at] = sample
  }
  for (let at = 0; at < FRAME; at++) {
    const sample = (made[at] ?? 0) * (WINDOW[at] ?? 0)
    made[at] = sample
    after += sample * sample
  }
  // The window was put on twice: what it takes of an even sound is given back.
  const gain = Math.min(GAIN_MAX, Math.sqrt((before * 0.75) / after))
  return made.map((sample) => sample * gain)
}
