// Clocks counted a second time, by Temporal and by lists of days. Rules and calendars are written down here anew: what differs from those of the
// program is a slip in one of the two.
export type Day = string

interface Counts {
  readonly unit: 'day' | 'working' | 'month'
  readonly amount: number
  readonly more?: readonly ['day' | 'month', number]
}

/** What each clock counts, and the most that it may be extended by. */
export const RULES: Readonly<Record<string, Counts>> = {
  'eu-internal/acknowledge': { unit: 'day', amount: 7 }, 'eu-internal/feedback': { unit: 'month', amount: 3 },
  'eu-authority/acknowledge': { unit: 'day', amount: 7 }, 'eu-authority/feedback': { unit: 'month', amount: 3, more: ['month', 3] },
  'uk/annual-report': { unit: 'month', amount: 6 },
  'cn-discipline/accepted': { unit: 'working', amount: 15 }, 'cn-discipline/result': { unit: 'working', amount: 15 },
  'cn-petition/register': { unit: 'day', amount: 15 }, 'cn-petition/object-transfer': { unit: 'working', amount: 5 },
  'cn-petition/handle': { unit: 'day', amount: 60, more: ['day', 30] }, 'cn-petition/review': { unit: 'day', amount: 30 }, 'cn-petition/second-review': { unit: 'day', amount: 30 },
  'cn-police/hand-over': { unit: 'day', amount: 0 }, 'cn-police/handle': { unit: 'day', amount: 30, more: ['day', 30] },
  'cn-police/serve-opinion': { unit: 'day', amount: 5 }, 'cn-police/ask-again': { unit: 'day', amount: 3 },
  'cn-market/complaint': { unit: 'working', amount: 7 }, 'cn-market/mediation': { unit: 'working', amount: 45 }, 'cn-market/verification': { unit: 'working', amount: 15 },
  'jp/inquiry-notice': { unit: 'day', amount: 20 },
}

/** Weekdays on which nobody works, and days of weekends on which people do, out of the notices of the State Council's General Office. */
const OFF = new Set(days('2024-01-01 2024-02-12 2024-02-13 2024-02-14 2024-02-15 2024-02-16 2024-04-04 2024-04-05 2024-05-01 2024-05-02 2024-05-03 2024-06-10 2024-09-16 2024-09-17 '
  + '2024-10-01 2024-10-02 2024-10-03 2024-10-04 2024-10-07 2025-01-01 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-02-03 2025-02-04 2025-04-04 2025-05-01 2025-05-02 '
  + '2025-05-05 2025-06-02 2025-10-01 2025-10-02 2025-10-03 2025-10-06 2025-10-07 2025-10-08 2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 '
  + '2026-02-23 2026-04-06 2026-05-01 2026-05-04 2026-05-05 2026-06-19 2026-09-25 2026-10-01 2026-10-02 2026-10-05 2026-10-06 2026-10-07'))
const MADE_UP = new Set(days('2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12 2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 '
  + '2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10'))
const PUBLISHED = new Set([2024, 2025, 2026])

function days(list: string): string[] {
  return list.split(' ')
}

/** A working day in China. In a year that nobody published, each day: nothing is then later than it will turn out to be. */
export function worksInChina(day: Day): boolean {
  const date = Temporal.PlainDate.from(day)
  if (!PUBLISHED.has(date.year)) return true
  return MADE_UP.has(day) || (date.dayOfWeek <= 5 && !OFF.has(day))
}

/** Days that do not count: from the one of the pause until the one before the restart. Without an end it stands still. */
export type Still = readonly [Day, Day | null]

/** @returns null while the clock stands still */
export function dueDay(clock: string, start: Day, { extended = 0, still = [] }: { readonly extended?: number; readonly still?: readonly Still[] } = {}): Day | null {
  const rule = RULES[clock]
  if (rule === undefined) throw new Error(`no clock ${clock}`)
  const from = Temporal.PlainDate.from(start)
  const months = rule.unit === 'month' ? rule.amount + extended : 0
  const total = rule.unit === 'month' ? from.until(from.add({ months })).days : rule.amount + extended
  const wanted: string[] = []
  for (let day = from.add({ days: 1 }); wanted.length < total; day = day.add({ days: 1 })) {
    const text = day.toString()
    const stopped = still.find(([since, until]) => text >= since && (until === null || text < until))
    if (stopped?.[1] === null) return null
    if (stopped === undefined && (rule.unit !== 'working' || worksInChina(text))) wanted.push(text)
  }
  return wanted.at(-1) ?? start
}
