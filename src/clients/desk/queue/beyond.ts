import type { Day } from '#base/day.ts'
import type { BriefDocket, Dockets } from '#clients/member/dockets.ts'
import type { QueueLine } from '#clients/member/member.ts'
import { clearlyWanted, isTold, type Looking, type QueueFilter } from '#clients/member/queue-filter.ts'
import type { State } from '#domain/docket.ts'
import { openObjection } from '#domain/objection.ts'
import { openAlert } from '#domain/retaliation.ts'
import { GROUPS, groupOfDocket, type GroupName } from './grouping.ts'

export function briefOf({ id, docket, next, unopened }: QueueLine): BriefDocket {
  const { state, channel, team, urgent, receivedDay, events } = docket
  return { log: id, state, channel, team, urgent, hasAlert: openAlert(events) !== null, hasObjection: openObjection(events) !== null, isOpened: !unopened, receivedDay, dueDay: next?.day ?? null }
}

/** How many reports a filter wants among those that no line is there of. */
export interface Unlisted {
  readonly count: number
  /** Whether each of them is wanted for certain; else they may be, and their sealed part must be opened to tell. */
  readonly isCertain: boolean
}

/**
 * What lies beyond the lines of a list, in numbers. Lines change with every deed and the whole queue every ten minutes, so what a filter wants of all of it is counted once, and what is listed
 * of that is taken off.
 */
export class Beyond {
  readonly #dockets: Dockets
  readonly #counted = new Map<string, number>()
  readonly #grouped = new Map<string, ReadonlyMap<GroupName, number>>()

  /** @param state - of which alone the list is, where it is of one */
  constructor(dockets: Dockets, state: State | null) {
    this.#dockets = state === null ? dockets : new Map([...dockets].filter(([, { state: of }]) => of === state))
  }

  get size(): number { return this.#dockets.size }

  get(id: string): BriefDocket | null {
    return this.#dockets.get(id) ?? null
  }

  /** What of it has these lines, as the whole queue has it. */
  here(lines: readonly QueueLine[]): readonly BriefDocket[] {
    return lines.flatMap(({ id }) => this.#dockets.get(id) ?? [])
  }

  /** @param here - of the lines that the list has */
  unlisted(filter: QueueFilter, looking: Looking, here: readonly BriefDocket[]): Unlisted {
    const isWanted = clearlyWanted(filter, looking)
    const key = keyOf(filter, looking)
    const all = this.#counted.get(key) ?? this.#count(isWanted)
    this.#counted.set(key, all)
    return { count: all - here.filter(isWanted).length, isCertain: isTold(filter) }
  }

  /** By group, how many that a filter wants for certain have no line yet. Nothing where only opening them would tell. */
  groups(filter: QueueFilter, looking: Looking, here: readonly BriefDocket[]): ReadonlyMap<GroupName, number> {
    if (!isTold(filter)) return new Map()
    const isWanted = clearlyWanted(filter, looking)
    const key = keyOf(filter, looking)
    const all = this.#grouped.get(key) ?? groupsIn([...this.#dockets.values()].filter(isWanted), looking.today)
    this.#grouped.set(key, all)
    const listed = groupsIn(here.filter(isWanted), looking.today)
    return new Map(GROUPS.flatMap((name) => { const count = (all.get(name) ?? 0) - (listed.get(name) ?? 0); return count > 0 ? [[name, count] as const] : [] }))
  }

  #count(isWanted: (docket: BriefDocket) => boolean): number {
    let count = 0
    for (const docket of this.#dockets.values()) if (isWanted(docket)) count += 1
    return count
  }
}

/** What belongs to a series or a case is told by functions that change: nothing is remembered of these longer than of the day. */
function keyOf(filter: QueueFilter, { today, isInSeries, isInCase }: Looking): string {
  return JSON.stringify([today, filter, filter.series === undefined ? null : nameOf(isInSeries), filter.case === undefined ? null : nameOf(isInCase)])
}

const names = new WeakMap<object, number>()
let named = 0

function nameOf(told: object | undefined): number | null {
  if (told === undefined) return null
  const before = names.get(told)
  if (before !== undefined) return before
  names.set(told, named)
  return named++
}

function groupsIn(dockets: readonly BriefDocket[], today: Day): ReadonlyMap<GroupName, number> {
  const counts = new Map<GroupName, number>()
  for (const docket of dockets) {
    const group = groupOfDocket(docket, today)
    counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  return counts
}

/** Ids without a line that a list of this filter may show, in the order in which it shows them: what must move first, then the newest. */
export function toList(dockets: Dockets, isWanted: (docket: BriefDocket) => boolean, { today, has }: { readonly today: Day; readonly has: (id: string) => boolean }): readonly string[] {
  const groups = new Map<GroupName, string[]>(GROUPS.map((name) => [name, []]))
  for (const docket of dockets.values()) if (!has(docket.log) && isWanted(docket)) groups.get(groupOfDocket(docket, today))?.push(docket.log)
  return [...groups.values()].flat()
}

/** Whether somebody waits for something of it, however old it is: a list has these without being asked. */
export function mustBeListed(docket: BriefDocket, today: Day): boolean {
  return !docket.isOpened || groupOfDocket(docket, today) !== 'settled'
}
