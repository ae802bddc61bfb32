import type { Day } from '#base/day.ts'
import type { Clock } from '#domain/clocks/derive.ts'
import { clocksOf } from '#domain/clocks/next.ts'
import type { OwnPacks } from '#domain/clocks/packs.ts'
import type { QueueLine } from '#clients/member/member.ts'

/** One clock of one report, for a list over all of them. */
export interface ListedClock {
  readonly line: QueueLine
  readonly clock: Clock
}

export const VIEWS = ['breached', 'open', 'paused', 'all'] as const
export type ClockView = (typeof VIEWS)[number]

/** Every clock that began or has a last day, of every line; what is due first comes first. Derived anew from signed days, each time: there is no list to tidy. */
export function allClocks(lines: readonly QueueLine[], own: OwnPacks, today: Day): readonly ListedClock[] {
  return lines.flatMap((line) => clocksOf(line.docket, own, today).filter(({ start, due }) => start !== null || due !== null).map((clock) => ({ line, clock })))
    .toSorted((a, b) => dueOrder(a.clock).localeCompare(dueOrder(b.clock)))
}

/** A clock that stands still has no last day, and comes behind those that have. */
function dueOrder({ due, name }: Clock): string {
  return `${due ?? '9999-12-31'} ${name}`
}

export function isIn(view: ClockView, { status, done }: Clock): boolean {
  if (view === 'all') return true
  if (view === 'open') return status === 'running' || status === 'extended' || status === 'waiting' || (status === 'breached' && done === null)
  return view === status
}
