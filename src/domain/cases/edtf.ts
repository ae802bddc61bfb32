import { isDay } from '#base/day.ts'

/** @see ISO 8601-2:2019, EDTF level 1: a year, month or day, each perhaps uncertain (`?`), approximate (`~`) or both (`%`), or a stretch between two, an end of which may be open. */
const SHAPE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?[?~%]?$/

/** When something is said to have happened, as exactly as it is known: `2025`, `2025-03~`, `2025-03-01/2025-06`, `2024/..`. Empty for a time that nobody knows. */
export function isPeriod(text: string): boolean {
  const [from = '', to, ...more] = text.split('/')
  if (more.length > 0) return false
  if (to === undefined) return text === '' || isDate(from)
  const ends = [from, to].filter((each) => each !== '' && each !== '..')
  return ends.length > 0 && ends.every(isDate) && (ends.length === 1 || earliest(from) <= latest(to))
}

function isDate(text: string): boolean {
  const [, year, month, day] = SHAPE.exec(text) ?? []
  if (year === undefined) return false
  return isDay(`${year}-${month ?? '01'}-${day ?? '01'}`)
}

function earliest(text: string): string {
  return bare(text)
}

/** `~` sorts behind every digit and dash: a year ends with the last of its days. */
function latest(text: string): string {
  return `${bare(text)}~`
}

function bare(text: string): string {
  return text.replace(/[?~%]$/, '')
}
