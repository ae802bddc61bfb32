import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import { retaliationStanding } from '#clients/reporter/retaliation-words.ts'
import { openAlert } from '#domain/retaliation.ts'
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

/** What is to be mended, and at which field. */
export interface RetaliationProblem {
  readonly field: 'text' | 'since'
  readonly text: string
}

/** Telling of retaliation without scripts. */
export function retaliationPart({ language }: Site, { docket }: OpenedReport, { fields, typed = NOTHING_TYPED, problem = null }: { readonly fields: Html; readonly typed?: RetaliationTyped; readonly problem?: RetaliationProblem | null }): Html {
  const words = LATE_WORDS[language]
  const isOpen = openAlert(docket.events) !== null
  const wrong = (field: RetaliationProblem['field'], id: string): { readonly block: string; readonly told: Html | null; readonly by: string } => (
    problem?.field === field ? { block: 'q bad', told: html`<p class="err" id="${id}-e">${problem.text}</p>`, by: `${id}-h ${id}-e` } : { block: 'q', told: null, by: `${id}-h` })
  const [text, since] = [wrong('text', 'done-to-me'), wrong('since', 'since')]
  return html`<details id="retaliation"${(isOpen || problem !== null) && html` open`}><summary>${words['retaliation-title']}</summary><p>${retaliationStanding(language, docket, (day) => dayText(day, language))}</p>
<form method="post" action="${ACTIONS.retaliation}" autocomplete="off">${fields}
<div class="${text.block}"><label for="done-to-me">${words['retaliation-what']}</label><p class="hint" id="done-to-me-h">${words['retaliation-server']}</p>${text.told}<textarea id="done-to-me" name="${RETALIATION.text}" rows="4" autocomplete="off" spellcheck="false" aria-describedby="${text.by}"${text.told !== null && html` aria-invalid="true"`}>${`\n${typed.text}`}</textarea></div>
<div class="${since.block}"><label for="since">${words['retaliation-since']}</label><p class="hint" id="since-h">${words['retaliation-since-hint']}</p>${since.told}<input id="since" type="date" name="${RETALIATION.since}" autocomplete="off" aria-describedby="${since.by}"${since.told !== null && html` aria-invalid="true"`} value="${typed.since}"></div>
<label class="pick"><input type="checkbox" name="${RETALIATION.mayAct}" value="yes"${typed.mayAct && html` checked`}><span>${words['retaliation-act']}<small>${words['retaliation-act-hint']}</small></span></label>
<div class="row"><button class="alt">${words['retaliation-do']}</button></div></form></details>`
}
