import type { Turn } from '#domain/conversation.ts'
import type { Docket } from '#domain/docket.ts'
import { openObjection } from '#domain/objection.ts'
import { openAlert } from '#domain/retaliation.ts'
import type { Words } from '#words/cli/generated/words.ts'
import { visibleLine } from './visible.ts'

/** What a turn says of retaliation besides its text, for handlers. */
export function retaliationLines({ retaliation, outcome }: Pick<Turn, 'retaliation' | 'outcome'>, say: Words): readonly string[] {
  if (outcome !== undefined) return [say[`turn-outcome-${outcome}`]]
  if (retaliation === undefined) return []
  const { since, mayAct } = retaliation
  return [say['turn-retaliation'], ...(since === null ? [] : [say['turn-retaliation-since']({ day: since })]), say[mayAct ? 'turn-retaliation-act' : 'turn-retaliation-know']]
}

export function retaliationJson({ retaliation, outcome }: Pick<Turn, 'retaliation' | 'outcome'>) {
  return { ...(retaliation === undefined ? {} : { retaliation }), ...(outcome === undefined ? {} : { outcome }) }
}

/** The alert that is not closed, where there is one. */
export function alertJson(events: Docket['events']) {
  const alert = openAlert(events)
  return alert === null ? {} : { alert: { raised: alert.raised, answered: alert.answered } }
}

/** The objection to a referral that the office has not answered, where there is one. */
export function objectionJson(events: Docket['events']) {
  const objection = openObjection(events)
  return objection === null ? {} : { objection: { raised: objection.raised } }
}

/** What is marked of a report in a list and at its head: what the reporter raised and waits for. */
export function raisedMarks(events: Docket['events'], say: Words): readonly string[] {
  return [...(openAlert(events) === null ? [] : [say['alert-open']]), ...(openObjection(events) === null ? [] : [say['objection-raised']])]
}

/** What a turn says of a referral besides its text, for handlers. */
export function objectionLines({ kind, referredTo }: Pick<Turn, 'kind' | 'referredTo'>, say: Words): readonly string[] {
  if (kind === 'objection' || kind === 'objection-answered') return [say[`turn-${kind}`]]
  return referredTo === undefined ? [] : [say['turn-referred-to']({ to: visibleLine(referredTo) })]
}
