import type { Attachment, Provenance } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import { STANDARD_QUESTIONNAIRE } from '#domain/questionnaire.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import { ACTIONS } from './actions.ts'
import { html, type Html } from './html.ts'
import type { IdentityTyped } from './identity-fields.ts'
import { filePart, FILES, plainFiles, turnFiles, WANTED } from './file-part.ts'
import { identityPart } from './identity-part.ts'
import { enteredPart, minutesPart, type Correcting } from './minutes-part.ts'
import { retaliationLines } from '#clients/reporter/retaliation-words.ts'
import { writtenDownLine } from '#clients/reporter/written-down.ts'
import { retaliationPart, type RetaliationProblem, type RetaliationTyped } from './retaliation-part.ts'
import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import { isNoted, NOTED } from './noted.ts'
import { dayText, LANGUAGE_TAG, withGaps, type Site } from './site.ts'
import { allStages, stage } from './stage.ts'
import { wrongBox, type Problem } from './wrong.ts'


/** A conversation for somebody without scripts. */
export interface TalkState {
  readonly opened: OpenedReport
  readonly token: string
  readonly reply: string
  /** Who the reporter said to be in an answer that did not go out. */
  readonly identity: IdentityTyped
  readonly problem: Problem | null
  /** Whether files of an answer that did not go out were to be sent as they are. */
  readonly anyway?: boolean
  readonly sent: boolean
  /** What was typed of retaliation and did not go out, and why; or that it went out. */
  readonly retaliation?: { readonly typed?: RetaliationTyped; readonly problem?: RetaliationProblem; readonly told?: true }
  /** What was typed to correct minutes or a transcript and did not go out, and why. */
  readonly minutes?: Correcting
}

/** The conversation: how far it has got, the next date and why, what was said, and room to say more. */
export function talkView(site: Site, state: TalkState | null): Html {
  const { words } = site
  return html`
${state?.problem && wrongBox(words['wrong-title'], words['wrong-kept'], [state.problem])}
<h1 tabindex="-1">${words['talk-title']}</h1>
<div data-fill="stage">${state && stage(site, state.opened.docket.state)}</div>
<dl class="facts"><div data-fill="next">${state && nextDate(site, state.opened)}</div></dl>
<h2>${words['talk-messages']}</h2>
<ol class="talk" data-fill="turns">${state?.opened.turns.map((turn) => turnItem(site, turn, state))}</ol>
<p role="status" data-fill="sent">${state?.sent && words['reply-sent']}${state?.retaliation?.told && LATE_WORDS[site.language]['retaliation-sent']}</p>
${state && minutesPart(site, state.opened, { ...state.minutes, fields: hidden(site, state.token) })}${replyForm(site, state)}
${state === null ? html`<div data-fill="retaliation"></div>` : retaliationPart(site, state.opened, { ...state.retaliation, fields: hidden(site, state.token) })}
${proofPart(site, state)}
${withdrawPart(site, state)}
${state === null ? html`<div class="row"><button class="alt" type="button" data-do="look">${words['look-again']}</button><button class="alt" type="button" data-do="close">${words.close}</button></div>` : lookForm(site, state)}`
}

function nextDate(site: Site, { next, paused }: OpenedReport): Html {
  const { words, language } = site
  const late = LATE_WORDS[language]
  if (next === null && paused) return html`<dt>${late['next-paused']}</dt><dd>${late['next-paused-text']}</dd>`
  if (next === null) return html`<dt>${words['next-none']}</dt><dd>${words['next-none-text']}</dd>`
  return html`<dt>${words['next-day']({ day: dayText(next.day, language) })}</dt><dd>${next.reason === 'retaliation' ? late['next-retaliation'] : words[next.reason === 'acknowledge' ? 'next-acknowledge' : 'next-feedback']}</dd>`
}

