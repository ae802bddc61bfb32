import type { Language } from '#domain/bodies.ts'
import type { NextDateReason, State } from '#domain/docket.ts'
import type { Words } from '#words/cli/generated/words.ts'

/** Names of states and dates, as a person reads them. */

export function stateWords(say: Words, state: State): string {
  return say[`state-${state}`]
}

const UNITS = ['B', 'kB', 'MB', 'GB'] as const

/** A size as a person reads it: `1.2 MB`, in thousands as file managers count. */
export function sizeWords(language: Language, bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = new Intl.NumberFormat(language, { maximumFractionDigits: power === 0 ? 0 : 1 }).format(bytes / 1000 ** power)
  return `${value} ${UNITS[power] ?? 'B'}`
}

export function reasonWords(say: Words, reason: NextDateReason): string {
  return say[`next-${reason}`]
}
