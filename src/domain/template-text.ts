/** What a prepared answer leaves open, and the device fills in from what it knows. @see spec/office-log.md */
export const PLACEHOLDERS = ['office', 'team', 'received', 'today', 'next-date', 'by-hand'] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]

/** What is known of a report. What is not there cannot be filled in; `by-hand` never is, so that nobody sends a refusal without its reasons. */
export type PlaceholderValues = { readonly [P in Placeholder]?: string | undefined }

/** A piece of a text. `source` is what stood there: all of them in a row are the text again. */
export type TextPart =
  | { readonly kind: 'words'; readonly source: string }
  | { readonly kind: 'placeholder'; readonly source: string; readonly name: Placeholder }
  /** In double brackets, and no name that there is. */
  | { readonly kind: 'unknown'; readonly source: string; readonly name: string }

/** Chinese keyboards give the full-width pair. */
const MARK = /\[\[([^[\]\n]*)\]\]|【【([^【】\n]*)】】/g

export function partsOf(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const { 0: source, 1: plain, 2: wide = '', index } of text.matchAll(MARK)) {
    if (index > end) parts.push({ kind: 'words', source: text.slice(end, index) })
    parts.push(marked(source, (plain ?? wide).trim()))
    end = index + source.length
  }
  return end === text.length ? parts : [...parts, { kind: 'words', source: text.slice(end) }]
}

/** Names that still stand in double brackets, each once, known or not. A text that has any is not sent. */
export function openNames(text: string): readonly string[] {
  return [...new Set(partsOf(text).flatMap((part) => (part.kind === 'words' ? [] : [part.name])))]
}

/** Names in double brackets that nothing can ever be filled in for. */
export function unknownNames(text: string): readonly string[] {
  return [...new Set(partsOf(text).flatMap((part) => (part.kind === 'unknown' ? [part.name] : [])))]
}

/** Puts in what is known; the rest stays as it stands, for somebody to see. What was put in is looked at no more. */
export function fillIn(text: string, values: PlaceholderValues): string {
  return partsOf(text).map((part) => (part.kind === 'placeholder' ? values[part.name] ?? part.source : part.source)).join('')
}

function marked(source: string, name: string): TextPart {
  const known = PLACEHOLDERS.find((each) => each === name)
  return known === undefined ? { kind: 'unknown', source, name } : { kind: 'placeholder', source, name: known }
}
