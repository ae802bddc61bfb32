/** A sound as one row of numbers, 0 to 1, with as many a second as its rate. */
export interface Samples {
  readonly rateHz: number
  /** Of one channel each, equally long. */
  readonly channels: readonly Float32Array[]
}

/** Seconds in which nobody speaks. */
export interface Silence {
  readonly from: number
  readonly to: number
}

/** A window over which loudness is measured. */
const WINDOW_SECONDS = 0.05
/** Shorter gaps are a person's breath, and stay. So much of a longer one stays at either end. */
const [SILENT_SECONDS_MIN, KEPT_SECONDS] = [1, 0.25]
/** Below this nothing is heard; and below so much of the loudest speech, only the room is. */
const [QUIET_LEVEL, QUIET_SHARE] = [0.004, 0.08]

/** The loudest sample of each of `count` equal pieces, 0 to 1. */
export function peaks({ channels }: Samples, count: number): Float32Array {
  const found = new Float32Array(count)
  for (const samples of channels) {
    for (let at = 0; at < samples.length; at++) {
      const piece = Math.min(count - 1, Math.floor((at * count) / samples.length))
      found[piece] = Math.max(found[piece] ?? 0, Math.min(1, Math.abs(samples[at] ?? 0)))
    }
  }
  return found
}

/** Where a listener may jump ahead: in order, apart from each other, and each less than the gap that it stands in. */
export function silences(sound: Samples): readonly Silence[] {
  const levels = loudness(sound)
  const loud = [...levels].sort((one, other) => one - other)[Math.floor(levels.length * 0.95)] ?? 0
  const threshold = Math.max(QUIET_LEVEL, loud * QUIET_SHARE)
  const found: Silence[] = []
  let start: number | null = null
  for (let at = 0; at <= levels.length; at++) {
    const isQuiet = at < levels.length && (levels[at] ?? 0) < threshold
    if (isQuiet) start ??= at
    else if (start !== null) {
      const [from, to] = [start * WINDOW_SECONDS, at * WINDOW_SECONDS]
      if (to - from >= SILENT_SECONDS_MIN) found.push({ from: from + KEPT_SECONDS, to: to - KEPT_SECONDS })
      start = null
    }
  }
  return found
}

/** Root mean square of each window, all channels together. */
function loudness({ rateHz, channels }: Samples): Float32Array {
  const [first] = channels
  const window = Math.max(1, Math.round(rateHz * WINDOW_SECONDS))
  return Float32Array.from({ length: Math.floor((first?.length ?? 0) / window) }, (_, index) => {
    let sum = 0
    for (const samples of channels) for (let at = index * window; at < (index + 1) * window; at++) sum += (samples[at] ?? 0) ** 2
    return Math.sqrt(sum / (window * channels.length))
  })
}

/** `1:05`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (count: number): string => String(count).padStart(2, '0')
  return hours === 0 ? `${minutes}:${two(rest)}` : `${hours}:${two(minutes)}:${two(rest)}`
}
