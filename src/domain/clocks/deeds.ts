import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { ClockChange, ClockDeed } from '../docket.ts'
import { deriveClocks, type Clock, type ClockHistory, type ClockStatus } from './derive.ts'
import type { RulePack } from './rule.ts'

const OPEN: ReadonlySet<ClockStatus> = new Set(['running', 'extended'])

/** What may be done to a clock as it stands, in the order in which a page offers it. */
export function deedsFor(clock: Clock, member: string): readonly ClockDeed[] {
  const { rule, status, done } = clock
  const runs = OPEN.has(status)
  const extendable = rule.extension !== undefined && (runs || status === 'paused')
  const may: Readonly<Record<ClockDeed, boolean>> = {
    start: rule.starts === 'hand' && status === 'waiting',
    done: rule.done === 'hand' && (runs || status === 'paused' || (status === 'breached' && done === null)),
    pause: runs && rule.pausedFor.length > 0,
    restart: status === 'paused',
    ask: extendable && rule.extension?.second === true && clock.pending === null && roomLeft(clock) > 0,
    extend: extendable && (rule.extension?.second === true ? clock.pending !== null && clock.pending.by !== member : roomLeft(clock) > 0),
    waive: rule.waivable && (runs || status === 'paused' || status === 'waiting'),
  }
  return (Object.keys(may) as ClockDeed[]).filter((deed) => may[deed])
}

/** How much longer the rule lets a clock run. */
export function roomLeft({ rule: { extension }, extendedBy }: Pick<Clock, 'rule' | 'extendedBy'>): number {
  return extension === undefined || (extendedBy > 0 && extension.times === 1) ? 0 : extension.amount - extendedBy
}

/**
 * Whether the law lets a clock be moved so, as it stands on that day. The server asks before it keeps the entry, a client before it signs it.
 *
 * @param by - signing key of the author
 * @throws Refusal `no-such-clock`; `extension-too-long`; `second-person` where whoever asked would grant; `clock-stands-otherwise` for anything
 * else that the rule or the moment does not allow, with `details.status`
 */
export function checkClockDeed(packs: readonly RulePack[], history: ClockHistory, { change, by, day }: { readonly change: ClockChange; readonly by: string; readonly day: Day }): void {
  const clock = deriveClocks(packs, history, day).find(({ name }) => name === change.rule)
  if (clock === undefined) throw new Refusal('no-such-clock')
  const { deed, amount, cause } = change
  const { rule, pending } = clock
  if (deed === 'extend' && rule.extension?.second === true && (pending === null || pending.by === by)) throw new Refusal('second-person')
  const room = roomLeft(clock)
  if ((deed === 'ask' || deed === 'extend') && rule.extension !== undefined && (amount === undefined || amount < 1 || amount > room)) throw new Refusal('extension-too-long', { room })
  const agrees = deed !== 'extend' || pending === null || pending.amount === amount
  if (!deedsFor(clock, by).includes(deed) || !agrees || !causeFits(clock, deed, cause)) throw new Refusal('clock-stands-otherwise', { status: clock.status })
}

function causeFits({ rule }: Clock, deed: ClockDeed, cause: string | undefined): boolean {
  return deed !== 'pause' || (rule.pausedFor as readonly (string | undefined)[]).includes(cause)
}
