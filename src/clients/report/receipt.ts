import type { Day } from '#base/day.ts'
import type { Provenance } from '#domain/bodies.ts'
import { ACTIONS } from './actions.ts'
import { html, type Html } from './html.ts'
import { dayText, withGaps, type Site } from './site.ts'

/** What a filed report's page says. Null where a template is rendered, which the module fills. */
export interface ReceiptFacts {
  readonly groups: readonly string[]
  readonly received: Day
  /** Null where the office's rules say none yet. */
  readonly answerBy: Day | null
  readonly outcomeBy: Day | null
  readonly provenance: Provenance
  /** Which group the person is asked for, from 1. */
  readonly group: number
  readonly checked: 'right' | 'wrong' | null
  /** The sealed token that carries the code to the next page, for people without scripts. */
  readonly token: string
}

export const GROUPS = [1, 2, 3, 4, 5, 6]

/** The code is the largest thing on its page, numbered by group, and never hidden. */
export function receiptView(site: Site, facts: ReceiptFacts | null): Html {
  const { words, language } = site
  const day = (name: 'answerBy' | 'outcomeBy'): Html | null => {
    if (facts === null) return gap(name)
    const date = facts[name]
    return date === null ? null : html`${dayText(date, language)}`
  }
  const [answerBy, outcomeBy] = [day('answerBy'), day('outcomeBy')]
  const received = facts === null ? gap('received') : html`${dayText(facts.received, language)}`
  return html`
<h1 tabindex="-1">${words['receipt-title']}</h1>
<p>${words['receipt-lead']}</p>
<ol class="key num" aria-label="${words['receipt-key']}">${GROUPS.map((group) => html`<li>${facts?.groups[group - 1]}</li>`)}</ol>
${facts === null ? html`<div class="row"><button class="go" type="button" data-do="copy">${words.copy}</button><button class="alt" type="button" data-do="print">${words.print}</button></div><p class="hint" role="status" data-fill="copied"></p>` : html`<p>${words['receipt-plain-kept']}</p>`}
<p class="hint noprint">${words['receipt-paper']}</p>
${checkForm(site, facts)}
<h2>${words['now-title']}</h2>
<dl class="facts">
${answerBy && html`<div><dt>${withGaps(words['by-day'], { day: answerBy })}</dt><dd>${words['now-answer']}</dd></div>`}
${outcomeBy && html`<div><dt>${withGaps(words['by-day'], { day: outcomeBy })}</dt><dd>${words['now-outcome']}</dd></div>`}
<div><dt>${words['now-until']}</dt><dd>${words['now-come']}</dd></div>
</dl>
<p><small>${words[`label-${facts?.provenance ?? 'in-browser'}`]} · ${withGaps(words['received-on'], { day: received })}</small></p>
${facts === null && html`<div class="row noprint"><button class="alt" type="button" data-do="close">${words['receipt-done']}</button></div>`}`
}

/** A gentle check of one group: nothing depends on it. */
function checkForm(site: Site, facts: ReceiptFacts | null): Html {
  const { words, language } = site
  const group = facts === null ? gap('group') : html`${facts.group}`
  const field = html`
<label for="check">${words['check-title']}</label><p class="hint" id="check-h">${withGaps(words['check-ask'], { n: group })}</p>
<input class="num short" id="check" name="typed" inputmode="numeric" autocomplete="off" spellcheck="false" aria-describedby="check-h">`
  if (facts === null) {
    return html`
<form class="q noprint" method="dialog" data-do="check" autocomplete="off">${field}
<p role="status" data-fill="checked" data-right="${withMark(words['check-right'])}" data-wrong="${withMark(words['check-wrong'])}"></p>
<div class="row"><button class="alt" type="button">${words.check}</button></div></form>`
  }
  const said = facts.checked === null ? null : words[`check-${facts.checked}`]({ n: facts.group })
  return html`
<form class="q noprint" method="post" action="${ACTIONS.check}" autocomplete="off">
<input type="hidden" name="office" value="${site.office?.id}"><input type="hidden" name="lang" value="${language}"><input type="hidden" name="token" value="${facts.token}"><input type="hidden" name="group" value="${facts.group}">
${field}${said !== null && html`<p role="status">${said}</p>`}
<div class="row"><button class="alt">${words.check}</button></div></form>`
}

function gap(name: string): Html {
  return html`<span data-fill="${name}"></span>`
}

/** A sentence with its number as `#`, for an attribute. */
function withMark(say: (fill: { readonly n: string }) => string): string {
  return say({ n: '#' })
}
