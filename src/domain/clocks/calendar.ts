import { addDays, asDay, type Day } from '#base/day.ts'
import type { Calendar, CalendarYear } from './rule.ts'

/** `unknown`: nobody published that year yet. It counts as a working day. */
export type DayKind = 'working' | 'off' | 'unknown'

export function dayKind(calendar: Calendar, day: Day): DayKind {
  const year = calendar.years.find((each) => each.year === Number(day.slice(0, 4)))
  if (year === undefined && calendar.otherYears === 'every-day') return 'unknown'
  if (year !== undefined) {
    if (year.working.includes(day)) return 'working'
    if (year.off.some(([from, to]) => from <= day && day <= to)) return 'off'
  }
  return calendar.weekend.includes(weekday(day)) ? 'off' : 'working'
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(day: Day): number {
  return known(day).weekday
}

export function nextDay(day: Day): Day {
  return known(day).next
}

interface Known {
  readonly weekday: number
  readonly next: Day
}

/** Lists count the same weeks for thousands of reports, and the platform's dates are slow. */
const KNOWN_MAX = 20_000
const knownDays = new Map<Day, Known>()

function known(day: Day): Known {
  const found = knownDays.get(day)
  if (found !== undefined) return found
  if (knownDays.size >= KNOWN_MAX) knownDays.clear()
  const made = { weekday: new Date(`${day}T00:00:00Z`).getUTCDay() || 7, next: addDays(day, 1) }
  knownDays.set(day, made)
  return made
}

/** Saturday and Sunday, and no holidays: counts more days than any law does, so that it is never late. */
export const WEEKENDS: Calendar = { weekend: [6, 7], years: [], otherYears: 'weekends' }

function published(of: number, source: string, { off, working }: { readonly off: readonly string[]; readonly working: readonly string[] }): CalendarYear {
  const day = (short: string): Day => asDay(`${of}-${short}`)
  const range = (short: string): readonly [Day, Day] => {
    const [from = '', to = from] = short.split('/')
    return [day(from), day(to)]
  }
  return { year: of, source, off: off.map(range), working: working.map(day) }
}

/**
 * China's public holidays and make-up working days, year by year as the General Office of the State Council published them, read on
 * 26 November 2026. Of 2027 no notice was found then: it is not guessed at.
 */
export const CHINA: Calendar = {
  weekend: [6, 7], otherYears: 'every-day',
  years: [
    published(2024, '国务院办公厅关于2024年部分节假日安排的通知，国办发明电〔2023〕7号，2023年10月25日', {
      off: ['01-01', '02-10/02-17', '04-04/04-06', '05-01/05-05', '06-10', '09-15/09-17', '10-01/10-07'],
      working: ['02-04', '02-18', '04-07', '04-28', '05-11', '09-14', '09-29', '10-12'],
    }),
    published(2025, '国务院办公厅关于2025年部分节假日安排的通知，国办发明电〔2024〕12号，2024年11月12日', {
      off: ['01-01', '01-28/02-04', '04-04/04-06', '05-01/05-05', '05-31/06-02', '10-01/10-08'],
      working: ['01-26', '02-08', '04-27', '09-28', '10-11'],
    }),
    published(2026, '国务院办公厅关于2026年部分节假日安排的通知，2025年11月4日', {
      off: ['01-01/01-03', '02-15/02-23', '04-04/04-06', '05-01/05-05', '06-19/06-21', '09-25/09-27', '10-01/10-07'],
      working: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
    }),
  ],
}
