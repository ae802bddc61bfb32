import { dayAt, daysBetween, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'

/** The date on an office's wall calendar. The server knows the hour, and keeps none. */
export type Today = (timeZone: string) => Day

/** Time zones change their offset, and days begin, at quarter hours. */
const QUARTER_MS = 15 * 60_000

/** Asking the platform for a date takes longer than checking a header, so each zone's is kept for its quarter hour. */
export function calendar(nowMs: () => number): Today {
  const days = new Map<string, { readonly quarter: number; readonly day: Day }>()
  return (timeZone) => {
    const now = nowMs()
    const quarter = Math.floor(now / QUARTER_MS)
    const known = days.get(timeZone)
    if (known?.quarter === quarter) return known.day
    const day = dayAt(now, timeZone)
    days.set(timeZone, { quarter, day })
    return day
  }
}

/** @throws Refusal `wrong-day` for an entry dated more than a day away: clocks differ by minutes, dates by zones. */
export function checkDay(day: Day, today: Day): void {
  if (day === today) return
  if (Math.abs(daysBetween(day, today)) > LIMITS.dayToleranceDays) throw new Refusal('wrong-day', { today })
}

export function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
