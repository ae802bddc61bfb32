import { html, type Html } from './html.ts'
import type { Site } from './site.ts'
import { wrongBox, type Problem } from './wrong.ts'

export const OPEN_ACTION = '/nojs/open'

export interface CodeState {
  readonly value: string
  readonly problem: Problem
}

/** "I have a code". Like the form, it can post nothing by accident: see [Note: No accident]. */
export function codeEntry(site: Site, state: CodeState | null): Html {
  const { words, office, language } = site
  const button = html`<div class="row"><button class="go" formmethod="post" formaction="${OPEN_ACTION}">${words['back-open']}</button></div>`
  const fields = html`
<input type="hidden" name="office" value="${office?.id ?? ''}"><input type="hidden" name="lang" value="${language}">
<div class="q${state && ' bad'}"><label for="code">${words['back-label']}</label><p class="hint" id="code-h">${words['back-hint']}</p>
${state && html`<p class="err" id="code-e">${state.problem.text}</p>`}
<input class="num" id="code" name="code" value="${state?.value}" inputmode="numeric" autocomplete="off" spellcheck="false" aria-describedby="code-h${state && ' code-e'}" ${state && html`aria-invalid="true"`}></div>`
  return html`
<section id="back" data-view="back">
${state && wrongBox(words['wrong-open'], '', [state.problem])}
<h1 tabindex="-1">${words['back-title']}</h1>
${state === null
  ? html`<form id="b" method="dialog" autocomplete="off">${fields}<noscript>${button}</noscript></form>`
  : html`<form id="b" method="post" action="${OPEN_ACTION}" autocomplete="off">${fields}${button}</form>`}
</section>`
}
