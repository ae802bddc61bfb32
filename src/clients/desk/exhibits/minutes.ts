import type { Language } from '#domain/bodies.ts'

/** Minutes are kept in universal time, and written and read in the office's. */

const LOCALES = { en: 'en-GB', zh: 'zh-CN' } as const
const MINUTE_MS = 60_000

/** `25 Nov 2026, 10:05`, `2026年11月25日 10:05`: in the office's time zone. */
export function minuteInWords(at: string, { language, timeZone }: { readonly language: Language; readonly timeZone: string }): string {
  const instant = Date.parse(at)
  if (Number.isNaN(instant)) return ''
  return new Intl.DateTimeFormat(LOCALES[language], { timeZone, year: 'numeric', month: language === 'zh' ? 'long' : 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant)
}

/** What a field for date and time holds: `2026-11-25T10:05` in the office's time zone. */
export function wallMinute(instant: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(instant)
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/**
 * The instant of a wall clock's minute, or second, in milliseconds; null where the clock never showed it.
 * @param wall - `2026-11-25T10:05` or `2026-11-25T10:05:30`
 */
export function instantOf(wall: string, timeZone: string): number | null {
  const asIfUniversal = Date.parse(`${wall}Z`)
  if (Number.isNaN(asIfUniversal)) return null
  const minute = Math.floor(asIfUniversal / MINUTE_MS) * MINUTE_MS
  // The offset there is the one at the instant itself, which is at most a day off: asking twice finds it, on either side of a change of clocks.
  let instant = minute
  for (let turn = 0; turn < 2; turn++) instant = minute - (Date.parse(`${wallMinute(instant, timeZone)}Z`) - instant)
  return wallMinute(instant, timeZone) === wall.slice(0, 16) ? instant + (asIfUniversal - minute) : null
}

/** `2026-11-25T02:05Z` */
export function keptMinute(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16)}Z`
}

/** `2026-11-25T02:05:30Z` */
export function keptSecond(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}
