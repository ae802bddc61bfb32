import { Refusal } from '#base/refusal.ts'
import { isSettled, type Docket } from './docket.ts'
import { openObjection } from './objection.ts'
import { openAlert } from './retaliation.ts'
import { isKeying, type EntryKind } from './kinds.ts'

/** An entry of a report's log, as far as its clear header tells. */
interface Said {
  readonly kind: EntryKind
  readonly from: 'reporter' | 'office'
}

/** The last entry in which somebody says something to the other side. */
export function lastSaid<T extends Said>(entries: readonly T[]): T | undefined {
  return entries.findLast(({ kind }) => !isKeying(kind))
}

/**
 * What may be erased: a report that the office is done with, without an open alert of retaliation or an unanswered objection, and that nobody has written to since. A withdrawal is the one last word of
 * a reporter that needs no answer first.
 *
 * @throws Refusal `not-settled`, `alert-open`, `objection-open`, `unread-message`
 */
export function checkErasable(docket: Pick<Docket, 'state' | 'events'>, last: Said | undefined): void {
  if (!isSettled(docket.state)) throw new Refusal('not-settled')
  if (openAlert(docket.events) !== null) throw new Refusal('alert-open')
  if (openObjection(docket.events) !== null) throw new Refusal('objection-open')
  if (last?.from === 'reporter' && last.kind !== 'withdrawal') throw new Refusal('unread-message')
}
