import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import { ACTIONS } from './actions.ts'
import { html, type Html } from './html.ts'
import type { Site } from './site.ts'

/** Names of the form's fields, for people without scripts. */
export const MINUTES = 'minutes'
export const CORRECTION = 'correction'

/** How a report came that the office took down. */
export function enteredPart({ language }: Site, { entered }: OpenedReport): Html | null {
  const words = LATE_WORDS[language]
  return entered === null ? null : html`<p class="hint">${words[`entered-${entered.arrival}`]}${language === 'zh' ? '' : ' '}${words['entered-code']}</p>`
}

/**
 * Minutes to be checked without scripts.
 * @param correction - what was typed in a form that did not go out.
 */
export function minutesPart({ language }: Site, { minutes }: OpenedReport, { fields, correction = '', problem = null }: { readonly fields: Html; readonly correction?: string; readonly problem?: string | null }): Html | null {
  if (minutes === null) return null
  const words = LATE_WORDS[language]
  return html`<form class="q${problem === null ? '' : ' bad'}" id="minutes" method="post" action="${ACTIONS.minutes}" autocomplete="off">${fields}
<h2>${words['minutes-title']}</h2><p>${words[`minutes-${minutes.standing}`]}</p>
<label for="correction">${words['minutes-label']}</label><p class="hint" id="correction-h">${words['minutes-hint']}</p>
${problem !== null && html`<p class="err" id="correction-e">${problem}</p>`}
<textarea id="correction" name="${CORRECTION}" rows="4" autocomplete="off" spellcheck="false" aria-describedby="correction-h${problem === null ? '' : ' correction-e'}" ${problem !== null && html`aria-invalid="true"`}>${`\n${correction}`}</textarea>
<div class="row">${minutes.standing !== 'agreed' && html`<button class="go" name="${MINUTES}" value="agreed">${words['minutes-agree']}</button>`}<button class="alt" name="${MINUTES}" value="rectified">${words['minutes-rectify']}</button></div></form>`
}
