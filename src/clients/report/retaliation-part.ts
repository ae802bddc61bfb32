import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import { openAlert } from '#domain/retaliation.ts'
import type { Day } from '#base/day.ts'
import type { Language } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import type { Docket } from '#domain/docket.ts'
import { ACTIONS } from './actions.ts'
import { html, type Html } from './html.ts'
import { dayText, type Site } from './site.ts'

/** Names of the form's fields, for people without scripts. */
export const RETALIATION = { text: 'done-to-me', since: 'since', mayAct: 'may-act' } as const

/** What was typed and did not go out. */
export interface RetaliationTyped {
  readonly text: string
  readonly since: string
  readonly mayAct: boolean
}

export const NOTHING_TYPED: RetaliationTyped = { text: '', since: '', mayAct: false }

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

/** Telling of retaliation without scripts. */
export function retaliationPart({ language }: Site, { docket }: OpenedReport, { fields, typed = NOTHING_TYPED, problem = null }: { readonly fields: Html; readonly typed?: RetaliationTyped; readonly problem?: string | null }): Html {
  const words = LATE_WORDS[language]
  const isOpen = openAlert(docket.events) !== null
  const bad = problem === null ? '' : ' retaliation-e'
  return html`<details id="retaliation"${(isOpen || problem !== null) && html` open`}><summary>${words['retaliation-title']}</summary><p>${retaliationStanding(language, docket, (day) => dayText(day, language))}</p>
<form class="q${problem === null ? '' : ' bad'}" method="post" action="${ACTIONS.retaliation}" autocomplete="off">${fields}
${problem !== null && html`<p class="err" id="retaliation-e">${problem}</p>`}
<label for="done-to-me">${words['retaliation-what']}</label><textarea id="done-to-me" name="${RETALIATION.text}" rows="4" autocomplete="off" spellcheck="false" ${bad !== '' && html`aria-invalid="true" aria-describedby="retaliation-e"`}>${`\n${typed.text}`}</textarea>
<label for="since">${words['retaliation-since']}</label><p class="hint" id="since-h">${words['retaliation-since-hint']}</p><input id="since" type="date" name="${RETALIATION.since}" autocomplete="off" aria-describedby="since-h${bad}" value="${typed.since}">
<label class="pick"><input type="checkbox" name="${RETALIATION.mayAct}" value="yes"${typed.mayAct && html` checked`}><span>${words['retaliation-act']}<small>${words['retaliation-act-hint']}</small></span></label>
<p class="hint">${words['retaliation-server']}</p>
<div class="row"><button class="alt">${words['retaliation-do']}</button></div></form></details>`
}
