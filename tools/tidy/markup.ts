// Rule about the desk's markup: a sentence that stands in a component is a sentence in one language.
import { parse } from 'svelte/compiler'
import { isNode, type Node, type Source, type Violation } from './source.ts'

/** Names that are the same in every language: the software's own, and those on keys. */
const NAMES = /\b(Postern|Ctrl|Shift|Alt|Esc|Enter|Tab|Home|End)\b/g
const WORD = /\p{L}{2}/u
const SPOKEN = ['alt', 'aria-label', 'placeholder', 'title']

export function markupViolations(source: Source): Violation[] {
  if (!source.path.endsWith('.svelte')) return []
  const tree: unknown = parse(source.text, { modern: true }).fragment
  return [...texts(tree)].filter(({ data }) => typeof data === 'string' && WORD.test(data.replace(NAMES, '')))
    .map((text) => ({ rule: 'literal-sentence', path: source.path, line: source.lineAt(text.start), what: `“${String(text['data']).trim()}” belongs in words` }))
}

/** Text between tags, and in the attributes that a person reads or hears. */
function* texts(value: unknown): Generator<Node & { readonly data?: unknown }> {
  if (Array.isArray(value)) for (const each of value) yield* texts(each)
  if (!isNode(value)) return
  if (value.type === 'Text') yield value
  if (value.type === 'Attribute' && !SPOKEN.includes(String(value['name']))) return
  for (const field of Object.values(value)) if (typeof field === 'object' && field !== null) yield* texts(field)
}
