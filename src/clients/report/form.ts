import { STANDARD_QUESTIONNAIRE, type Question } from '#domain/questionnaire.ts'
import { ACTIONS } from './actions.ts'
import { MY_CONTACT, MY_NAME } from './identity-fields.ts'
import { ADD_FILES, filePart, FILES, FILES_ANYWAY, plainFiles } from './file-part.ts'
import { identityPart } from './identity-part.ts'
import { LEFT_OUT } from './left-out.ts'
import { html, type Html } from './html.ts'
import { WAKE } from './wake.ts'
import { address, type Site } from './site.ts'
import { wrongBox, type Problem } from './wrong.ts'

/** A form as it comes back to somebody without scripts: what was typed, and what is to be mended. */
export interface FormState {
  readonly values: Readonly<Record<string, string>>
  readonly problems: readonly Problem[]
}

/** One step of the form: a question of the questionnaire, or the choice among several channels. */
interface Step {
  readonly question: Question
  readonly title: string
  readonly hint: string
  readonly choices: readonly { readonly value: string; readonly label: string; readonly hint: string | undefined }[]
}

interface Row { readonly step: Step; readonly number: string; readonly value: string; readonly problem: Problem | undefined }


/**
 * Every question in one document. [Note: No accident] The form has no submit control but inside `noscript`, and `method="dialog"`
 * outside a dialog does nothing at all: no key, no missing script and no broken one can post words that are not sealed.
 */
export function reportForm(site: Site, state: FormState | null): Html {
  const { words } = site
  const steps = stepsOf(site)
  const rows = steps.map((step, index): Row => ({
    step, number: words['question-number']({ n: index + 1, total: steps.length }),
    value: state?.values[step.question.id] ?? '', problem: state?.problems.find((problem) => problem.field === step.question.id),
  }))
  const blocks = rows.map((row) => questionBlock(row, row.step.question.id === 'danger' ? wakeBlock(site, state) : null))
  return html`
<section id="write" data-view="write">
${state !== null && state.problems.length > 0 && wrongBox(words['wrong-title'], words['wrong-kept'], state.problems)}
<h1 tabindex="-1">${words['form-title']}</h1>
<p class="lead">${words['form-lead']({ count: steps.length })}</p>
<ol class="way" aria-hidden="true" hidden>${[...steps, null].map(() => html`<li></li>`)}</ol>
${state === null
  ? html`<form id="f" method="dialog" autocomplete="off">${hiddenFields(site)}${blocks}${beforeSending(site, { values: {}, problem: null, scripted: true })}</form>`
  : html`<form id="f" method="post" action="${ACTIONS.report}" enctype="multipart/form-data" autocomplete="off">${hiddenFields(site)}${blocks}${beforeSending(site, { values: state.values, problem: state.problems[0] ?? null, scripted: false })}</form>`}
</section>`
}

function stepsOf({ words, office, language }: Site): readonly Step[] {
  const channels = office?.channels ?? []
  const channelStep: Step = {
    question: { id: 'channel', kind: 'choice', required: true }, title: words['question-channel'], hint: words['question-channel-hint'],
    choices: channels.map(({ channel, names }) => ({ value: channel, label: names[language], hint: undefined })),
  }
  const sentences: Readonly<Record<string, unknown>> = { ...words }
  const said = (key: string): string | undefined => (typeof sentences[key] === 'string' ? sentences[key] : undefined)
  const standard = STANDARD_QUESTIONNAIRE.map((question): Step => ({
    question, title: said(`question-${question.id}`) ?? question.id, hint: said(`question-${question.id}-hint`) ?? '',
    choices: (question.choices ?? []).map((value) => {
      const key = `question-${question.id}-${value}`
      return { value, label: said(key) ?? value, hint: said(`${key}-hint`) }
    }),
  }))
  return channels.length > 1 ? [channelStep, ...standard] : standard
}

function hiddenFields({ office, language }: Site): Html {
  const [only, ...others] = office?.channels ?? []
  return html`
<input type="hidden" name="office" value="${office?.id ?? ''}">
<input type="hidden" name="lang" value="${language}">
${only !== undefined && others.length === 0 && html`<input type="hidden" name="channel" value="${only.channel}">`}`
}

function questionBlock(row: Row, within: Html | null): Html {
  const { step, problem } = row
  const bad = problem === undefined ? '' : ' bad'
  const heading = html`<span class="n">${row.number}</span>${step.title}`
  const { id, kind } = step.question
  const notes = html`${step.hint !== '' && html`<p class="hint" id="${id}-h">${step.hint}</p>`}${problem && html`<p class="err" id="${id}-e">${problem.text}</p>`}`
  if (kind === 'choice') {
    const about = [...(step.hint === '' ? [] : [`${id}-h`]), ...(problem === undefined ? [] : [`${id}-e`])].join(' ')
    return html`<fieldset class="q${bad}" data-step="${id}" ${about !== '' && html`aria-describedby="${about}"`}><legend><h2 tabindex="-1">${heading}</h2></legend>${notes}${picks(row)}${within}</fieldset>`
  }
  return html`<div class="q${bad}" data-step="${id}"><h2 tabindex="-1"><label for="${id}">${heading}</label></h2>${notes}${textField(row)}</div>`
}

