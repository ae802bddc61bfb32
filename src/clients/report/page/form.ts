import { all, button, data, element, fill, find, piece, say, statusLine } from './dom.ts'
import { currentStep, go, stepsInOrder } from './views.ts'
import { clearWrong, showWrong, type Wrong } from './wrong.ts'
import { WAKE } from '../wake.ts'

export function form(): HTMLFormElement {
  return find<HTMLFormElement>('#f')
}

/** What stands in the form now, by question. The only copy of it is the page. Whether to wake somebody is said only where life is in danger. */
export function typed(): Record<string, string> {
  const given = new FormData(form())
  for (const name of ['office', 'lang', 'once', ...(given.get('danger') === 'yes' ? [] : [WAKE])]) given.delete(name)
  return Object.fromEntries(given) as Record<string, string>
}

/** Puts the same words into the same form in another language. */
export function typeAgain(values: Readonly<Record<string, string>>): void {
  for (const field of all<HTMLInputElement | HTMLTextAreaElement>('#f [name]')) {
    const value = values[field.name]
    if (value === undefined || field.type === 'hidden') continue
    if (field.type === 'radio' || field.type === 'checkbox') (field as HTMLInputElement).checked = field.value === value
    else field.value = value
  }
}

/** Makes steps of the form: doors above, one primary button below. */
export function makeSteps(): void {
  find('#write .way').hidden = false
  const row = element('div', '', 'row')
  row.id = 'deeds'
  const cannot = element('div', '')
  cannot.setAttribute('role', 'alert')
  cannot.dataset['fill'] = 'cannot'
  form().append(cannot, row, statusLine(), element('p', say('kept'), 'hint'))
}

/** The buttons of the step that is shown. */
export function drawDeeds(): void {
  const last = currentStep().dataset['step'] === 'whole'
  const next = last ? 'send' : 'continue'
  find('#deeds').replaceChildren(button(next, 'go', next), button('back', 'alt', 'back'))
  fill(form(), 'cannot')
  if (last) drawAnswers()
}

/** @returns false if something is to be mended first. */
export function continueForm(): boolean {
  const step = currentStep()
  const wrong = wrongIn(step)
  if (wrong !== null) {
    showWrong(find('#write'), [wrong])
    return false
  }
  clearWrong()
  const steps = stepsInOrder()
  const next = steps[steps.indexOf(step) + 1]?.dataset['step']
  if (next !== undefined) go({ view: 'write', step: next })
  return true
}

/** Shows the step of a question and says what is wrong with it. */
export function backToWrong(wrong: Wrong): void {
  const step = wrong.field === undefined ? undefined : document.getElementById(wrong.field)?.closest<HTMLElement>('[data-step]')?.dataset['step']
  if (step !== undefined && step !== currentStep().dataset['step']) go({ view: 'write', step })
  drawDeeds()
  showWrong(find('#write'), [wrong])
}

/** The first thing that is missing or too long, over all steps. */
export function firstWrong(): Wrong | null {
  return stepsInOrder().map(wrongIn).find((wrong) => wrong !== null) ?? null
}

function wrongIn(step: HTMLElement): Wrong | null {
  const id = step.dataset['step'] ?? ''
  const text = typed()[id] ?? ''
  if (id === 'what' && text.trim() === '') return { field: id, text: say('wrong-what') }
  if (id === 'channel' && text === '') return { field: id, text: say('wrong-choice') }
  if (text.length > Number(data('max'))) return { field: id, text: say('wrong-long') }
  return null
}

/** What will be sent, each with a way back to it. */
function drawAnswers(): void {
  const list = element('dl', '', 'facts')
  const { [WAKE]: wake, ...values } = typed()
  for (const step of stepsInOrder().slice(0, -1)) {
    const id = step.dataset['step'] ?? ''
    const line = element('div', '')
    const change = button('change', 'text', 'change')
    change.dataset['to'] = id
    const title = questionTitle(id)
    change.setAttribute('aria-label', `${say('change')}: ${title}`)
    const answer = element('dd', (answerText(id, values[id] ?? '') || say('unanswered')) + (id === 'danger' && wake !== undefined ? ` · ${answerText(WAKE, wake)}` : ''))
    answer.dir = 'auto'
    const cell = element('dd', '')
    cell.append(change)
    line.append(element('dt', title), answer, cell)
    list.append(line)
  }
  fill(form(), 'answers', list)
}

/** A question as it stands on the page. */
export function questionTitle(id: string): string {
  const heading = find(`[data-step="${CSS.escape(id)}"] h2`, form())
  return (heading.querySelector('label') ?? heading).lastChild?.textContent ?? ''
}

/** An answer as a person reads it: a choice by its label. */
export function answerText(id: string, answer: string): string {
  const choice = form().querySelector(`input[type=radio][name="${CSS.escape(id)}"][value="${CSS.escape(answer)}"]`)
  return choice?.nextElementSibling?.firstChild?.textContent ?? answer
}

/** Says why this page cannot seal, and lets the person choose. Only the last step has the choice; on others it is announced. */
export function drawCannot(reason: string): void {
  if (currentStep().dataset['step'] !== 'whole') return fill(form(), 'status', say(`cannot-${reason}`), ' ', say('cannot-early'))
  const note = piece('cannot')
  fill(note, 'why', say(`cannot-${reason}`))
  find('#deeds').replaceChildren(button('back', 'alt', 'back'))
  fill(form(), 'status')
  fill(form(), 'cannot', note)
}

/** The person chose it in words: the same form, posted to be sealed on arrival. */
export function postPlain(): void {
  const target = form()
  target.method = 'post'
  target.action = data('plain')
  target.enctype = 'multipart/form-data'
  target.submit()
}
