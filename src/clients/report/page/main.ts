/**
 * The module of the reporter's pages: a stepper over the one document, the way to the sealing code, leaving quickly.
 * It holds no sentence of its own: whatever it says stands in the page, in the page's language.
 */
import { FILES, SEALING, TALKING } from './code.ts'
import { all, button, data, element, find, say, statusLine } from './dom.ts'
import { backToWrong, continueForm, drawCannot, drawDeeds, firstWrong, form, makeSteps, postPlain, typeAgain, typed } from './form.ts'
import type { Files } from '../files.ts'
import { takeFileSentences, takeLanguage } from './language.ts'
import { leave, watchEscape } from './leave.ts'
import { Cannot } from './preload.ts'
import { currentPlace, go, show, type Place } from './views.ts'
import { clearWrong, showWrong } from './wrong.ts'

/** What a button does. What stands here needs no sealing code. */
const DEEDS: Readonly<Record<string, (source: HTMLElement) => unknown>> = {
  continue: () => { if (continueForm()) arrive(currentPlace(), { focus: false }) },
  change: (source) => { turnTo({ view: 'write', step: source.dataset['to'] ?? '' }) },
  back: () => { history.back() },
  send: () => {
    const wrong = firstWrong()
    return wrong === null ? withSealing('send') : backToWrong(wrong)
  },
  plain: () => {
    // A form without the module carries no files: that is said first.
    if ((FILES.now()?.count('form') ?? 0) > 0) {
      FILES.now()?.clear('form')
      return showWrong(find('#write'), [{ text: say('file-not-plain') }])
    }
    closing = true
    postPlain()
  },
  print: () => { print() },
  close: () => { closing = true; location.replace(find<HTMLAnchorElement>('.name').href) },
}

/** The person said so: nothing is asked again. */
let closing = false

watchEscape()
document.addEventListener('click', clicked)
if (document.querySelector('#f') !== null && data('sealing') !== '') begin()

function begin(): void {
  document.documentElement.classList.add('on')
  dress()
  document.addEventListener('submit', submitted)
  document.addEventListener('keydown', entered)
  document.addEventListener('change', chosen)
  window.addEventListener('beforeunload', (event) => { if (wouldLose()) event.preventDefault() })
  window.addEventListener('popstate', (event) => { returned(event.state as Place | null) })
  const first = firstPlace()
  history.replaceState(first, '', location.pathname + location.search)
  arrive(first, { focus: first.view !== 'home' })
  // Files were under way in this tab. Where a browser keeps nothing, asking throws: nothing was, then.
  if (sessionStorage.length > 0) void takeFiles()
}

/** Whether a reload or a closed tab would take a code that nobody checked, or words that were not sent. Leaving quickly never asks. */
function wouldLose(): boolean {
  const hasLeft = document.body === null
  if (closing || hasLeft) return false
  const unsaid = inReply().some((box) => box.value !== '')
  return SEALING.now()?.isReceiptAtRisk() === true || unsaid || (currentPlace().view === 'write' && hasWords())
}

/** What the module adds to a document that was just loaded, in whichever language. */
function dress(): void {
  makeSteps()
  const row = element('div', '', 'row')
  row.append(button('open', 'go', 'open'))
  find('#b').append(row, statusLine())
  find('#f [data-room]').hidden = false
}

/** Files were picked, or dropped on the field. */
async function chosen({ target }: Event): Promise<void> {
  if (!(target instanceof HTMLInputElement) || target.type !== 'file') return
  const code = await takeFiles()
  if (code !== null) return code.add(target)
  target.value = ''
  showWrong(find(`#${currentPlace().view}`), [{ text: say('unreachable') }])
}

/** The code for files with its sentences. */
async function takeFiles(): Promise<Files | null> {
  try {
    return FILES.now() ?? (await takeFileSentences() ? await FILES.get() : null)
  } catch {
    return null
  }
}

