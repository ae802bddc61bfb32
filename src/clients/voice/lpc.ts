/** What shapes a short piece of speech, as an all-pole filter: the resonances of a mouth are its poles. */
export const ORDER = 20
/** Poles nearer to the circle than this would ring. */
const RADIUS_MAX = 0.985
/** No pole leaves the band: the lowest and the highest angle of a resonance, in radians a sample. */
const ANGLE_MIN = 0.03
const ANGLE_MAX = 3.05
const ROUNDS_MAX = 60
const CLOSE_ENOUGH = 1e-9
const REAL_ENOUGH = 1e-7

/** How the resonances are moved: an angle becomes `(scale · angle) ** power`, a radius `radius ** damping`. */
export interface Warp {
  readonly power: number
  readonly scale: number
  readonly damping: number
}

/**
 * The inverse filter of a windowed frame, `1 + a1 z^-1 + …`, by the autocorrelation method: its zeros lie inside the circle.
 * @returns null for silence. @see Makhoul, Linear Prediction: A Tutorial Review, Proc. IEEE 63 (1975)
 */
export function predictor(frame: Float64Array): Float64Array | null {
  const correlation = Array.from({ length: ORDER + 1 }, (_, lag) => {
    let sum = 0
    for (let at = lag; at < frame.length; at++) sum += (frame[at] ?? 0) * (frame[at - lag] ?? 0)
    return sum
  })
  const energy = correlation[0] ?? 0
  if (energy < 1e-9) return null
  // A floor of white noise, 40 dB below: without it a pure tone has no stable filter.
  let error = energy * 1.0001
  const a = new Float64Array(ORDER + 1)
  a[0] = 1
  for (let order = 1; order <= ORDER; order++) {
    let sum = correlation[order] ?? 0
    for (let at = 1; at < order; at++) sum += (a[at] ?? 0) * (correlation[order - at] ?? 0)
    const reflection = -sum / error
    for (let low = 1, high = order - 1; low <= high; low++, high--) {
      const [one, other] = [a[low] ?? 0, a[high] ?? 0]
      a[low] = one + reflection * other
      if (low !== high) a[high] = other + reflection * one
    }
    a[order] = reflection
    error *= 1 - reflection * reflection
    if (!(error > 0)) return null
  }
  return a
}

/**
 * The same filter with its resonances elsewhere.
 * @returns null where the roots were not found.
 * @see Patino, Tomashenko, Todisco, Nautsch, Evans, Speaker anonymisation using the McAdams coefficient, Interspeech 2021 (arXiv 2011.01130)
 */
export function warped(a: Float64Array, { power, scale, damping }: Warp): Float64Array | null {
  const found = roots(a)
  if (found === null) return null
  const made = new Float64Array(ORDER + 1)
  made[0] = 1
  let length = 0
  const times = (one: number, two: number): void => {
    length += two === 0 ? 1 : 2
    for (let at = length; at > 0; at--) made[at] = (made[at] ?? 0) + one * (made[at - 1] ?? 0) + (at > 1 ? two * (made[at - 2] ?? 0) : 0)
  }
  for (let each = 0; each < ORDER; each++) {
    const [re, im] = [found.re[each] ?? 0, found.im[each] ?? 0]
    const radius = Math.min(RADIUS_MAX, Math.hypot(re, im) ** damping)
    if (Math.abs(im) <= REAL_ENOUGH) times(-Math.sign(re) * radius, 0)
    else if (im > 0) {
      const angle = Math.min(ANGLE_MAX, Math.max(ANGLE_MIN, (scale * Math.atan2(im, re)) ** power))
      times(-2 * radius * Math.cos(angle), radius * radius)
    }
  }
  return length === ORDER && made.every(Number.isFinite) ? made : null
}

interface Roots { readonly re: Float64Array; readonly im: Float64Array }

/** All zeros at once. @returns null if they did not settle @see Aberth, Math. Comp. 27 (1973) */
function roots(a: Float64Array): Roots | null {
  const [re, im] = [new Float64Array(ORDER), new Float64Array(ORDER)]
  for (let each = 0; each < ORDER; each++) {
    const angle = (2 * Math.PI * (each + 0.35)) / ORDER
    re[each] = 0.8 * Math.cos(angle)
    im[each] = 0.8 * Math.sin(angle)
  }
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let moved = 0
    for (let each = 0; each < ORDER; each++) moved = Math.max(moved, step(a, { re, im }, each))
    if (!Number.isFinite(moved)) return null
    if (moved < CLOSE_ENOUGH) return { re, im }
  }
  return null
}

/** Moves one root, and tells how far. */
function step(a: Float64Array, { re, im }: Roots, each: number): number {
  const [x, y] = [re[each] ?? 0, im[each] ?? 0]
  let [pr, pi, dr, di] = [a[0] ?? 1, 0, 0, 0]
  for (let at = 1; at <= ORDER; at++) {
    [dr, di] = [dr * x - di * y + pr, dr * y + di * x + pi];
    [pr, pi] = [pr * x - pi * y + (a[at] ?? 0), pr * y + pi * x]
  }
  const slope = dr * dr + di * di
  if (slope === 0) return 0
  const [nr, ni] = [(pr * dr + pi * di) / slope, (pi * dr - pr * di) / slope]
  let [sr, si] = [0, 0]
  for (let other = 0; other < ORDER; other++) {
    if (other === each) continue
    const [u, v] = [x - (re[other] ?? 0), y - (im[other] ?? 0)]
    const square = u * u + v * v || 1e-30
    sr += u / square
    si -= v / square
  }
  const [er, ei] = [1 - (nr * sr - ni * si), -(nr * si + ni * sr)]
  const size = er * er + ei * ei || 1e-30
  const [mr, mi] = [(nr * er + ni * ei) / size, (ni * er - nr * ei) / size]
  re[each] = x - mr
  im[each] = y - mi
  return Math.hypot(mr, mi)
}
