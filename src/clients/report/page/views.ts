import { all, data, find } from './dom.ts'

/** What is shown: a view, and in the form one step of it. Kept in the session history, which holds no word of the reporter's. */
export interface Place {
  readonly view: 'home' | 'write' | 'back' | 'filled'
  readonly step?: string
}

let here: Place = { view: 'home' }

export function currentPlace(): Place {
  return here
}

/** A new entry in the history, so that Back leads to what was seen before. */
export function go(place: Place): void {
  history.pushState(place, '')
  show(place)
}

/** Shows one view and moves the focus to its heading, so that a screen reader reads where the person is. */
export function show(place: Place, options: { readonly focus?: boolean } = {}): void {
  here = place
  for (const view of all('[data-view]')) view.classList.toggle('now', view.dataset['view'] === place.view)
  if (place.view === 'write') showStep(place.step)
  const heading = headingOf(place)
  document.title = titled(heading)
  if (options.focus === false) return
  window.scrollTo(0, 0)
  heading?.focus({ preventScroll: true })
}

function showStep(id: string | undefined): void {
  const steps = stepsInOrder()
  const index = Math.max(0, steps.findIndex((step) => step.dataset['step'] === id))
  for (const [at, step] of steps.entries()) step.classList.toggle('now', at === index)
  for (const [at, door] of all('#write .way li').entries()) door.className = at < index ? 'past' : at === index ? 'here' : ''
}

function headingOf(place: Place): HTMLElement | null {
  return document.querySelector<HTMLElement>(place.view === 'write' ? '#f .now h2' : '.now h1')
}

/** "Question 2 of 7 Where was it? – Office" */
function titled(heading: HTMLElement | null): string {
  const words = heading === null ? '' : [...(heading.querySelector('label') ?? heading).childNodes].map((node) => node.textContent).join(' ')
  return words === '' ? data('office') : data('title').replace('*', words)
}

/** Errors stand first in the title too: a screen reader reads it when the page changes. */
export function markTitleWrong(): void {
  const mark = data('wrong').replace('*', '')
  if (!document.title.startsWith(mark)) document.title = data('wrong').replace('*', document.title)
}

export function stepsInOrder(): HTMLElement[] {
  return all('#f [data-step]')
}

export function currentStep(): HTMLElement {
  return find('#f [data-step].now')
}
