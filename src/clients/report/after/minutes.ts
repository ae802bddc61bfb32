import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import type { MinutesAnswer } from '#domain/bodies.ts'
import type { Host } from '../page/host.ts'

/** A correction that is being written. It outlasts a conversation that is drawn anew, and nothing else. */
let correction = ''

export function forgetCorrection(): void {
  correction = ''
}

addEventListener('beforeunload', (event) => {
  // Leaving quickly takes the page away first, and never asks.
  if (correction.trim() !== '' && document.querySelector('#correction') !== null) event.preventDefault()
})

export interface Checking {
  readonly opened: OpenedReport
  /** Answers the minutes, with the words of a correction; it says itself what goes wrong. */
  readonly answer: (answer: MinutesAnswer, text: string) => unknown
}

/** Says on the page of a report that somebody took down how it came, and offers its minutes to be checked. */
export function addMinutes(host: Host, view: DocumentFragment, { opened: { entered, minutes }, answer }: Checking): void {
  if (entered === null) return
  const words = LATE_WORDS[host.data('lang') === 'zh' ? 'zh' : 'en']
  const gap = host.data('lang') === 'zh' ? '' : ' '
  const came = [words[`entered-${entered.arrival}`], words['entered-code']].join(gap)
  host.all('.talk > li', view)[0]?.append(host.element('p', came, 'hint'))
  if (minutes === null) return
  const part = host.element('div', '', 'q')
  part.id = 'minutes'
  const deed = (name: 'agree' | 'rectify', kind: string, act: () => void): HTMLElement => {
    const made = host.element('button', words[`minutes-${name}`], kind)
    made.setAttribute('type', 'button')
    // The page listens to every click: this one is for these minutes alone.
    made.addEventListener('click', (event) => { event.stopPropagation(); act() })
    return made
  }
  const label = host.element('label', words['minutes-label'])
  label.setAttribute('for', 'correction')
  const hint = host.element('p', words['minutes-hint'], 'hint')
  hint.id = 'correction-h'
  const field = document.createElement('textarea')
  Object.assign(field, { id: 'correction', rows: 4, autocomplete: 'off', spellcheck: false, value: correction })
  field.setAttribute('aria-describedby', hint.id)
  field.addEventListener('input', () => { correction = field.value })
  const row = host.element('div', '', 'row')
  if (minutes.standing !== 'agreed') row.append(deed('agree', 'go', () => answer('agreed', '')))
  row.append(deed('rectify', 'alt', () => answer('rectified', field.value)))
  const status = host.element('p', '')
  status.setAttribute('role', 'status')
  status.dataset['fill'] = 'status'
  part.append(host.element('h2', words['minutes-title']), host.element('p', words[`minutes-${minutes.standing}`]), label, hint, field, row, status)
  host.find('[data-do=reply]', view).before(part)
}
