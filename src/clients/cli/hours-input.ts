import type { Hours } from '#domain/lines.ts'

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const SPAN = /^(?<first>[a-z]{3})(?:-(?<last>[a-z]{3}))? (?<from>\d\d:\d\d)-(?<to>\d\d:\d\d)$/

/** `mon-fri 09:00-17:30`, `sat 10:00-12:00`: what is not named is closed, what is named last counts. @returns null for what is neither */
export function hoursOf(texts: readonly string[]): Hours | null {
  let week: Hours = DAYS.map(() => null)
  for (const text of texts) {
    const { first = '', last = first, from = '', to = '' } = SPAN.exec(text.trim().toLowerCase())?.groups ?? {}
    const [begins, ends] = [DAYS.indexOf(first), DAYS.indexOf(last)]
    if (begins < 0 || ends < begins) return null
    week = week.map((before, at) => (at >= begins && at <= ends ? { from, to } : before))
  }
  return week
}

/** The same for people: `mon 09:00-17:30, tue …`. */
export function hoursShown(hours: Hours | null): string {
  return (hours ?? []).flatMap((each, index) => (each === null ? [] : [`${DAYS[index] ?? ''} ${each.from}-${each.to}`])).join(', ')
}
