import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import { writtenDown, type WrittenDown } from '#clients/reporter/written-down.ts'
import { ACTIONS } from './actions.ts'
import { html, type Html } from './html.ts'
import { LANGUAGE_TAG, type Site } from './site.ts'

/** Names of the form's fields, for people without scripts. */
export const MINUTES = 'minutes'
export const CORRECTION = 'correction'
/** Which version of a transcript is answered. */
export const MINUTES_OF = 'of'

/** How a report came that the office took down. */
export function enteredPart({ language }: Site, { entered }: OpenedReport): Html | null {
  const words = LATE_WORDS[language]
  return entered === null ? null : html`<p class="hint">${words[`entered-${entered.arrival}`]}${language === 'zh' ? '' : ' '}${words['entered-code']}</p>`
}

/** What was typed in a form that did not go out, of which version, and why. */
export interface Correcting {
  readonly of: string
  readonly correction?: string
  readonly problem?: string | null
}

/** What the office wrote down, to be checked without scripts: a form for each. */
export function minutesPart(site: Site, opened: OpenedReport, { fields, ...typed }: Partial<Correcting> & { readonly fields: Html }): readonly Html[] {
  return writtenDown(site.language, opened).map((each) => {
    const isTyped = typed.of === (each.of?.toString() ?? '')
    return minutesForm(site, each, { fields, correction: isTyped ? typed.correction ?? null : null, problem: isTyped ? typed.problem ?? null : null })
  })
}

function minutesForm({ language }: Site, { of: version, standing, newest, title, about, agree, label, hint }: WrittenDown, { fields, correction, problem }: { readonly fields: Html; readonly correction: string | null; readonly problem: string | null }): Html {
  const words = LATE_WORDS[language]
  const id = version === undefined ? 'correction' : `correction-${version}`
  const agrees = standing !== 'agreed' && html`<button class="go" name="${MINUTES}" value="agreed">${agree}</button>`
  const sends = html`<button class="alt" name="${MINUTES}" value="rectified">${words['minutes-rectify']}</button>`
  const field = html`<label for="${id}">${label}</label><p class="hint" id="${`${id}-h`}">${hint}</p>
${problem !== null && html`<p class="err" id="${`${id}-e`}">${problem}</p>`}
<textarea id="${id}" name="${CORRECTION}" rows="4" autocomplete="off" spellcheck="false" aria-describedby="${`${id}-h${problem === null ? '' : ` ${id}-e`}`}" ${problem !== null && html`aria-invalid="true"`}>${`\n${correction ?? newest?.text ?? ''}`}</textarea>`
  return html`<form class="q${problem === null ? '' : ' bad'}" id="${version === undefined ? 'minutes' : `minutes-${version}`}" method="post" action="${ACTIONS.minutes}" autocomplete="off">${fields}
${version !== undefined && html`<input type="hidden" name="${MINUTES_OF}" value="${String(version)}">`}
<h2>${title}</h2><p>${about}</p>
${newest === null ? html`${field}
<div class="row">${agrees}${sends}</div>` : html`<div class="talk note"><p lang="${LANGUAGE_TAG[newest.language]}" dir="auto">${newest.text}</p></div>
${agrees !== false && html`<div class="row">${agrees}</div>`}
<details ${correction !== null && html`open`}><summary>${words['transcript-correct']}</summary>${field}
<div class="row">${sends}</div></details>`}</form>`
}
