import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import { objectionText } from '#clients/reporter/standing-words.ts'
import { ACTIONS } from './actions.ts'
import { html, type Html } from './html.ts'
import { dayText, type Site } from './site.ts'

/** Name of the form's field, for people without scripts. */
export const OBJECTION = 'objection'

/** Objecting to a referral without scripts, where that is possible. What went wrong is said also where it is possible no more. */
export function objectionPart({ language }: Site, { objection }: OpenedReport, { fields, typed = '', problem = null }: { readonly fields: Html; readonly typed?: string; readonly problem?: string | null }): Html {
  const words = LATE_WORDS[language]
  const told = problem !== null && html`<p class="err" id="objection-e">${problem}</p>`
  if (objection === null || objection.bar !== null) return html`${told}`
  return html`<details id="objection" open><summary>${words['objection-title']}</summary><p>${objectionText(language, objection, (day) => dayText(day, language))}</p>
<form method="post" action="${ACTIONS.objection}" autocomplete="off">${fields}
<div class="${problem === null ? 'q' : 'q bad'}"><label for="objection-why">${words['objection-why']}</label><p class="hint" id="objection-h">${words['objection-server']}</p>${told}<textarea id="objection-why" name="${OBJECTION}" rows="4" autocomplete="off" spellcheck="false" aria-describedby="objection-h${problem !== null && ' objection-e'}"${problem !== null && html` aria-invalid="true"`}>${`\n${typed}`}</textarea></div>
<div class="row"><button class="alt">${words['objection-do']}</button></div></form></details>`
}
