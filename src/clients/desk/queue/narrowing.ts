import { labelsInUse, type QueueFilter } from '#clients/member/queue-filter.ts'
import type { QueueLine } from '#clients/member/member.ts'
import type { Listed, Narrowing } from '#clients/desk/place.ts'

/** The filter that an address means. A mark that is none of the known labels' wants a label that no report has. */
export function filterOf({ narrowed = {} }: Listed, labels: readonly string[], markOf: (label: string) => string): QueueFilter {
  const { label: mark, ...rest } = narrowed
  return mark === undefined ? rest : { ...rest, label: labels.find((label) => markOf(label) === mark) ?? '' }
}

/** Where a view that was kept is listed. */
export function listedBy({ state, label, ...rest }: QueueFilter, markOf: (label: string) => string): Listed {
  const narrowed: Narrowing = { ...rest, ...(label === undefined ? {} : { label: markOf(label) }) }
  return { state: state ?? null, ...(Object.keys(narrowed).length === 0 ? {} : { narrowed }) }
}

/** The same list with something else chosen; undefined takes a choice back. */
export function narrowedTo({ state, narrowed = {} }: Listed, choice: { readonly [name in keyof Narrowing]?: Narrowing[name] | undefined }): Listed {
  const left = Object.fromEntries(Object.entries({ ...narrowed, ...choice }).filter(([, value]) => value !== undefined)) as Narrowing
  return { state, ...(Object.keys(left).length === 0 ? {} : { narrowed: left }) }
}

/** Labels that can be chosen: of the reports listed here, and of views that were kept. */
export function knownLabels(lines: readonly QueueLine[], views: readonly { readonly filter: QueueFilter }[]): readonly string[] {
  return [...new Set([...labelsInUse(lines), ...views.flatMap(({ filter }) => (filter.label === undefined ? [] : [filter.label]))])]
}

/** A member's marks of labels, each worked out once. */
export function markedBy(markOf: (label: string) => string): (label: string) => string {
  const marks = new Map<string, string>()
  return (label) => {
    const mark = marks.get(label) ?? markOf(label)
    marks.set(label, mark)
    return mark
  }
}
