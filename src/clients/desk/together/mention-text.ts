import { LIMITS } from '#base/limits.ts'
import type { Colleague } from '#clients/desk/report/readers-in-words.ts'

/** A name that somebody is typing behind `@`. */
export interface Begun {
  /** Where the `@` stands. */
  readonly from: number
  readonly typed: string
}

/** As people write names: case and width count for nothing. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** What is typed at the caret, if it is the beginning of a name. An address, as `a@b`, names nobody. */
export function begunAt(text: string, caret: number): Begun | null {
  const before = text.slice(0, caret)
  const from = Math.max(before.lastIndexOf('@'), before.lastIndexOf('＠'))
  const typed = before.slice(from + 1)
  const isAddress = from > 0 && /[\p{Script=Latin}\d._-]$/u.test(before.slice(0, from))
  return from < 0 || isAddress || typed.length > LIMITS.nameCharactersMax || /\n/.test(typed) ? null : { from, typed }
}

/** Of these people whose names go on so. */
export function namesFor({ typed }: Begun, people: readonly Colleague[]): readonly Colleague[] {
  return people.filter(({ name }) => name !== '' && folded(name).startsWith(folded(typed)))
}

/** The text with the whole name, and where the caret stands then. */
export function withName(text: string, { from, typed }: Begun, name: string): { readonly text: string; readonly caret: number } {
  const put = `@${name} `
  return { text: `${text.slice(0, from)}${put}${text.slice(from + 1 + typed.length)}`, caret: from + put.length }
}

/** Whom a text asks: everybody whose name stands in it behind `@`, of two names that begin alike the longer. Who has one name with another is asked with them. */
export function mentionedIn(text: string, people: readonly Colleague[]): readonly Colleague[] {
  const names = [...new Set(people.map(({ name }) => folded(name)))].filter((name) => name !== '').toSorted((a, b) => b.length - a.length)
  const found = new Set<string>()
  const parts = folded(text).split('@')
  parts.slice(1).forEach((behind, at) => {
    if (/[\p{Script=Latin}\d._-]$/u.test(parts[at] ?? '')) return
    const name = names.find((each) => behind.startsWith(each) && !goesOn(each, behind))
    if (name !== undefined) found.add(name)
  })
  return people.filter(({ name }) => found.has(folded(name))).slice(0, LIMITS.mentionsPerNoteMax)
}

/** Behind a name in letters another letter makes another word of it. */
function goesOn(name: string, behind: string): boolean {
  return /[\p{Script=Latin}\d]$/u.test(name) && /^[\p{Script=Latin}\d]/u.test(behind.slice(name.length))
}

/** The text with another name behind each `@` where the one stands. Spelled otherwise than it is kept it stays, and the other is asked besides. */
export function askedInstead(text: string, name: string, other: string): string {
  const asked = ['@', '＠'].reduce((left, at) => left.replaceAll(`${at}${name}`, `${at}${other}`), text)
  return asked === text ? `${text.trimEnd()} @${other} ` : asked
}

export function signKeysOf(people: readonly Colleague[]): readonly string[] {
  return people.map(({ signKey }) => signKey)
}
