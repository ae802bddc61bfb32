import type { Language } from '#domain/bodies.ts'

/** What is written tells its language; null for what does not, as an empty field. */
export function scriptOf(written: string): Language | null {
  if (/\p{Script=Han}/u.test(written)) return 'zh'
  return /\p{Script=Latin}{3}/u.test(written) ? 'en' : null
}
