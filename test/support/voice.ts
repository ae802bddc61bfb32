// A voice that nobody has: pulses of a throat through four resonances, with syllables, a melody and pauses. And what a plain ear finds in one.

const RATE_HZ = 16_000

export interface Speaker {
  readonly pitchHz: number
  readonly seconds: number
  readonly rateHz?: number
}

/** Vowels by their resonances in Hz. */
const VOWELS = [[730, 1090, 2440, 3400], [270, 2290, 3010, 3600], [300, 870, 2240, 3300], [530, 1840, 2480, 3500]] as const
const SYLLABLE_SECONDS = 0.25

/** Samples between -0.5 and 0.5. Every fifth syllable is a pause. */
export function speech({ pitchHz, seconds, rateHz = RATE_HZ }: Speaker): Float32Array<ArrayBuffer> {
  const made = new Float32Array(Math.round(seconds * rateHz))
  const filters = Array.from({ length: 4 }, () => ({ one: 0, two: 0 }))
  let phase = 0
  for (let at = 0; at < made.length; at++) {
    const time = at / rateHz
    const syllable = Math.floor(time / SYLLABLE_SECONDS)
    const within = (time % SYLLABLE_SECONDS) / SYLLABLE_SECONDS
    const loud = syllable % 5 === 4 ? 0 : Math.sin(Math.PI * within) ** 0.5
    phase += (pitchHz * (1 + 0.06 * Math.sin(2 * Math.PI * time * 0.7))) / rateHz
    const isPulse = phase >= 1
    if (isPulse) phase -= 1
    let sound = isPulse ? loud : 0
    for (const [each, hz] of (VOWELS[syllable % VOWELS.length] ?? VOWELS[0]).entries()) {
      const filter = filters[each]
      if (filter === undefined) continue
      const radius = Math.exp((-Math.PI * (60 + 40 * each)) / rateHz)
      const out = sound + 2 * radius * Math.cos((2 * Math.PI * hz) / rateHz) * filter.one - radius * radius * filter.two;
      [filter.one, filter.two] = [out, filter.one]
      sound = out * (1 - radius)
    }
    made[at] = sound
  }
  const most = made.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 1e-9)
  return made.map((sample) => (0.5 * sample) / most)
}

/** The median pitch in Hz of what has one; not a number where nothing has. By autocorrelation, and no code of ours. */
export function pitchHeard(samples: Float32Array, rateHz = RATE_HZ): number {
  const found: number[] = []
  const size = Math.round(0.05 * rateHz)
  const loudest = samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
  for (let from = 0; from + 2 * size < samples.length; from += size) {
    const energy = samples.subarray(from, from + size).reduce((sum, sample) => sum + sample * sample, 0)
    if (energy < size * (loudest * 0.05) ** 2) continue
    const like = (lag: number): number => {
      let [product, other] = [0, 1e-12]
      for (let at = from; at < from + size; at++) {
        product += (samples[at] ?? 0) * (samples[at + lag] ?? 0)
        other += (samples[at + lag] ?? 0) ** 2
      }
      return product / Math.sqrt(energy * other)
    }
    const [least, most] = [Math.floor(rateHz / 380), Math.ceil(rateHz / 65)]
    const all = Array.from({ length: most - least }, (_, at) => like(least + at))
    const best = Math.max(...all)
    const lag = all.findIndex((value, at) => value > 0.9 * best && value >= (all[at - 1] ?? 0) && value >= (all[at + 1] ?? 0))
    if (best > 0.6 && lag >= 0) found.push(rateHz / (least + lag))
  }
  return found.toSorted((one, other) => one - other)[found.length >> 1] ?? Number.NaN
}

/** A file of 16-bit samples. */
export function wavFile(samples: Float32Array, rateHz = RATE_HZ): Buffer {
  const head = Buffer.alloc(44)
  for (const [at, mark] of [[0, 'RIFF'], [8, 'WAVEfmt '], [36, 'data']] as const) head.write(mark, at)
  for (const [at, value] of [[4, 36 + 2 * samples.length], [16, 16], [24, rateHz], [28, 2 * rateHz], [40, 2 * samples.length]] as const) head.writeUInt32LE(value, at)
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]] as const) head.writeUInt16LE(value, at)
  const body = Buffer.alloc(2 * samples.length)
  samples.forEach((sample, at) => body.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 2 * at))
  return Buffer.concat([head, body])
}
