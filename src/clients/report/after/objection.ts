import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import { objectionText, standingLines } from '#clients/reporter/standing-words.ts'
import type { Host } from '../page/host.ts'
import { dayWords } from './day-words.ts'

/** What is being written. It outlasts a conversation that is drawn anew, and nothing else. */
let typed = ''

export function forgetObjection(): void {
  typed = ''
}

addEventListener('beforeunload', (event) => {
  // Leaving quickly takes the page away first, and never asks.
  if (typed.trim() !== '' && document.querySelector('#objection-why') !== null) event.preventDefault()
})

/** What is said under the stage of a report besides the stage. */
export function addStanding(host: Host, view: DocumentFragment, opened: OpenedReport): void {
  const lines = standingLines(languageOf(host), opened, (day) => dayWords(host, day))
  host.find('[data-fill=stage]', view).append(...lines.map((line) => {
    const said = host.element('p', line)
    said.dir = 'auto'
    return said
  }))
}

/** Room to object to a referral, while that is possible. @param told.object - says itself what goes wrong. */
export function addObjection(host: Host, view: DocumentFragment, { opened: { objection }, object }: { readonly opened: OpenedReport; readonly object: (text: string) => unknown }): void {
  if (objection === null || objection.bar !== null) return
  const words = LATE_WORDS[languageOf(host)]
  const part = host.element('details', '') as HTMLDetailsElement
  part.id = 'objection'
  part.open = true
  const label = host.element('label', words['objection-why'])
  label.setAttribute('for', 'objection-why')
  const hint = host.element('p', words['objection-server'], 'hint')
  hint.id = 'objection-h'
  const text = document.createElement('textarea')
  Object.assign(text, { id: 'objection-why', rows: 4, autocomplete: 'off', spellcheck: false, value: typed })
  text.setAttribute('aria-describedby', hint.id)
  text.addEventListener('input', () => { typed = text.value })
  const go = host.element('button', words['objection-do'], 'alt')
  go.setAttribute('type', 'button')
  // The page listens to every click: this one is for these words alone.
  go.addEventListener('click', (event) => { event.stopPropagation(); object(text.value) })
  const block = host.element('div', '', 'q')
  block.append(label, hint, text)
  const row = host.element('div', '', 'row')
  row.append(go)
  const status = host.element('p', '')
  status.setAttribute('role', 'status')
  status.dataset['fill'] = 'status'
  part.append(host.element('summary', words['objection-title']), host.element('p', objectionText(languageOf(host), objection, (day) => dayWords(host, day)) ?? ''), block, row, status)
  host.find('h2', view).before(part)
}

function languageOf(host: Host): 'en' | 'zh' {
  return host.data('lang') === 'zh' ? 'zh' : 'en'
}
