import type { RefusalCode } from '#base/refusal.ts'
import { LIMITS } from '#base/limits.ts'
import { html, type Html } from './html.ts'
import { receiptView } from './receipt.ts'
import type { Site } from './site.ts'
import { talkPieces } from './talk.ts'

/** What can go wrong for a reporter with scripts; any other code is a fault of ours and says so. */
const REPORTER_REFUSALS: readonly RefusalCode[] = [
  'too-large', 'bad-text', 'empty-text', 'proof-not-yet', 'bad-proof', 'nobody-left', 'no-such-report', 'no-such-channel', 'slow-down', 'disk-full', 'busy', 'receipt-mistyped',
  'wrong-day', 'stale-head', 'forged-history', 'foreign-key', 'wrong-server', 'bad-commitment', 'unreachable', 'unsupported', 'malformed',
]

/** Everything that the module says or shows later, in the page's language: the module itself is the same for all. */
export function templates(site: Site): Html {
  const { words, refusals } = site
  const said: readonly (readonly [string, string])[] = [
    ['continue', words.continue], ['back', words.back], ['send', words.send], ['again', words['wrong-again']], ['sending', words.sending],
    ['open', words['back-open']], ['opening', words['back-opening']], ['change', words.change], ['record', words['record']], ['unanswered', words.unanswered],
    ['kept', words['form-kept']], ['copied', words.copied], ['copy-failed', words['copy-failed']], ['you', words.you], ['office', words.office],
    ['wrong-what', words['wrong-what']], ['wrong-choice', words['wrong-choice']],
    ['wrong-long', words['wrong-long']({ max: LIMITS.answerCharactersMax.toLocaleString(site.language) })], ['wrong-text', words['wrong-text']],
    ...(site.office?.takesIdentity === true ? [['wrong-name', words['wrong-name']] as const] : []), ['wrong-length', words['wrong-length']], ['wrong-digits', words['wrong-digits']],
    ['wrong-title', words['wrong-title']], ['wrong-open', words['wrong-open']], ['wrong-kept', words['wrong-kept']],
    ['cannot-early', words['cannot-early']], ['cannot-unloaded', words['cannot-unloaded']], ['cannot-insecure', words['cannot-insecure']],
    ['cannot-unsupported', words['cannot-unsupported']], ['ours', words['trouble-ours']],
    ...REPORTER_REFUSALS.map((code) => [code, refusals[code]] as const),
  ]
  return html`
<template id="t-words">${said.map(([name, text]) => html`<i data-say="${name}">${text}</i>`)}</template>
<template id="t-wrong"><div class="wrong" role="alert" tabindex="-1"><h2></h2><p></p><ul></ul></div></template>
<template id="t-cannot"><div class="note cannot"><h3>${words['cannot-title']}</h3><p>${words['cannot-kept']} <span data-fill="why"></span></p>
<div class="row"><button class="go" type="button" data-do="send">${words['cannot-again']}</button></div>
<p>${words['cannot-plain-text']}</p>
<div class="row"><button class="alt" type="button" data-do="plain">${words['cannot-plain']}</button></div></div></template>
<template id="t-receipt">${receiptView(site, null)}</template>
${talkPieces(site)}`
}