/** What was said stands in its own language: fonts, quotes and line breaks follow it. */
function turnItem(site: Site, turn: Turn, { token, opened }: Pick<TalkState, 'token' | 'opened'>): Html {
  const { words } = site
  const tag = LANGUAGE_TAG[turn.language]
  const writtenLine = writtenDownLine(site.language, turn, opened.turns)
  return html`<li class="${turn.from}"><b>${turn.from === 'office' ? words.office : words.you}</b><span class="day">${dayText(turn.day, site.language)}</span>
${turn.state !== undefined && html`<p class="moved">${words['moved-to']({ state: words[`state-${turn.state}`] })}</p>`}
${turn.clock !== undefined && html`<p class="moved">${LATE_WORDS[site.language][`turn-clock-${turn.clock.deed}`]}</p>`}
${NOTED.filter((kind) => isNoted(turn, kind)).map((kind) => html`<p class="moved">${words[`turn-${kind}`]}</p>`)}
${retaliationLines(site.language, turn, (day) => dayText(day, site.language)).map((line) => html`<p class="moved">${line}</p>`)}
${writtenLine !== null && html`<p class="moved">${writtenLine}</p>`}
${turn.text !== '' && html`<p lang="${tag}" dir="auto">${turn.text}</p>`}
${turn.answers !== undefined && otherAnswers(site, turn)}
${turnFiles(site, turn, (file) => (turn.from === 'office' ? saveForm(site, token, file) : null))}
${turn.provenance !== null && html`<small>${words[`label-${turn.provenance}`]}</small>`}${turn.seq === 0 && enteredPart(site, opened)}</li>`
}

/** For what the office sent. What the reporter sent they have; a copy here would be one more trace. */
function saveForm(site: Site, token: string, { file, name }: Attachment): Html {
  const save = site.words['file-save']
  return html`<form method="post" action="${ACTIONS.save}">${hidden(site, token)}<input type="hidden" name="${WANTED}" value="${file}"><button class="text" aria-label="${`${save}: ${name}`}">${save}</button></form>`
}

function otherAnswers(site: Site, turn: Turn): Html | null {
  const { words } = site
  const said: Readonly<Record<string, unknown>> = { ...words }
  const rows = STANDARD_QUESTIONNAIRE.flatMap(({ id, choices }) => {
    const answer = turn.answers?.[id]
    if (id === 'what' || answer === undefined) return []
    const text = choices === undefined ? answer : said[`question-${id}-${answer}`]
    return [html`<div><dt>${String(said[`question-${id}`])}</dt><dd dir="auto">${String(text)}</dd></div>`]
  })
  return rows.length === 0 ? null : html`<details><summary>${words['your-answers']}</summary><dl class="facts">${rows}</dl></details>`
}

function replyForm(site: Site, state: TalkState | null): Html {
  const { words } = site
  const bad = state?.problem?.field === 'reply' ? ' bad' : ''
  const field = html`
<label for="reply">${words['reply-label']}</label><p class="hint" id="reply-h">${state === null ? words['reply-hint'] : words['reply-hint-plain']}</p>
${bad !== '' && html`<p class="err" id="reply-e">${state?.problem?.text}</p>`}
<textarea id="reply" name="reply" rows="5" autocomplete="off" spellcheck="false" aria-describedby="reply-h${bad && ' reply-e'}" ${bad !== '' && html`aria-invalid="true"`}>${`\n${state?.reply ?? ''}`}</textarea>`
  if (state === null) {
    return html`<form class="q" method="dialog" data-do="reply" autocomplete="off">${field}${filePart(site, 'reply')}<div class="row"><button class="go" type="button">${words.send}</button></div><p role="status" data-fill="status"></p></form>`
  }
  return html`<form class="q${bad}" method="post" action="${ACTIONS.reply}" enctype="multipart/form-data" autocomplete="off">${hidden(site, state.token)}${field}${plainFiles(site, { problem: state.problem?.field === FILES ? state.problem.text : null, anyway: state.anyway ?? false })}${identityPart(site, 'say', { ...state.identity, problem: state.problem })}<div class="row"><button class="go">${words.send}</button></div></form>`
}

