import type { LineView } from '#clients/member/line-standing.ts'
import type { Language } from '#domain/bodies.ts'
import type { Words } from '#words/desk/generated/words.ts'
import { langOf } from '#clients/desk/tongue.svelte.ts'

/** A line says something once a minute; three that were missed are an end. */
const SILENT_SECONDS = 200
/** What the way and the rounding take. */
const CLOCK_SECONDS = 30

export function isAlive({ agoSeconds }: Pick<NonNullable<LineView['told']>, 'agoSeconds'>): boolean {
  return agoSeconds < SILENT_SECONDS
}

/** @returns null where both clocks agree */
export function clockWords(aheadSeconds: number, words: Words): string | null {
  const seconds = Math.abs(aheadSeconds)
  if (seconds <= CLOCK_SECONDS) return null
  return words[aheadSeconds > 0 ? 'line-clock-ahead' : 'line-clock-behind']({ count: Math.max(1, Math.round(seconds / 60)) })
}

/** Day and time in the office's zone. */
export function sinceWords(since: number, timeZone: string, language: Language): string {
  return new Intl.DateTimeFormat(language === 'zh' ? langOf(language) : 'en-GB', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(since * 1000)
}
