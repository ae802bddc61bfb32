/**
 * The module of the reporter's pages: a stepper over the one document, sealing, the code, the conversation, leaving quickly.
 * It holds no sentence of its own: whatever it says stands in the page, in the page's language.
 */
import { nextCode, ready, Cannot } from './code.ts'
import { all, button, data, element, find, say } from './dom.ts'
import { continueForm, drawCannot, drawDeeds, form, makeSteps, typeAgain, typed } from './form.ts'
import { takeLanguage } from './language.ts'
import { leave, watchEscape } from './leave.ts'
import { checkGroup, copyReceipt, drawReceipt, hasReceipt } from './receipt.ts'
import { send, sendPlain } from './send.ts'
import { drawTalk, forgetTalk, hasTalk, lookAgain, openCode, reply } from './talk.ts'
import { currentPlace, go, show, type Place } from './views.ts'
import { clearWrong, showWrong } from './wrong.ts'

const DEEDS: Readonly<Record<string, (source: HTMLElement) => unknown>> = {
  'continue': continueForm,
  'back': () => { history.back() },
  'send': send,
  'again': send,
  'plain': sendPlain,
  'change': (source) => { go({ view: 'write', step: source.dataset['step'] ?? '' }) },
  'copy': copyReceipt,
  'print': () => { print() },
  'check': checkGroup,
  'open': openCode,
  'reply': reply,
  'look': lookAgain,
  'close': () => { location.replace(find<HTMLAnchorElement>('.name').href) },
}

watchEscape()
document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target.closest<HTMLElement>('a, button') : null
  if (target !== null) clicked(event, target)
})
if (document.querySelector('#f') !== null && data('sealing') !== '') begin()

function begin(): void {
  document.documentElement.classList.add('on')
  dress()
  document.addEventListener('submit', submitted)
  document.addEventListener('keydown', entered)
  window.addEventListener('popstate', (event) => { returned(event.state as Place | null) })
  const first = firstPlace()
  history.replaceState(first, '', location.pathname + location.search)
  arrive(first, { focus: first.view !== 'home' })
}

/** What the module adds to a document that was just loaded, in whichever language. */
function dress(): void {
  makeSteps()
  const row = element('div', '', 'row')
  const status = element('p', '', 'hint')
  status.setAttribute('role', 'status')
  status.dataset['fill'] = 'status'
  row.append(button('open', 'go', 'open'))
  find('#b').append(row, status)
}

/** Somebody may have begun to read or write before this module came. */
function firstPlace(): Place {
  const view = location.hash.slice(1)
  if (view === 'write' || view === 'back') return { view }
  const step = document.activeElement?.closest<HTMLElement>('#f [data-step]')?.dataset['step']
  if (step !== undefined) return { view: 'write', step }
  return { view: hasWords() ? 'write' : 'home' }
}

function arrive(place: Place, options: { readonly focus?: boolean } = {}): void {
  show(place, options)
  if (place.view === 'write') drawDeeds()
  if (place.view === 'write') nextCode().catch(cannotYet)
  if (place.view === 'back') ready().catch(() => { /* said when the code is sent */ })
}

function cannotYet(error: unknown): void {
  if (error instanceof Cannot && currentPlace().view === 'write') drawCannot(error.reason)
}

/** Back keeps a code on the page that may not be written down yet, and closes a conversation. */
function returned(state: Place | null): void {
  clearWrong()
  if (hasReceipt()) return show({ view: 'filled' })
  if (hasTalk()) forgetTalk()
  const place = state ?? { view: 'home' }
  arrive(place.view === 'filled' ? { view: 'back' } : place)
}

function clicked(event: MouseEvent, target: HTMLElement): void {
  if (target.matches('.leave')) {
    event.preventDefault()
    return leave()
  }
  if (!document.documentElement.classList.contains('on')) return
  const deed = target.dataset['do'] ?? target.closest<HTMLElement>('form[data-do]')?.dataset['do']
  if (target instanceof HTMLButtonElement && deed !== undefined) return act(deed, target)
  if (!(target instanceof HTMLAnchorElement)) return
  followed(event, target)
}

/** Links change the view, or open beside this page: what is written, filed or opened here would be lost with it. */
function followed(event: MouseEvent, link: HTMLAnchorElement): void {
  const href = link.getAttribute('href') ?? ''
  const isHome = currentPlace().view === 'home' && !hasWords()
  if (href === '#write' || href === '#back') {
    event.preventDefault()
    turnTo({ view: href === '#write' ? 'write' : 'back' })
  } else if (href.startsWith('#')) focusField(event, href)
  else if (isHome) return
  else if (link.matches('.language')) void switchLanguage(event, link.href)
  else if (link.matches('.name') && currentPlace().view !== 'filled') {
    event.preventDefault()
    turnTo({ view: 'home' })
  } else link.target = '_blank'
}

function hasWords(): boolean {
  return Object.entries(typed()).some(([name, text]) => name !== 'channel' && text !== '')
}

function act(deed: string, source: HTMLElement): void {
  void DEEDS[deed]?.(source)
  if (deed === 'continue' || deed === 'change') arrive(currentPlace(), { focus: false })
}

function turnTo(place: Place): void {
  go(place)
  arrive(place)
}

/** A link of the box of errors leads to its field without a new entry in the history. */
function focusField(event: Event, href: string): void {
  if (href === '#m') return
  event.preventDefault()
  document.getElementById(href.slice(1))?.focus()
}

async function switchLanguage(event: Event, href: string): Promise<void> {
  event.preventDefault()
  const values = typed()
  const written = document.querySelector<HTMLTextAreaElement>('#reply')?.value ?? ''
  if (!await takeLanguage(href)) return showWrong(find(`#${viewId()}`), [{ text: say('unreachable') }])
  dress()
  typeAgain(values)
  if (hasReceipt()) drawReceipt()
  else if (hasTalk()) drawTalk()
  for (const box of all<HTMLTextAreaElement>('#reply')) box.value = written
  arrive(currentPlace())
}

function viewId(): string {
  return currentPlace().view === 'home' ? 'm' : currentPlace().view
}

/** Enter in a field: the next step, the code, the check, the reply; never a post of the form. */
function submitted(event: SubmitEvent): void {
  event.preventDefault()
  const target = event.target
  if (!(target instanceof HTMLFormElement)) return
  if (target.id === 'b') void openCode()
  else if (target.id !== 'f') void DEEDS[target.dataset['do'] ?? '']?.(target)
}

function entered(event: KeyboardEvent): void {
  const { target } = event
  if (event.key !== 'Enter' || event.isComposing || !(target instanceof HTMLInputElement) || target.form !== form()) return
  event.preventDefault()
  act('continue', target)
}

