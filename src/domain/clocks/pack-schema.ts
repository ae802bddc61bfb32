import * as v from 'valibot'
import { isDay, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { CAUSES, DONE, OWED, packRef, STARTS, UNITS, type CalendarYear, type Rule, type RulePack } from './rule.ts'

/** What an office may write as a rule pack of its own. Strict: a silly clock would promise reporters what nobody keeps. */

const shortText = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.nameCharactersMax))
const names = v.strictObject({ en: shortText, zh: shortText })
const slug = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,47}$/))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const day = v.pipe(v.string(), v.check(isDay), v.transform((checked) => checked as Day))
const some = <T extends string>(of: readonly T[]) => v.picklist(of)

const extension = v.strictObject({
  amount: v.pipe(count, v.minValue(1), v.maxValue(LIMITS.clockDaysMax)), unit: some(UNITS), times: v.pipe(count, v.minValue(1), v.maxValue(12)), second: v.boolean(),
})

const rule = v.pipe(v.strictObject({
  id: slug, names, wording: v.strictObject({ article: names, checked: v.boolean() }), owed: some(OWED), starts: some(STARTS),
  startsAtLatest: v.optional(slug), yearEnds: v.optional(v.pipe(v.string(), v.check((text) => text !== '02-29' && isDay(`2024-${text}`)))),
  amount: v.pipe(count, v.maxValue(LIMITS.clockDaysMax)), unit: some(UNITS), rollsOver: v.boolean(), done: some(DONE),
  pausedFor: v.pipe(v.array(some(CAUSES)), v.maxLength(CAUSES.length), v.check((causes) => new Set(causes).size === causes.length)),
  extension: v.optional(extension), waivable: v.boolean(),
}), v.check((each) => [each, each.extension].every((period) => period?.unit !== 'month' || period.amount <= LIMITS.clockMonthsMax)), v.check((each) => isPlainForAlerts(each)))

const objection = v.pipe(v.strictObject({
  amount: v.pipe(count, v.minValue(1), v.maxValue(LIMITS.clockDaysMax)), unit: some(UNITS), rollsOver: v.boolean(), wording: v.strictObject({ article: names, checked: v.boolean() }),
}), v.check((period) => period.unit !== 'month' || period.amount <= LIMITS.clockMonthsMax))

const calendarYear = v.pipe(v.strictObject({
  year: v.pipe(count, v.minValue(1970), v.maxValue(9000)), source: shortText,
  off: v.pipe(v.array(v.tuple([day, day])), v.maxLength(100)), working: v.pipe(v.array(day), v.maxLength(100)),
}), v.check((of) => isWholeYear(of)))

const calendar = v.strictObject({
  // Somebody works on some day: a week of seven days off would have no end.
  weekend: v.pipe(v.array(v.picklist([1, 2, 3, 4, 5, 6, 7])), v.maxLength(6), v.check((days) => new Set(days).size === days.length)),
  years: v.pipe(v.array(calendarYear), v.maxLength(LIMITS.calendarYearsMax), v.check((years) => new Set(years.map(({ year }) => year)).size === years.length)),
  otherYears: v.picklist(['every-day', 'weekends']),
})

/** What an alert of retaliation or an objection starts runs until it is answered or closed, and nothing moves it. */
function isPlainForAlerts(of: Rule): boolean {
  const { starts, done, startsAtLatest, yearEnds, pausedFor, waivable } = of
  return !isEach(starts) || ((done === 'answered' || (done === 'settled' && starts === 'retaliation')) && (startsAtLatest ?? yearEnds ?? of.extension) === undefined && pausedFor.length === 0 && !waivable)
}

/** Whether there is a clock for each time that the reporter raises something. */
function isEach(starts: Rule['starts']): boolean {
  return starts === 'retaliation' || starts === 'objection'
}

/** Every day named lies in the year, in order, and no day is both off and worked on. */
function isWholeYear({ year, off, working }: CalendarYear): boolean {
  const inYear = (each: Day): boolean => each.startsWith(`${year}-`)
  return off.every(([from, to]) => inYear(from) && inYear(to) && from <= to) && working.every(inYear)
    && !working.some((each) => off.some(([from, to]) => from <= each && each <= to))
}

/** A rule waits for one before it: nothing waits for itself. */
function isInOrder(rules: readonly Rule[]): boolean {
  return rules.every(({ startsAtLatest }, index) => startsAtLatest === undefined || rules.slice(0, index).some(({ id, starts }) => id === startsAtLatest && !isEach(starts)))
    && new Set(rules.map(({ id }) => id)).size === rules.length
}

/** An office's own pack. Its id begins with `own-`, so that none is ever taken for one that came with the program. */
export const ownPack = v.pipe(v.strictObject({
  id: v.pipe(slug, v.startsWith('own-')), version: v.pipe(count, v.minValue(1), v.maxValue(9999)), jurisdiction: shortText, names, source: names, calendar, objection: v.optional(objection),
  rules: v.pipe(v.array(rule), v.minLength(1), v.maxLength(LIMITS.rulesPerPackMax)),
}), v.check(({ rules }) => isInOrder(rules)))

/** Packs as a directory brings them: none twice. */
export const ownPacks = v.pipe(v.array(ownPack), v.minLength(1), v.maxLength(LIMITS.ownPacksMax), v.check((packs) => new Set(packs.map(packRef)).size === packs.length))

export const packName = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,47}@[1-9][0-9]{0,3}$/))

/** What one channel's reports are handled by; two versions of one pack would be two clocks of one name. */
export const packNames = v.pipe(v.array(packName), v.minLength(1), v.maxLength(LIMITS.packsPerChannelMax),
  v.check((refs) => new Set(refs.map((ref) => ref.split('@')[0])).size === refs.length))

/** @returns null for anything that is no pack of an office */
export function readOwnPack(value: unknown): RulePack | null {
  const read = v.safeParse(ownPack, value)
  return read.success ? read.output : null
}
