import { asDay, addDays, addMonths, isDay, type Day } from '#base/day.ts'
import { FILTER_NAMES, type QueueFilter } from '#clients/member/queue-filter.ts'

export type FilterName = (typeof FILTER_NAMES)[number]

/** What may stand behind a filter's name, as a person writes it. */
export interface Choice {
  readonly value: string
  readonly text: string
}

/** How filters are written in one language. Names and values of the other, as they stand in an address, are understood as well. */
export interface Vocabulary {
  readonly names: Readonly<Record<FilterName, string>>
  /** Of a filter that is not here: a label, a day. Of labels, those in use: another one may be written too. */
  readonly choices: Partial<Readonly<Record<FilterName, readonly Choice[]>>>
}

/** A filter that somebody named, with something behind it that it does not have. */
export interface Misread {
  readonly name: FilterName
  readonly typed: string
}

export interface ReadLine {
  readonly filter: QueueFilter
  /** What is looked for: the line without its filters. */
  readonly words: string
  /** What still stands in the field once filters have left it: words, and what is no filter yet. */
  readonly left: string
  readonly misread: readonly Misread[]
  /** The filter that is still being written at the end of the line, and where it begins. */
  readonly pending: (Misread & { readonly at: number }) | null
}

/** `name:value`, or `name:"several words"` with `""` for a quotation mark; colon and quotation marks of any width. A phrase in quotation marks is never a filter. */
const TOKEN = /(?<before>^|\s)(?<name>\p{L}[\p{L}-]*)[:：](?:"(?<quoted>(?:[^"]|"")*)(?<closed>"?)|[“”](?<curly>[^“”]*)(?<curlyClosed>[“”]?)|(?<bare>[^\s"“”]*))(?=\s|$)/gu
const FREE: ReadonlySet<FilterName> = new Set(['label'])

/**
 * Takes the filters out of a line.
 * @param isDone - the line is whole: what stands at its end is not being written any more.
 */
export function readFilters(line: string, vocabulary: Vocabulary, isDone: boolean): ReadLine {
  const filter: Partial<Record<FilterName, string>> = {}
  const misread: Misread[] = []
  let pending: ReadLine['pending'] = null
  const read = (isLeft: boolean): string => line.replaceAll(TOKEN, (token: string, ...rest: unknown[]) => {
    const { before = '', name: written = '', quoted, closed = '', curly, curlyClosed = '', bare } = rest.at(-1) as Partial<Record<string, string>>
    const offset = rest.at(-3) as number
    const name = FILTER_NAMES.find((each) => each === written.toLowerCase() || alike(vocabulary.names[each]) === alike(written))
    if (name === undefined) return token
    const typed = quoted?.replaceAll('""', '"') ?? curly ?? bare ?? ''
    const isAtEnd = offset + token.length === line.length && closed === '' && curlyClosed === ''
    if (isAtEnd && !isDone) {
      pending = { name, typed, at: offset + before.length }
      return isLeft ? token : before
    }
    const value = valueOf(name, typed, vocabulary)
    if (value !== null) filter[name] = value
    else if (isLeft) return token
    else misread.push({ name, typed })
    return before
  })
  const [words, left] = [read(false).replaceAll(/\s+/gu, ' ').trim(), read(true).trimStart()]
  return { filter: filter as QueueFilter, words, left, misread, pending }
}

/** A filter as a line that reads as the same filter. */
export function writeFilters(filter: QueueFilter, vocabulary: Vocabulary): string {
  return FILTER_NAMES.flatMap((name) => { const value = filter[name]; return value === undefined ? [] : [`${vocabulary.names[name]}:${inQuotes(writtenAs(name, value, vocabulary))}`] }).join(' ')
}

/** What somebody may mean who has typed so much of a value. */
export function choicesFor(name: FilterName, typed: string, { choices }: Vocabulary): readonly Choice[] {
  const wanted = alike(typed)
  return (choices[name] ?? []).filter(({ text, value }) => wanted === '' || alike(text).includes(wanted) || alike(value).startsWith(wanted))
}

/** Names of filters that begin as the line's last word does. */
export function namesFor(typed: string, { names }: Vocabulary): readonly FilterName[] {
  const wanted = alike(typed)
  return wanted === '' ? [] : FILTER_NAMES.filter((name) => alike(names[name]).startsWith(wanted) || name.startsWith(wanted))
}

function valueOf(name: FilterName, typed: string, { choices }: Vocabulary): string | null {
  if (name === 'from' || name === 'until') return dayIn(name, typed)
  const of = choices[name] ?? []
  const exact = of.filter(({ value, text }) => text === typed || value === typed)
  const near = exact.length > 0 ? exact : of.filter(({ value, text }) => alike(text) === alike(typed) || alike(value) === alike(typed))
  const [only, ...others] = near
  if (only !== undefined && others.length === 0) return only.value
  return FREE.has(name) && typed.trim() !== '' ? typed.trim() : null
}

/** Two members may have one name, and then only what stands in an address tells which. */
function writtenAs(name: FilterName, value: string, { choices }: Vocabulary): string {
  const text = (choices[name] ?? []).find((each) => each.value === value)?.text
  if (text === undefined) return value
  const isAlone = (choices[name] ?? []).every((each) => each.value === value || (each.text !== text && each.value !== text))
  return isAlone ? text : value
}

function inQuotes(text: string): string {
  return /[\s"“”]/u.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text
}

/** A year, a month or a day: its first day or its last. */
function dayIn(name: 'from' | 'until', typed: string): Day | null {
  const [, year, month, day] = /^(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?$/.exec(typed.trim()) ?? []
  if (year === undefined) return null
  const first = `${year}-${(month ?? '1').padStart(2, '0')}-${(day ?? '1').padStart(2, '0')}`
  if (!isDay(first)) return null
  if (name === 'from' || day !== undefined) return first
  return addDays(addMonths(asDay(first), month === undefined ? 12 : 1), -1)
}

/** However it is spelt: width, case, spaces and dashes. Characters of the other script are for words: their table is loaded behind the list. */
function alike(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/[\s_-]+/gu, ' ').trim()
}