/** Somebody may have begun to read or write before this module came. */
function firstPlace(): Place {
  const view = location.hash.slice(1)
  if (view === 'write' || view === 'back') return { view }
  const step = document.activeElement?.closest<HTMLElement>('#f [data-step]')?.dataset['step']
  if (step !== undefined) return { view: 'write', step }
  return { view: hasWords() ? 'write' : 'home' }
}

function turnTo(place: Place): void {
  go(place)
  arrive(place)
}

/** Shows a place, and loads meanwhile what it will need. */
function arrive(place: Place, options: { readonly focus?: boolean } = {}): void {
  show(place, options)
  if (place.view === 'home' || place.view === 'filled') return
  if (place.view === 'write') drawDeeds()
  const ready = place.view === 'write' ? SEALING.get().then((code) => code.prepare()) : TALKING.get().then((code) => code.load())
  ready.catch((error: unknown) => {
    // What is only out of reach for now is told when it is needed.
    if (error instanceof Cannot && currentPlace().view === 'write') drawCannot(error.reason)
  })
}

/** Back keeps a code on the page that may not be written down yet, and closes a conversation. */
function returned(state: Place | null): void {
  clearWrong()
  if (SEALING.now()?.hasReceipt() === true) return show({ view: 'filled' })
  TALKING.now()?.forgetTalk()
  const place = state ?? { view: 'home' }
  arrive(place.view === 'filled' ? { view: 'back' } : place)
}

/** Deeds in an opened conversation. */
const TALK: ReadonlySet<string> = new Set(['open', 'reply', 'look', 'withdraw', 'proof'])

async function withSealing(deed: string): Promise<void> {
  try {
    await (await (TALK.has(deed) ? TALKING : SEALING).get()).deeds[deed]?.()
  } catch (error) {
    if (!(error instanceof Cannot)) throw error
    if (currentPlace().view === 'write') drawCannot(error.reason)
    else showWrong(find('#back'), [{ text: say(`cannot-${error.reason}`) }], 'wrong-open')
  }
}

function clicked(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target.closest<HTMLElement>('a, button') : null
  if (target?.matches('.leave') === true) {
    event.preventDefault()
    return leave()
  }
  if (target === null || !document.documentElement.classList.contains('on')) return
  if (target instanceof HTMLAnchorElement) return followed(event, target)
  const deed = target.dataset['do'] ?? target.closest<HTMLElement>('form[data-do]')?.dataset['do']
  if (deed !== undefined) act(deed, target)
}

function act(deed: string, source: HTMLElement): void {
  void (DEEDS[deed]?.(source) ?? (Object.hasOwn(DEEDS, deed) ? null : withSealing(deed)))
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

/** What is being written in an opened conversation. */
function inReply(): HTMLInputElement[] {
  return all<HTMLInputElement>('#filled [data-do=reply] [name]')
}

function hasWords(): boolean {
  return Object.entries(typed()).some(([name, text]) => name !== 'channel' && text !== '')
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
  const written = inReply().map((box) => [box.id, box.value] as const)
  const { view } = currentPlace()
  if (!await takeLanguage(href)) return showWrong(find(view === 'home' ? '#m' : `#${view}`), [{ text: say('unreachable') }])
  dress()
  typeAgain(values)
  SEALING.now()?.draw()
  TALKING.now()?.draw()
  if (FILES.now() !== null && await takeFileSentences()) FILES.now()?.draw()
  for (const [id, value] of written) find<HTMLInputElement>(`#${id}`).value = value
  arrive(currentPlace())
}

/** Enter in a field: the next step, the code, the check; never a post of the form. */
function submitted(event: SubmitEvent): void {
  event.preventDefault()
  const target = event.target
  if (!(target instanceof HTMLFormElement) || target === form()) return
  act(target.id === 'b' ? 'open' : target.dataset['do'] ?? '', target)
}

function entered(event: KeyboardEvent): void {
  const { target } = event
  if (event.key !== 'Enter' || event.isComposing || !(target instanceof HTMLInputElement) || target.form !== form()) return
  event.preventDefault()
  act('continue', target)
}
