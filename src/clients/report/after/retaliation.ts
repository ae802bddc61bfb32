import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import type { Docket } from '#domain/docket.ts'
import { openAlert } from '#domain/retaliation.ts'
import { retaliationStanding } from '#clients/reporter/retaliation-words.ts'
import { NOTHING_TYPED, type RetaliationTyped } from '../retaliation-part.ts'
import type { Host } from '../page/host.ts'
import { dayWords } from './day-words.ts'

/** What is being written. It outlasts a conversation that is drawn anew, and nothing else. */
let typed = NOTHING_TYPED

export function forgetRetaliation(): void {
  typed = NOTHING_TYPED
}

addEventListener('beforeunload', (event) => {
  // Leaving quickly takes the page away first, and never asks.
  if (typed.text.trim() !== '' && document.querySelector('#done-to-me') !== null) event.preventDefault()
})

/** Room to say that retaliation has begun, in any state of the report. @param told.tell - says itself what goes wrong. */
export function addRetaliation(host: Host, view: DocumentFragment, { docket, tell }: { readonly docket: Docket; readonly tell: (typed: RetaliationTyped) => unknown }): void {
  const language = host.data('lang') === 'zh' ? 'zh' : 'en'
  const words = LATE_WORDS[language]
  const part = host.element('details', '') as HTMLDetailsElement
  part.id = 'retaliation'
  part.open = openAlert(docket.events) !== null || typed !== NOTHING_TYPED
  const form = host.element('div', '')
  // A block for each field: what is to be mended stands in the one that it is about.
  const block = (field: HTMLElement, title: string, said: string): HTMLElement => {
    const made = host.element('div', '', 'q')
    const label = host.element('label', title)
    label.setAttribute('for', field.id)
    const hint = host.element('p', said, 'hint')
    hint.id = `${field.id}-h`
    field.setAttribute('aria-describedby', hint.id)
    made.append(label, hint, field)
    return made
  }
  const text = document.createElement('textarea')
  Object.assign(text, { id: 'done-to-me', rows: 4, autocomplete: 'off', spellcheck: false, value: typed.text })
  const since = document.createElement('input')
  Object.assign(since, { id: 'since', type: 'date', autocomplete: 'off', value: typed.since })
  const mayAct = document.createElement('input')
  Object.assign(mayAct, { type: 'checkbox', checked: typed.mayAct })
  const act = host.element('span', words['retaliation-act'])
  act.append(host.element('small', words['retaliation-act-hint']))
  const pick = host.element('label', '', 'pick')
  pick.append(mayAct, act)
  const go = host.element('button', words['retaliation-do'], 'alt')
  go.setAttribute('type', 'button')
  const read = (): void => { typed = { text: text.value, since: since.value, mayAct: mayAct.checked } }
  form.addEventListener('input', read)
  // The page listens to every click: this one is for these words alone.
  go.addEventListener('click', (event) => { event.stopPropagation(); read(); tell(typed) })
  const row = host.element('div', '', 'row')
  row.append(go)
  const status = host.element('p', '')
  status.setAttribute('role', 'status')
  status.dataset['fill'] = 'status'
  form.append(block(text, words['retaliation-what'], words['retaliation-server']), block(since, words['retaliation-since'], words['retaliation-since-hint']), pick, row, status)
  part.append(host.element('summary', words['retaliation-title']), host.element('p', retaliationStanding(language, docket, (day) => dayWords(host, day))), form)
  host.fill(view, 'retaliation', part)
}
