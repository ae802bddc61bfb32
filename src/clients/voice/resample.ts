import { RATE_HZ } from './rate.ts'

/** Half of the filter, in samples of the slower of the two rates. */
const HALF = 24
const CUTOFF_HZ = 7000
const HIGH_PASS_HZ = 85

/**
 * A device's own rate becomes another, by a windowed sinc: what a voice has above 7 kHz goes, and with it what tells one microphone from another
 * up there. The same samples in pieces of any size give the same samples.
 *
 * @param rateHz - of the device, a whole number of at least 8,000
 * @param toHz - what comes out: all that stands there below half of this rate, and below 7 kHz
 */
export function resampler(rateHz: number, toHz: number = RATE_HZ) {
  const half = Math.ceil(HALF * Math.max(1, rateHz / toHz))
  const cutoff = (2 * Math.min(CUTOFF_HZ, 0.45 * rateHz, 0.45 * toHz)) / rateHz
  const common = divisor(rateHz, toHz)
  const [step, phases] = [rateHz / common, toHz / common]
  // What comes out stands between two samples that came in, at one of so many places.
  const filters = Array.from({ length: phases }, (_, phase) => filterAt(phase / phases, half, cutoff))
  let heard = new Float64Array(half)
  let [whole, phase] = [0, 0]
  return (samples: Float32Array): Float32Array<ArrayBuffer> => {
    const all = new Float64Array(heard.length + samples.length)
    all.set(heard)
    all.set(samples, heard.length)
    const out: number[] = []
    while (whole + 2 * half <= all.length) {
      const filter = filters[phase]
      let sum = 0
      for (let tap = 0; tap < 2 * half; tap++) sum += (all[whole + tap] ?? 0) * (filter?.[tap] ?? 0)
      out.push(sum)
      phase += step
      whole += Math.floor(phase / phases)
      phase %= phases
    }
    const used = Math.min(whole, all.length)
    heard = all.slice(used)
    whole -= used
    return Float32Array.from(out)
  }
}

function filterAt(fraction: number, half: number, cutoff: number): Float64Array {
  const filter = Float64Array.from({ length: 2 * half }, (_, tap) => {
    const away = tap - half + 1 - fraction
    const turn = Math.PI * cutoff * away
    const sinc = Math.abs(turn) < 1e-9 ? 1 : Math.sin(turn) / turn
    return sinc * (0.42 + 0.5 * Math.cos((Math.PI * away) / half) + 0.08 * Math.cos((2 * Math.PI * away) / half))
  })
  const sum = filter.reduce((total, tap) => total + tap, 0)
  return filter.map((tap) => tap / sum)
}

function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other)
}

/**
 * Takes out what is lower than a voice: steps, wind, and the first tone of the mains, which tells when a recording was made. Its overtones stay.
 * @see Bristow-Johnson, Cookbook formulae for audio EQ biquad filter coefficients (high-pass, twice, Butterworth)
 */
export function highPass(): (samples: Float32Array<ArrayBuffer>) => Float32Array<ArrayBuffer> {
  const stages = [0.541_196_1, 1.306_562_9].map(biquad)
  return (samples) => samples.map((sample) => stages.reduce((value, stage) => stage(value), sample))
}

function biquad(quality: number): (sample: number) => number {
  const turn = (2 * Math.PI * HIGH_PASS_HZ) / RATE_HZ
  const [cosine, alpha] = [Math.cos(turn), Math.sin(turn) / (2 * quality)]
  const whole = 1 + alpha
  let [one, two] = [0, 0]
  return (sample) => {
    const now = sample + (2 * cosine * one - (1 - alpha) * two) / whole
    const out = ((1 + cosine) / 2 / whole) * (now - 2 * one + two);
    [one, two] = [now, one]
    return out
  }
}
