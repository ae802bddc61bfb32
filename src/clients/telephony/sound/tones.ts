import { TELEPHONE_HZ } from '#domain/telephone.ts'

const [TONE_HZ, TONE_SECONDS, TONE_LEVEL] = [1000, 0.4, 8000]

/** Says that a recording begins. */
export function startTone(): Int16Array {
  return Int16Array.from({ length: TELEPHONE_HZ * TONE_SECONDS }, (_, at) => Math.round(TONE_LEVEL * Math.sin((2 * Math.PI * TONE_HZ * at) / TELEPHONE_HZ)))
}

export function silence(seconds: number): Int16Array {
  return new Int16Array(Math.round(TELEPHONE_HZ * seconds))
}
