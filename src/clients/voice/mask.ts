import type { Warp } from './lpc.ts'
import { drawFrom, eitherSide, wandering, type Draw } from './paths.ts'
import { PITCH_SAMPLES, pitchOf } from './pitch.ts'
import { HOP } from './rate.ts'
import { FRAME, reshaper } from './reshape.ts'
import { PERIOD_MAX, SHIFT_DELAY, shifter } from './shift.ts'

/** So much later a sound may come out: 82 milliseconds. Nothing of a voice is remembered for longer than the shifter does, 128. */
export const MASK_DELAY_SAMPLES_MAX = SHIFT_DELAY + PERIOD_MAX + FRAME
/** As many random words as the longest recording turns. */
export const RANDOM_WORDS = 16_384

/** Where a masked voice speaks, whoever spoke: drawn for each recording. */
const [TARGET_HZ_MIN, TARGET_HZ_MAX] = [110, 190]
const RATIO_MOST = Math.log(1.65)
/** The voice never keeps its own pitch: more than two semitones on the whole, one at any moment. */
const RATIO_LEAST = Math.log(2) / 5
/** Until somebody has spoken for a while, this much of a voice of this pitch is taken for granted. */
const [GUESS_HZ, GUESS_HOPS, REMEMBERED_HOPS] = [155, 4, 400]

/** A voice above this is lowered: raised, it would be a child's, and hard to understand. Others go either way. */
const HIGH = Math.log(160)
/** A pitch below this does not go lower still. */
const LOW = Math.log(125)
/** After a second of voice it is settled which of them it is: whoever goes to and fro would pass where nothing is masked. */
const SETTLED_HOPS = 100
/** Of the way to where it should be, each hop. */
const GLIDE = 0.06
/** How far resonances are bent and moved, at least and at most, and how far they wander around that. */
const [BENT, MOVED] = [[0.07, 0.14], [0.03, 0.1]] as const

/** What is drawn for one recording, and wanders through it. @see docs/decisions/0022-recorded-voice.md */
function disguise(draw: Draw) {
  const between = ([least, most]: readonly [number, number]): number => least + draw() * (most - least)
  const target = Math.log(between([TARGET_HZ_MIN, TARGET_HZ_MAX]))
  const sides = { pitch: eitherSide(draw), bent: eitherSide(draw), moved: eitherSide(draw) }
  const [bent, moved, damping] = [between(BENT), between(MOVED), between([0.95, 1.15])]
  const [pitches, powers, scales, dampings] = [wandering(draw, 0.05), wandering(draw, 0.04), wandering(draw, 0.04), wandering(draw, 0.05)]
  let [mean, hops, isHigh, isLow] = [Math.log(GUESS_HZ), GUESS_HOPS, false, false]
  const wanted = (): { readonly ratio: number; readonly power: number; readonly scale: number } => {
    const far = Math.max(-RATIO_MOST, Math.min(RATIO_MOST, target - mean))
    // What would be too near is folded out, and not laid on the edge: that would tell where the voice was.
    const ratio = Math.abs(far) < RATIO_LEAST ? (2 * RATIO_LEAST - Math.abs(far)) * (isHigh ? -1 : isLow ? 1 : sides.pitch) : far
    return { ratio, power: 1 + bent * (isHigh ? 1 : sides.bent), scale: moved * (isHigh ? -1 : sides.moved) }
  }
  // From the first sample on: what is not known yet is guessed.
  let { ratio, power, scale } = wanted()
  return {
    /** The ratio of pitches, for a hop whose own pitch was found, or was not. */
    ratio(pitch: number | null): number {
      if (pitch !== null) {
        hops = Math.min(REMEMBERED_HOPS, hops + 1)
        mean += (Math.log(pitch) - mean) / hops
        if (hops < SETTLED_HOPS) [isHigh, isLow] = [mean > HIGH, mean < LOW]
      }
      const to = wanted()
      ratio += (to.ratio - ratio) * GLIDE
      power += (to.power - power) * GLIDE
      scale += (to.scale - scale) * GLIDE
      return Math.exp(ratio + pitches())
    },
    warp: (): Warp => ({ power: power + powers(), scale: Math.exp(scale + scales()), damping: damping + dampings() }),
  }
}

/**
 * Makes another voice of one, live: another pitch, other resonances, both drawn for this recording and wandering through it. The same samples in
 * pieces of any size give the same samples. It holds an eighth of a second of what it heard, and no more.
 *
 * @param random - RANDOM_WORDS of a browser's own random words; whoever knows them can undo much of the mask.
 */
export function masker(random: Uint32Array) {
  const drawn = disguise(drawFrom(random))
  const shift = shifter()
  const reshape = reshaper()
  const heard = new Float64Array(PITCH_SAMPLES)
  let waiting = 0
  const hop = (): Float64Array => {
    const pitch = pitchOf(heard)
    return reshape(shift(heard.slice(-HOP), { pitch, ratio: drawn.ratio(pitch) }), drawn.warp())
  }
  return {
    /** @param samples - at RATE_HZ, between -1 and 1 @returns what has come out by now, between -1 and 1 */
    push(samples: Float32Array): Float32Array<ArrayBuffer> {
      const out: number[] = []
      for (let at = 0; at < samples.length;) {
        const piece = samples.subarray(at, at + HOP - waiting)
        heard.copyWithin(0, piece.length)
        heard.set(piece, PITCH_SAMPLES - piece.length)
        at += piece.length
        waiting += piece.length
        if (waiting < HOP) break
        waiting = 0
        out.push(...hop())
      }
      return Float32Array.from(out, (sample) => Math.max(-1, Math.min(1, sample)))
    },
    /** What is still under way, when nothing more comes. */
    finish(): Float32Array<ArrayBuffer> {
      return this.push(new Float32Array(MASK_DELAY_SAMPLES_MAX + HOP - waiting))
    },
  }
}
