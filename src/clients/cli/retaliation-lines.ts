import type { Turn } from '#domain/conversation.ts'
import type { Docket } from '#domain/docket.ts'
import { openAlert } from '#domain/retaliation.ts'
import type { Words } from '#words/cli/generated/words.ts'

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
