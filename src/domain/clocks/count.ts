import { addDays, addMonths, daysBetween, type Day } from '#base/day.ts'
import { dayKind, nextDay } from './calendar.ts'
import type { Calendar, Unit } from './rule.ts'

/** Days on which a clock stands still: the first one counts no more, the last one counts again. Open while it stands still. */
export interface Pause {
  readonly from: Day
  readonly to: Day | null
  readonly cause: string
}

export interface Counted {
  /** Null while it stands still. */
  readonly due: Day | null
  /** Whether a year was counted that nobody published yet. */
  readonly provisional: boolean
}

interface Under {
  readonly calendar: Calendar
  readonly pauses: readonly Pause[]
}

/**
 * The last day of a period that begins with the day after `from`.
 * Months are counted whole, as the calendar has them; what they stand still is added in days.
 */
export function count(from: Day, period: { readonly amount: number; readonly unit: Unit }, under: Under): Counted {
  const { amount, unit } = period
  const days = unit === 'month' ? daysBetween(from, addMonths(from, amount)) : amount
  return walk(from, { days, working: unit === 'working-day' }, under)
}

function walk(from: Day, { days, working }: { readonly days: number; readonly working: boolean }, { calendar, pauses }: Under): Counted {
  if (!working && pauses.length === 0) return { due: addDays(from, days), provisional: false }
  let day = from
  let provisional = false
  for (let left = days; left > 0;) {
    day = nextDay(day)
    const pause = pauseOn(pauses, day)
    if (pause?.to === null) return { due: null, provisional }
    const kind = working && pause === null ? dayKind(calendar, day) : 'working'
    provisional ||= kind === 'unknown'
    if (pause === null && kind !== 'off') left -= 1
  }
  return { due: day, provisional }
}

/** A last day that is no working day moves to the next one. */
export function rolled({ due, provisional }: Counted, calendar: Calendar): Counted {
  let day = due
  let unknown = provisional
  while (day !== null) {
    const kind = dayKind(calendar, day)
    unknown ||= kind === 'unknown'
    if (kind !== 'off') break
    day = nextDay(day)
  }
  return { due: day, provisional: unknown }
}

export function pauseOn(pauses: readonly Pause[], day: Day): Pause | null {
  return pauses.find(({ from, to }) => from <= day && (to === null || day < to)) ?? null
}
