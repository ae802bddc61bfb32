import { ACTIONS } from './actions.ts'
import { html, type Html } from './html.ts'
import { plainFiles } from './file-part.ts'
import type { IdentityTyped } from './identity-fields.ts'
import { identityPart } from './identity-part.ts'
import type { Site } from './site.ts'
import { wrongBox, type Problem } from './wrong.ts'

export interface CodeState {
  readonly value: string
  readonly problem: Problem
}

/** "I have a code". Like the form, it can post nothing by accident: see [Note: No accident]. */
export function codeEntry(site: Site, state: CodeState | null): Html {
  const { words, office, language } = site
  const button = html`<div class="row"><button class="go" formmethod="post" formaction="${ACTIONS.open}">${words['back-open']}</button></div>`
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
  : html`<form id="b" method="post" action="${ACTIONS.open}" autocomplete="off">${fields}${button}</form>`}
</section>`
}

/** A reply whose page was open too long: the words are kept, the code is asked for once more. */
export function codeAgain(site: Site, state: { readonly reply: string; readonly identity: IdentityTyped; readonly once: string; readonly problem: Problem }): Html {
  const { words, office, language } = site
  return html`
<section>
${wrongBox(words['wrong-title'], words['wrong-kept'], [state.problem])}
<h1>${words['talk-title']}</h1>
<p>${words['code-again']}</p>
<form method="post" action="${ACTIONS.reply}" enctype="multipart/form-data" autocomplete="off">
<input type="hidden" name="office" value="${office?.id}"><input type="hidden" name="lang" value="${language}"><input type="hidden" name="once" value="${state.once}">
<div class="q bad"><label for="code">${words['back-label']}</label><p class="hint" id="code-h">${words['back-hint']}</p>
<input class="num" id="code" name="code" inputmode="numeric" autocomplete="off" spellcheck="false" aria-describedby="code-h"></div>
<div class="q"><label for="reply">${words['reply-label']}</label><textarea id="reply" name="reply" rows="5" autocomplete="off" spellcheck="false">${`\n${state.reply}`}</textarea></div>
${plainFiles(site, { problem: null, anyway: false })}
${identityPart(site, 'say', { ...state.identity, problem: null })}
<div class="row"><button class="go">${words.send}</button></div></form>
</section>`
}