/** A paper for others: that something was filed here on a day. */
function proofPart(site: Site, state: TalkState | null): Html {
  const { words } = site
  const text = html`<p>${words['proof-text']}</p>`
  if (state === null) return html`<details><summary>${words['proof-title']}</summary>${text}<div class="row"><button class="alt" type="button" data-do="proof">${words['proof-get']}</button></div><p role="status" data-fill="proved"></p></details>`
  return html`<details><summary>${words['proof-title']}</summary>${text}<form method="post" action="${ACTIONS.proof}">${hidden(site, state.token)}<div class="row"><button class="alt">${words['proof-get']}</button></div></form></details>`
}

function withdrawPart(site: Site, state: TalkState | null): Html {
  const { words } = site
  if (state?.opened.docket.state === 'withdrawn') return html``
  const fields = html`<p>${words['withdraw-text']}</p>
<label for="why">${words['withdraw-why']}</label><textarea id="why" name="why" rows="3" autocomplete="off" spellcheck="false"></textarea>
<label class="pick"><input type="checkbox" name="erase" value="yes"><span>${words['withdraw-erase']}<small>${words['withdraw-erase-text']}</small></span></label>`
  if (state === null) return html`<details data-fill="back"><summary>${words['withdraw-title']}</summary><form class="q" method="dialog" data-do="withdraw" autocomplete="off">${fields}<div class="row"><button class="alt" type="button">${words['withdraw-do']}</button></div></form></details>`
  return html`<details><summary>${words['withdraw-title']}</summary><form class="q" method="post" action="${ACTIONS.withdraw}" autocomplete="off">${hidden(site, state.token)}${fields}<div class="row"><button class="alt">${words['withdraw-do']}</button></div></form></details>`
}

function lookForm(site: Site, state: TalkState): Html {
  return html`<form method="post" action="${ACTIONS.open}">${hidden(site, state.token)}<div class="row"><button class="alt">${site.words['look-again']}</button></div></form>`
}

export function hidden(site: Site, token: string): Html {
  return html`<input type="hidden" name="office" value="${site.office?.id}"><input type="hidden" name="lang" value="${site.language}"><input type="hidden" name="token" value="${token}">`
}

const LABELLED: readonly Provenance[] = ['in-browser', 'on-arrival', 'by-telephone', 'by-command-line']

/** Pieces of the conversation that the module puts together: it knows no language of its own. */
export function talkPieces(site: Site): Html {
  const { words } = site
  const day = html`<span data-fill="day"></span>`
  return html`
<template id="t-talk">${talkView(site, null)}</template>
<template id="t-turn"><li><b></b><span class="day"></span></li></template>
<template id="t-stages">${allStages(site)}</template>
<template id="t-next">
<div data-next="acknowledge"><dt>${withGaps(words['next-day'], { day })}</dt><dd>${words['next-acknowledge']}</dd></div>
<div data-next="feedback"><dt>${withGaps(words['next-day'], { day })}</dt><dd>${words['next-feedback']}</dd></div>
<div data-next="none"><dt>${words['next-none']}</dt><dd>${words['next-none-text']}</dd></div>
</template>
<template id="t-answers"><details><summary>${words['your-answers']}</summary><dl class="facts"></dl></details></template>
<template id="t-moved"><p class="moved">${withGaps(words['moved-to'], { state: html`<span data-fill="state"></span>` })}</p></template>
<template id="t-plain">${NOTED.map((kind) => html`<p class="moved" data-kind="${kind}">${words[`turn-${kind}`]}</p>`)}</template>
<template id="t-brought"><ul class="brought"><li>${words['turn-file']} <bdi></bdi> <small></small></li></ul></template>
<template id="t-labels">${LABELLED.map((label) => html`<small data-label="${label}">${words[`label-${label}`]}</small>`)}</template>`
}
