import { daysBetween, type Day } from '#base/day.ts'
import type { Language } from '#domain/bodies.ts'

const LOCALES = { en: 'en-GB', zh: 'zh-CN' } as const
const formats = new Map<string, Intl.DateTimeFormat>()

/** `23 Nov 2026`, `2026年11月23日`. */
export function longDay(day: Day, language: Language): string {
  return format(day, language, true)
}

/** As `longDay`, and without the year where it is this one. */
export function shortDay(day: Day, today: Day, language: Language): string {
  return format(day, language, day.slice(0, 4) !== today.slice(0, 4))
}

function format(day: Day, language: Language, withYear: boolean): string {
  const key = `${language}${withYear}`
  const made = formats.get(key) ?? new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: 'UTC', day: 'numeric', month: language === 'zh' ? 'long' : 'short', ...(withYear ? { year: 'numeric' } : {}),
  })
  formats.set(key, made)
  return made.format(Date.parse(`${day}T00:00:00Z`))
}

/** How much of a span has passed, in percent, for the bar of a clock. */
export function passedPercent(from: Day, to: Day, today: Day): number {
  const whole = daysBetween(from, to)
  if (whole <= 0) return 100
  return Math.round(Math.min(1, Math.max(0, daysBetween(from, today) / whole)) * 100)
}
