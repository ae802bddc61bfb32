import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import { writtenDown, type WrittenDown } from '#clients/reporter/written-down.ts'
import type { MinutesAnswer } from '#domain/bodies.ts'
import type { Host } from '../page/host.ts'

/** Corrections that are being written, by the version that they are of. They outlast a conversation that is drawn anew, and nothing else. */
const corrections = new Map<number | undefined, string>()

export function forgetCorrection(...of: readonly [] | readonly [number | undefined]): void {
  if (of.length === 0) corrections.clear()
  else corrections.delete(of[0])
}

addEventListener('beforeunload', (event) => {
  // Leaving quickly takes the page away first, and never asks.
  if ([...corrections.values()].some((text) => text.trim() !== '') && document.querySelector('[data-correction]') !== null) event.preventDefault()
})

export interface Checking {
  readonly opened: OpenedReport
  /** Answers what was written down, with the words of a correction; it says itself what goes wrong. */
  readonly answer: (answer: MinutesAnswer, said: { readonly text: string; readonly of: number | undefined }) => unknown
}

/** The field of a correction, by the version that it is of. */
export function correctionId(of: number | undefined): string {
  return of === undefined ? 'correction' : `correction-${of}`
}

/** Says on the page of a report that somebody took down how it came, and offers what was written down of the reporter's words to be checked. */
export function addMinutes(host: Host, view: DocumentFragment, { opened, answer }: Checking): void {
  const language = host.data('lang') === 'zh' ? 'zh' : 'en'
  const words = LATE_WORDS[language]
  if (opened.entered !== null) {
    const came = [words[`entered-${opened.entered.arrival}`], words['entered-code']].join(language === 'zh' ? '' : ' ')
    host.all('.talk > li', view)[0]?.append(host.element('p', came, 'hint'))
  }
  for (const each of writtenDown(language, opened)) host.find('[data-do=reply]', view).before(partOf(host, each, answer))
}

function partOf(host: Host, { of, standing, newest, title, about, agree, label, hint }: WrittenDown, answer: Checking['answer']): HTMLElement {
  const words = LATE_WORDS[host.data('lang') === 'zh' ? 'zh' : 'en']
  const part = host.element('div', '', 'q')
  part.id = of === undefined ? 'minutes' : `minutes-${of}`
  const deed = (name: string, kind: string, act: () => void): HTMLElement => {
    const made = host.element('button', name, kind)
    made.setAttribute('type', 'button')
    // The page listens to every click: this one is for these words alone.
    made.addEventListener('click', (event) => { event.stopPropagation(); act() })
    return made
  }
  const agrees = standing === 'agreed' ? [] : [deed(agree, 'go', () => answer('agreed', { text: '', of }))]
  const { field, parts } = fieldOf(host, { of, label, hint, text: newest?.text ?? '' })
  const sends = deed(words['minutes-rectify'], 'alt', () => answer('rectified', { text: field.value, of }))
  const row = (...deeds: readonly HTMLElement[]): HTMLElement => {
    const made = host.element('div', '', 'row')
    made.append(...deeds)
    return made
  }
  const status = host.element('p', '')
  status.setAttribute('role', 'status')
  status.dataset['fill'] = 'status'
  part.append(host.element('h2', title), host.element('p', about))
  if (newest === null) part.append(...parts, row(...agrees, sends), status)
  else {
    const quote = host.element('div', '', 'talk note')
    const text = host.element('p', newest.text)
    Object.assign(text, { lang: newest.language === 'zh' ? 'zh-CN' : 'en', dir: 'auto' })
    quote.append(text)
    const details = document.createElement('details')
    details.open = corrections.has(of)
    details.append(host.element('summary', words['transcript-correct']), ...parts, row(sends))
    part.append(quote, ...(agrees.length === 0 ? [] : [row(...agrees)]), details, status)
  }
  return part
}

function fieldOf(host: Host, { of, label: name, hint: about, text }: Pick<WrittenDown, 'of' | 'label' | 'hint'> & { readonly text: string }): { readonly field: HTMLTextAreaElement; readonly parts: readonly HTMLElement[] } {
  const label = host.element('label', name)
  const field = document.createElement('textarea')
  Object.assign(field, { id: correctionId(of), rows: 4, autocomplete: 'off', spellcheck: false, value: corrections.get(of) ?? text })
  field.dataset['correction'] = ''
  label.setAttribute('for', field.id)
  const hint = host.element('p', about, 'hint')
  hint.id = `${field.id}-h`
  field.setAttribute('aria-describedby', hint.id)
  field.addEventListener('input', () => { corrections.set(of, field.value) })
  return { field, parts: [label, hint, field] }
}
