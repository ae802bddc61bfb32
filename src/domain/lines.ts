import * as v from 'valibot'
import { addDays, type Day } from '#base/day.ts'
import type { Frozen } from '#base/frozen.ts'
import { LIMITS } from '#base/limits.ts'
import { weekday } from './clocks/calendar.ts'
import type { Calendar } from './clocks/rule.ts'

/**
 * Telephone lines as the directory names them, to whoever answers them by a program and to whoever is told a number. Everybody can read them.
 * @see spec/office-log.md
 */

/** Minutes of a wall clock: `09:30`. */
const wallTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/))
const opening = v.pipe(v.strictObject({ from: wallTime, to: wallTime }), v.check(({ from, to }) => from < to))
const greetingText = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.greetingCharactersMax))
const slug = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/))
const isSet = (each: readonly string[]): boolean => new Set(each).size === each.length

const line = v.strictObject({
  line: slug, channel: slug,
  /** As people are told it. */
  number: v.pipe(v.string(), v.regex(/^[+0-9][0-9 ()./-]{2,39}$/)),
  /** What it speaks; where it is one, callers are not asked. */
  languages: v.pipe(v.array(v.picklist(['en', 'zh'])), v.minLength(1), v.check((each) => isSet(each))),
  /** Digits of somebody who can be asked for; null for nobody. */
  person: v.nullable(v.pipe(v.string(), v.regex(/^\d{3,20}$/))),
  /** When somebody answers there, from Monday to Sunday, by the office's clock; null for always. */
  hours: v.nullable(v.pipe(v.array(v.nullable(opening)), v.length(7), v.check((days) => days.some((each) => each !== null)))),
  /** Said first, in each of its languages. */
  greeting: v.nullable(v.strictObject({ en: greetingText, zh: greetingText })),
})
export type Line = Frozen<v.InferOutput<typeof line>>
export type Hours = NonNullable<Line['hours']>

export const officeLines = v.pipe(v.array(line), v.minLength(1), v.maxLength(LIMITS.linesMax), v.check((lines) => isSet(lines.map((each) => each.line))))

export function isLine(value: unknown): value is Line {
  return v.is(line, value)
}

/** A moment as the office's wall clock shows it. */
export interface WallMoment {
  readonly day: Day
  /** `09:30`. */
  readonly time: string
}

/**
 * When somebody answers on a day. A day that a calendar names as a holiday is closed whatever the week says; one that it names as made up for is open, with
 * Monday's hours where its own weekday has none. A year that nobody published is as the week says.
 */
export function openingOn(hours: Hours, day: Day, calendar: Calendar): Hours[number] {
  const year = calendar.years.find((each) => each.year === Number(day.slice(0, 4)))
  const own = hours[weekday(day) - 1] ?? null
  if (year?.working.includes(day) === true) return own ?? hours[0] ?? null
  return year?.off.some(([from, to]) => from <= day && day <= to) === true ? null : own
}

export function isOpen(hours: Hours | null, { day, time }: WallMoment, calendar: Calendar): boolean {
  if (hours === null) return true
  const found = openingOn(hours, day, calendar)
  return found !== null && found.from <= time && time < found.to
}

/** How far is looked ahead: longer than any holidays. */
const LOOKED_AHEAD_DAYS = 60

/** When somebody answers next, from a moment at which nobody does; null for not in two months. */
export function nextOpening(hours: Hours, { day, time }: WallMoment, calendar: Calendar): WallMoment | null {
  for (let ahead = 0; ahead <= LOOKED_AHEAD_DAYS; ahead++) {
    const on = addDays(day, ahead)
    const found = openingOn(hours, on, calendar)
    if (found !== null && (ahead > 0 || time < found.from)) return { day: on, time: found.from }
  }
  return null
}
