import type { Day } from '#base/day.ts'
import type { Language } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import type { Docket } from '#domain/docket.ts'
import { openAlert } from '#domain/retaliation.ts'
import { LATE_WORDS } from './late-words.ts'

/** What is said above the fields: what telling does, or how the last one stands. */
export function retaliationStanding(language: Language, { events }: Docket, dayWords: (day: Day) => string): string {
  const words = LATE_WORDS[language]
  const alert = openAlert(events)
  if (alert === null) return words['retaliation-text']
  const sentences = [words['retaliation-open']({ day: dayWords(alert.raised) }), ...(alert.answered === null ? [] : [words['retaliation-answered']({ day: dayWords(alert.answered) })])]
  return sentences.join(language === 'zh' ? '' : ' ')
}

/** What a turn says of retaliation besides its text: one line each. */
export function retaliationLines(language: Language, { kind, retaliation, outcome }: Pick<Turn, 'kind' | 'retaliation' | 'outcome'>, dayWords: (day: Day) => string): readonly string[] {
  const words = LATE_WORDS[language]
  if (outcome !== undefined) return [words[`turn-outcome-${outcome}`]]
  if (kind !== 'retaliation' || retaliation === undefined) return []
  const { since, mayAct } = retaliation
  const sentences = [words['turn-retaliation'], ...(since === null ? [] : [words['turn-retaliation-since']({ day: dayWords(since) })]), words[mayAct ? 'turn-retaliation-act' : 'turn-retaliation-know']]
  return [sentences.join(language === 'zh' ? '' : ' ')]
}
