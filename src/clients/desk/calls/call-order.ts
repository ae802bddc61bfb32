import type { KeptCall } from '#clients/member/kept-call.ts'
import { isOral } from '#domain/minutes.ts'
import { missingIn, type Missing, type Taken } from '#clients/desk/entering/order.ts'

/** A name as it was heard, and the same in the other script. */
export type HeardName = KeptCall['people'][number]

/** What people who were named say of themselves in one answer: a line for each, and behind them whatever else was said of them. */
export function whoOf(people: readonly HeardName[], more: string): string {
  const lines = people.map(({ name, other }) => [name, other].map((part) => part.trim()).filter((part) => part !== '').join(' / ')).filter((line) => line !== '')
  return [...lines, ...(more.trim() === '' ? [] : [more])].join('\n')
}

/** The answers as they are sealed. */
export function answersWith(answers: Taken['answers'], people: readonly HeardName[]): Taken['answers'] {
  return { ...answers, who: whoOf(people, answers['who'] ?? '') }
}

export interface Agreed {
  readonly isRecorded: boolean | null
  readonly consent: boolean | null
  readonly answers: Taken['answers']
}

/**
 * Whether nothing may be written down: the caller refused. Danger to life goes before, on a line that records nothing.
 * @see Directive (EU) 2019/1937, Art. 18(2) and (3)
 */
export function isRefused({ isRecorded, consent, answers }: Agreed): boolean {
  return consent === false && !(isRecorded === false && answers['danger'] === 'yes')
}

/** What must still be said of a call before it can be sealed. */
export function missingOfCall(taken: Taken & { readonly isRecorded: boolean | null }, today: Parameters<typeof missingIn>[1]): ReadonlySet<Missing | 'recorded'> {
  const missing = new Set<Missing | 'recorded'>(missingIn(taken, today))
  if (taken.arrival !== null && isOral(taken.arrival) && taken.isRecorded === null) missing.add('recorded')
  if (isRefused(taken)) missing.add('consent')
  return missing
}

/** `4:07`, `1:02:33`. */
export function lengthInDigits(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (part: number): string => String(part).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
