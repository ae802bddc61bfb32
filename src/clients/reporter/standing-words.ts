import type { Day } from '#base/day.ts'
import type { Language } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import { isSettled } from '#domain/docket.ts'
import { reopenedOn } from '#domain/reopening.ts'
import { LATE_WORDS } from './late-words.ts'
import type { OpenedReport } from './reporter.ts'

type DayWords = (day: Day) => string

type Standing = Pick<OpenedReport, 'docket' | 'turns' | 'objection' | 'paused' | 'erasedFrom'>

/** What is said under the stage besides the stage: where the report went, and how an objection to that stands; why a date stands still or is later; when it is erased. One line each. */
export function standingLines(language: Language, { docket, turns, objection, paused, erasedFrom }: Standing, dayWords: DayWords): readonly string[] {
  const words = LATE_WORDS[language]
  const to = docket.state === 'referred' ? turns.findLast(({ state }) => state === 'referred')?.referredTo : undefined
  const stands = objectionText(language, objection, dayWords)
  const moved = movedBy({ docket, turns, paused })
  const reopened = reopenedOn(docket.events)
  return [
    ...(reopened === null ? [] : [words['standing-reopened']({ day: dayWords(reopened) })]),
    ...(to === undefined ? [] : [words['referred-to']({ to })]), ...(stands === null ? [] : [stands]),
    ...(moved === null ? [] : [words[`standing-${moved.deed}`]({ day: dayWords(moved.day), why: moved.why })]),
    ...(erasedFrom === null ? [] : [words['may-be-erased']({ day: dayWords(erasedFrom) })]),
  ]
}

/** What the office wrote when it made a date stand still, or later; null where no date of the reporter's is moved. */
function movedBy({ docket, turns, paused }: Pick<Standing, 'docket' | 'turns' | 'paused'>): { readonly deed: 'pause' | 'extend'; readonly day: Day; readonly why: string } | null {
  if (isSettled(docket.state)) return null
  const deed = paused ? 'pause' : 'extend'
  const turn = turns.findLast(({ clock }) => clock?.deed === deed)
  return turn === undefined ? null : { deed, day: turn.day, why: turn.text }
}

/** How an objection stands, or until when one is possible; null where there is nothing to say. */
export function objectionText(language: Language, standing: OpenedReport['objection'], dayWords: DayWords): string | null {
  const words = LATE_WORDS[language]
  if (standing === null) return null
  const { until, bar, objection } = standing
  if (objection !== null && bar !== 'not-referred') return words[objection.end === 'upheld' ? 'objection-upheld' : 'objection-open']({ day: dayWords(objection.raised) })
  if (until === null || (bar !== null && bar !== 'too-late')) return null
  return words[bar === 'too-late' ? 'objection-over' : 'objection-text']({ day: dayWords(until) })
}

/** What a turn says of a referral besides its text: one line each. */
export function referralLines(language: Language, { kind, referredTo }: Pick<Turn, 'kind' | 'referredTo'>): readonly string[] {
  const words = LATE_WORDS[language]
  if (kind === 'objection' || kind === 'objection-answered') return [words[`turn-${kind}`]]
  return referredTo === undefined ? [] : [words['referred-to']({ to: referredTo })]
}

/** What went wrong with an objection, where this code has a sentence for it. */
export function objectionTrouble(language: Language, code: string | null): string | null {
  const words = LATE_WORDS[language]
  return code === 'empty-text' ? words['objection-empty'] : code === 'cannot-object' ? words['objection-cannot'] : null
}
