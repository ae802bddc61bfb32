declare const day: unique symbol

/** An office-local calendar date, `YYYY-MM-DD`. Never a time: a time narrows down who a reporter is. */
export type Day = string & { readonly [day]: true }

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/
const MS_PER_DAY = 86_400_000

export function isDay(text: string): text is Day {
  const match = SHAPE.exec(text)
  if (match === null) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
}

/** @throws RangeError if the text is not a calendar date. */
export function asDay(text: string): Day {
  if (!isDay(text)) throw new RangeError(`not a calendar date: ${text.slice(0, 20)}`)
  return text
}

export function addDays(from: Day, days: number): Day {
  return fromInstantUtc(Date.parse(`${from}T00:00:00Z`) + days * MS_PER_DAY)
}

/** Adds calendar months; a day that the month lacks becomes its last (30 November + 3 months = 28 February). */
export function addMonths(from: Day, months: number): Day {
  const [year = 0, month = 1, dayOfMonth = 1] = from.split('-').map(Number)
  const lastOfMonth = new Date(0)
  // `Date.UTC` would take the year 50 for 1950.
  lastOfMonth.setUTCFullYear(year, month - 1 + months + 1, 0)
  return fromInstantUtc(lastOfMonth.setUTCDate(Math.min(dayOfMonth, lastOfMonth.getUTCDate())))
}

/** Whole days from one date to another; negative if `to` is the earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MS_PER_DAY)
}

/** The date that a wall calendar in `timeZone` shows at this instant. @throws RangeError if the zone is unknown. */
export function dayAt(instantMs: number, timeZone: string): Day {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return asDay(parts.format(instantMs))
}

/** The hour, 0 to 23, that a wall clock in `timeZone` shows at this instant. @throws RangeError if the zone is unknown. */
export function hourOf(instantMs: number, timeZone: string): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(instantMs))
}

/** Hour and minute, `09:30`, that a wall clock in `timeZone` shows at this instant. @throws RangeError if the zone is unknown. */
export function timeOf(instantMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instantMs)
}

function fromInstantUtc(instantMs: number): Day {
  return asDay(new Date(instantMs).toISOString().slice(0, 10))
}
