import type { QueueLine } from '#clients/member/member.ts'

/** What stands in the list: one report, or those of a series that wait in the same group. */
export type Item =
  | { readonly kind: 'line'; readonly line: QueueLine }
  | { readonly kind: 'series'; readonly name: string; readonly lines: readonly QueueLine[] }

/** By report, the series that it belongs to. */
export type SeriesNames = ReadonlyMap<string, string>

/** A reporter who wrote again, or a colleague who asks, wants to be read: no fold hides that. Rather one too many than `wroteAgain`, which does not see a second word of the first day. */
function standsAlone({ docket, asksMe }: QueueLine): boolean {
  return asksMe || (docket.entries > 1 && docket.lastFrom === 'reporter')
}

/**
 * The lines of one group with each series as one, in the place of its first: whoever sends sixty copies takes the room of one, and nobody behind them waits longer.
 * A series is folded group by group, so no report leaves the group of what must move first.
 */
export function itemsOf(lines: readonly QueueLine[], names: SeriesNames): readonly Item[] {
  const series = new Map<string, QueueLine[]>()
  const nameOf = (line: QueueLine): string | undefined => (standsAlone(line) ? undefined : names.get(line.id))
  for (const line of lines) {
    const name = nameOf(line)
    if (name === undefined) continue
    const members = series.get(name)
    if (members === undefined) series.set(name, [line])
    else members.push(line)
  }
  return lines.flatMap((line): readonly Item[] => {
    const name = nameOf(line)
    const members = name === undefined ? [] : series.get(name) ?? []
    if (name === undefined || members.length < 2) return [{ kind: 'line', line }]
    return members[0] === line ? [{ kind: 'series', name, lines: members }] : []
  })
}

/** How many series there are among these lines, and how many reports are in them. */
export function countSeries(lines: readonly QueueLine[], names: SeriesNames): { readonly series: number; readonly reports: number } {
  const counts = new Map<string, number>()
  for (const { id } of lines) {
    const name = names.get(id)
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const several = [...counts.values()].filter((count) => count > 1)
  return { series: several.length, reports: several.reduce((sum, count) => sum + count, 0) }
}
