import type { State } from '#domain/docket.ts'
import { FILTER_NAMES, labelsInUse, type QueueFilter } from '#clients/member/queue-filter.ts'
import type { QueueLine } from '#clients/member/member.ts'
import type { Listed, Narrowing } from '#clients/desk/place.ts'

/** The filter that an address means. A mark that is none of the known labels' wants a label that no report has. */
export function filterOf({ narrowed = {} }: Listed, labels: readonly string[], markOf: (label: string) => string): QueueFilter {
  const { label: mark, ...rest } = narrowed
  return mark === undefined ? rest : { ...rest, label: labels.find((label) => markOf(label) === mark) ?? '' }
}

/** Where a view that was kept is listed. */
export function listedBy({ state, label, ...rest }: QueueFilter, markOf: (label: string) => string): Listed {
  return listedOf(state ?? null, { ...rest, ...(label === undefined ? {} : { label: markOf(label) }) })
}

/** The same list with something else chosen; undefined takes a choice back. */
export function narrowedTo({ state, narrowed = {} }: Listed, choice: { readonly [name in keyof Narrowing]?: Narrowing[name] | undefined }): Listed {
  return listedOf(state, { ...narrowed, ...choice })
}

/** The same list without one of its conditions. */
export function droppedFrom(listed: Listed, name: keyof QueueFilter): Listed {
  return name === 'state' ? { ...listed, state: null } : narrowedTo(listed, { [name]: undefined })
}

/** The same list with what was written added to it, in the place of what was chosen of the same kind. */
export function addedTo({ state, narrowed = {} }: Listed, filter: QueueFilter, markOf: (label: string) => string): Listed {
  const added = listedBy(filter, markOf)
  return listedOf(added.state ?? state, { ...narrowed, ...added.narrowed })
}

/** One list has one address, in whichever order it was chosen. */
function listedOf(state: State | null, choices: { readonly [name in keyof Narrowing]?: Narrowing[name] | undefined }): Listed {
  const narrowed = Object.fromEntries(FILTER_NAMES.flatMap((name) => (name === 'state' || choices[name] === undefined ? [] : [[name, choices[name]]]))) as Narrowing
  return { state, ...(Object.keys(narrowed).length === 0 ? {} : { narrowed }) }
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
