/** What becomes of an element: as it is, without its tags, without all that is in it, or without its words. */
export type Fate = 'keep' | 'unwrap' | 'drop' | 'empty'

export interface Element {
  readonly name: string
  /** The whole start tag as it stands. */
  readonly tag: string
}

export interface Rules {
  fate(element: Element): Fate
  /** Words went out of an element that is emptied. */
  emptied(): void
  /** @returns the attribute's new value, null to leave it out, undefined to leave it as it is */
  attribute(name: string, value: string, element: Element): string | null | undefined
}

const TAG = /<(?:[^<>"']|"[^"]*"|'[^']*')*>/g
const ATTRIBUTE = /\s+([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')/g

/**
 * An XML document with some elements and attributes gone; every other byte stays as it was. It looks at tags only, in one pass.
 * What stands between the tags of an element that is emptied goes, its elements stay.
 */
export function rewrite(xml: string, rules: Rules): string {
  let made = ''
  let [end, dropping, depth, emptying]: [number, string | null, number, string | null] = [0, null, 0, null]
  const unwrapped: string[] = []
  const text = (to: number): void => {
    if (dropping !== null || end === to) return
    if (emptying === null) made += xml.slice(end, to)
    else rules.emptied()
  }
  for (const { 0: tag, index } of xml.matchAll(TAG)) {
    text(index)
    end = index + tag.length
    const name = /^<\/?([^\s/>]+)/.exec(tag)?.[1] ?? ''
    const [closes, isEmpty, isOther] = [tag.startsWith('</'), tag.endsWith('/>'), /^<[?!]/.test(tag)]
    if (dropping !== null) {
      if (name === dropping && !isEmpty) depth += closes ? -1 : 1
      if (depth === 0) dropping = null
      continue
    }
    if (isOther) made += tag
    else if (closes) {
      if (emptying === name) emptying = null
      if (unwrapped.at(-1) === name) unwrapped.pop()
      else made += tag
    } else {
      const fate = rules.fate({ name, tag })
      if (fate === 'drop' && !isEmpty) [dropping, depth] = [name, 1]
      if (fate === 'unwrap' && !isEmpty) unwrapped.push(name)
      if (fate === 'empty' && !isEmpty) emptying = name
      if (fate === 'keep' || fate === 'empty') made += tag.replaceAll(ATTRIBUTE, (whole: string, attribute: string, quoted: string) => {
        const value = rules.attribute(attribute, quoted.slice(1, -1), { name, tag })
        return value === undefined ? whole : value === null ? '' : ` ${attribute}="${value}"`
      })
    }
  }
  text(xml.length)
  return made
}

/** The value of an attribute as it stands in a tag; empty where it is not. @param attribute - of letters and colons */
export function valueOf(tag: string, attribute: string): string {
  return new RegExp(`\\s${attribute}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1] ?? ''
}
