import { Refusal } from '#base/refusal.ts'
import { isLack, type LackName } from '#domain/conclusion.ts'
import type { Tongue } from './tongue.svelte.ts'

/** Why something did not happen, in the reader's language. */
export function refusalWords(error: unknown, tongue: Tongue): string {
  if (!(error instanceof Refusal)) return tongue.words['defect']
  const { hours, missing } = error.details
  if (error.code === 'report-incomplete' && typeof missing === 'string') return tongue.words['lacks-refused']({ what: lackNames([...new Set(missing.split(' ').map((each) => each.split(':', 1)[0] ?? ''))].filter(isLack), tongue) })
  const when = error.code === 'uploads-full' && typeof hours === 'number' ? tongue.words['room-in-hours']({ count: hours }) : ''
  return [tongue.refusals[error.code], when].filter((part) => part !== '').join(tongue.language === 'zh' ? '' : ' ')
}

/** Names of what is missing, in one line. */
export function lackNames(lacks: readonly LackName[], { words, language }: Tongue): string {
  return lacks.map((what) => words[`lack-${what}`]).join(language === 'zh' ? '、' : ', ')
}

/** Takes note of what was thrown. What is no refusal is a defect of ours and belongs in the console as well. */
export function noted(error: unknown): unknown {
  if (!(error instanceof Refusal)) reportError(error)
  return error
}

export function isRefusal(error: unknown, code: Refusal['code']): boolean {
  return error instanceof Refusal && error.code === code
}
