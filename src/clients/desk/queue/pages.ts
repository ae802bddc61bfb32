import type { QueueLine } from '#clients/member/member.ts'

export interface PageEdges {
  /** The page begins with the newest report there is. */
  readonly newest: boolean
  /** No older report follows. */
  readonly oldest: boolean
}

/**
 * Puts a page that was just fetched in the place of what it covers. Reports keep their order, newest first; one that the page
 * should show and does not has left this view.
 */
export function mergePage(known: readonly QueueLine[], page: readonly QueueLine[], edges: PageEdges): readonly QueueLine[] {
  const fetched = new Set(page.map((line) => line.id))
  const firstKnown = known.findIndex((line) => fetched.has(line.id))
  const lastKnown = known.findLastIndex((line) => fetched.has(line.id))
  const begin = edges.newest ? 0 : firstKnown < 0 ? known.length : firstKnown
  const end = edges.oldest ? known.length : lastKnown < 0 ? begin : lastKnown + 1
  return [...known.slice(0, begin), ...page, ...known.slice(Math.max(begin, end))]
}

/** Reports that were not there before. */
export function newIds(before: readonly QueueLine[], after: readonly QueueLine[]): readonly string[] {
  const known = new Set(before.map((line) => line.id))
  return after.filter((line) => !known.has(line.id)).map((line) => line.id)
}
