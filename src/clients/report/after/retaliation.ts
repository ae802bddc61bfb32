import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import type { Docket } from '#domain/docket.ts'
import { openAlert } from '#domain/retaliation.ts'
import { NOTHING_TYPED, retaliationStanding, type RetaliationTyped } from '../retaliation-part.ts'
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
  const form = host.element('div', '', 'q')
  const labelled = (id: string, text: string): HTMLElement => {
    const label = host.element('label', text)
    label.setAttribute('for', id)
    return label
  }
  const text = document.createElement('textarea')
  Object.assign(text, { id: 'done-to-me', rows: 4, autocomplete: 'off', spellcheck: false, value: typed.text })
  const since = document.createElement('input')
  Object.assign(since, { id: 'since', type: 'date', autocomplete: 'off', value: typed.since })
  const hint = host.element('p', words['retaliation-since-hint'], 'hint')
  hint.id = 'since-h'
  since.setAttribute('aria-describedby', hint.id)
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
  form.append(labelled(text.id, words['retaliation-what']), text, labelled(since.id, words['retaliation-since']), hint, since, pick, host.element('p', words['retaliation-server'], 'hint'), row, status)
  part.append(host.element('summary', words['retaliation-title']), host.element('p', retaliationStanding(language, docket, (day) => dayWords(host, day))), form)
  host.fill(view, 'retaliation', part)
}