/**
 * Whether somebody is to be paged. No question of the questionnaire: its answer is a bit that the server reads, and stands in no sealed answer. The style
 * sheet shows it where danger is answered with yes; where a browser cannot do that, it is always there and counts only then.
 */
function wakeBlock({ words }: Site, state: FormState | null): Html {
  const choices = [{ value: 'now', label: words['wake-now'], hint: undefined }, { value: 'no', label: words['wake-no'], hint: undefined }]
  return html`<fieldset><legend><h3>${words['wake-title']}</h3><small class="hint">${words['wake-hint']}</small></legend>${picksOf({ id: WAKE, choices, value: state?.values[WAKE] ?? 'now' })}</fieldset>`
}

function picks({ step, value }: Row): Html {
  return picksOf({ id: step.question.id, choices: step.choices, value })
}

function picksOf({ id, choices, value }: { readonly id: string; readonly choices: Step['choices']; readonly value: string }): Html {
  return html`${choices.map((choice, index) => html`<label class="pick"><input type="radio" ${index === 0 && html`id="${id}"`} name="${id}" value="${choice.value}" ${choice.value === value && html`checked`}><span>${choice.label}${choice.hint !== undefined && html`<small>${choice.hint}</small>`}</span></label>`)}`
}

/** Spell checkers may send what they check to somebody else, so they are asked to stay away. */
function textField({ step, value, problem }: Row): Html {
  const { id, kind, required } = step.question
  const about = problem === undefined ? `${id}-h` : `${id}-h ${id}-e`
  const state = html`${required && html`aria-required="true"`} ${problem && html`aria-invalid="true"`}`
  if (kind === 'short-text') {
    return html`<input id="${id}" name="${id}" value="${value}" autocomplete="off" spellcheck="false" aria-describedby="${about}" ${state}>`
  }
  // The line break after the tag is not part of the value; without it a first line break of the person's would be lost.
  return html`<textarea id="${id}" name="${id}" rows="${id === 'what' ? 8 : 4}" autocomplete="off" spellcheck="false" aria-describedby="${about}" ${state}>${`\n${value}`}</textarea>`
}

/** "This is about her": people who read reports, each of whom can be left out. Closed, because hardly anybody needs it. */
function leaveOut({ words, office, language }: Site, values: FormState['values']): Html | null {
  const named = (office?.channels ?? []).filter(({ people = [] }) => people.length > 0)
  if (named.length === 0) return null
  const isOpen = Object.keys(values).some((name) => name.startsWith(LEFT_OUT))
  return html`<details class="q" ${isOpen && html`open`}><summary>${words['leave-out-title']}</summary><p>${words['leave-out-text']}</p>
${named.map(({ names, people = [] }) => html`<fieldset>${named.length > 1 && html`<legend>${names[language]}</legend>`}
${people.map((person) => html`<label class="pick"><input type="checkbox" name="${LEFT_OUT}${person.signKey}" value="yes" ${values[`${LEFT_OUT}${person.signKey}`] !== undefined && html`checked`}><span>${person.names[language]}</span></label>`)}</fieldset>`)}
<p class="hint">${words['leave-out-sees']}</p></details>`
}

interface Before { readonly values: FormState['values']; readonly problem: Problem | null; readonly scripted: boolean }

function beforeSending(site: Site, { values, problem, scripted }: Before): Html {
  const { words } = site
  const notice = html`
<div class="note plain"><h3>${words['plain-title']}</h3><p>${words['plain-notice']} <a href="${address(site, '/how#plain')}" target="_blank" rel="noreferrer">${words['plain-how']}</a></p></div>
<div class="row">${scripted && html`<button class="alt" formmethod="post" formaction="${ACTIONS.report}" formenctype="multipart/form-data" name="${ADD_FILES}" value="yes">${words['files-add']}</button>`}<button class="go" formmethod="post" formaction="${ACTIONS.report}" formenctype="multipart/form-data">${words.send}</button></div>`
  return html`
<div class="q whole" data-step="whole"><h2 tabindex="-1">${words['whole-title']}</h2>
<p>${words['whole-text']}</p>
<div data-fill="answers"></div>
${scripted ? filePart(site, 'form') : plainFiles(site, { problem: problem?.field === FILES ? problem.text : null, anyway: values[FILES_ANYWAY] === 'yes' })}
${leaveOut(site, values)}
${identityPart(site, 'my', { name: values[MY_NAME] ?? '', contact: values[MY_CONTACT] ?? '', problem })}
${scripted ? html`<noscript>${notice}</noscript>${lateNotice(site)}` : notice}</div>`
}

/** Shown by the style sheet alone, some seconds after a module that did not come. */
function lateNotice(site: Site): Html {
  const { words } = site
  return html`<div class="note late"><h3>${words['late-title']}</h3><p>${words['late-text']}</p><ul><li><a href="${address(site, '/')}">${words['late-again']}</a></li><li><a href="${address(site, '/plain')}">${words['late-plain']}</a></li></ul></div>`
}
