import type { QueueLine } from '#clients/member/member.ts'

/**
 * Puts the newest page, just fetched, in the place of what it covers. Reports keep their order, newest first; one that the page should show and does not has left this view.
 * @param isAll - no older report follows.
 */
export function mergeNewest(known: readonly QueueLine[], page: readonly QueueLine[], isAll: boolean): readonly QueueLine[] {
  if (isAll) return page
  const fetched = new Set(page.map((line) => line.id))
  const lastKnown = known.findLastIndex((line) => fetched.has(line.id))
  return [...page, ...known.slice(lastKnown + 1)]
}

export interface Asked {
  readonly asked: readonly string[]
  readonly got: readonly QueueLine[]
  /** Where a report stands in the whole queue; what came since stands before all of it. */
  readonly placeOf: (id: string) => number
}

/** Puts reports that were asked for one by one in their places; one that did not come has left this view. */
export function mergeAsked(known: readonly QueueLine[], { asked, got, placeOf }: Asked): readonly QueueLine[] {
  const left = new Set(asked)
  const fresh = new Map(got.map((line) => [line.id, line]))
  const kept = known.flatMap((line) => {
    const now = fresh.get(line.id)
    fresh.delete(line.id)
    return now === undefined ? (left.has(line.id) ? [] : [line]) : [now]
  })
  return fresh.size === 0 ? kept : inOrder([...kept, ...fresh.values()], placeOf)
}

/** In the order of the queue. Those that stand nowhere yet keep theirs. */
export function inOrder(lines: readonly QueueLine[], placeOf: (id: string) => number): readonly QueueLine[] {
  return lines.toSorted((a, b) => placeOf(a.id) - placeOf(b.id))
}
