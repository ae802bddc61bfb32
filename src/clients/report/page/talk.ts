import type { Turn } from '#domain/conversation.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { Cannot, deriveKeys, forgetOffice, ready } from './code.ts'
import { data, dayWords, element, fill, find, part, piece, say } from './dom.ts'
import { answerText, questionTitle } from './form.ts'
import { refusalOf } from './send.ts'
import { go } from './views.ts'
import { clearWrong, showWrong } from './wrong.ts'

const TAGS: Readonly<Record<string, string>> = { en: 'en', zh: 'zh-CN' }

/** The open conversation: in this page's memory, and gone when it is left. */
let held: { readonly keys: ReporterKeys; readonly opened: OpenedReport } | null = null
/** A reply whose answer was lost: it may have been kept, so it is looked for before it is sent again. */
let uncertain: { readonly text: string; readonly turns: number } | null = null
let isBusy = false

export function hasTalk(): boolean {
  return held !== null
}

export function forgetTalk(): void {
  held = null
  uncertain = null
  find('#filled').replaceChildren()
}

/** Opens a conversation by its code. A typing error is told before anything is sent. */
export function openCode(): Promise<void> {
  const input = find<HTMLInputElement>('#code')
  return busy({ scope: find('#b'), doing: 'opening', wrong: wrongCode }, async () => {
    const { sealing, api, office } = await ready()
    const checked = sealing.checkReceipt(input.value)
    if (!checked.ok) return wrongCode(checked.reason === 'check' ? 'receipt-mistyped' : `wrong-${checked.reason}`)
    const keys = await deriveKeys(sealing, checked.receipt, office)
    held = { keys, opened: await sealing.openReport(api, office, keys) }
    input.value = ''
    drawTalk()
    go({ view: 'filled' })
  })
}

function wrongCode(code: string): void {
  showWrong(find('#back'), [{ field: 'code', text: say(code) }], 'wrong-open')
}

export function reply(): Promise<void> {
  const input = find<HTMLTextAreaElement>('#reply')
  return busy({ scope: find('[data-do=reply]'), doing: 'sending', wrong: wrongReply }, async () => {
    if (held === null) return
    const text = input.value
    if (text.trim() === '') return wrongReply('wrong-reply')
    const { sealing, api, office } = await ready()
    const { keys } = held
    const found = uncertain?.text === text ? await keptAfterAll(uncertain.turns) : null
    uncertain = { text, turns: held.opened.turns.length }
    const language = data('lang') === 'zh' ? 'zh' : 'en'
    const opened = found ?? await sealing.replyToReport(api, office, { keys, text, language, provenance: 'in-browser' })
    uncertain = null
    held = { keys, opened }
    input.value = ''
    drawTalk()
    fill(find('#filled'), 'sent', say('reply-sent'))
  })
}

/** The conversation, if the reply whose answer was lost stands in it. */
async function keptAfterAll(turnsBefore: number): Promise<OpenedReport | null> {
  const { sealing, api, office } = await ready()
  if (held === null || uncertain === null) return null
  const opened = await sealing.openReport(api, office, held.keys)
  const text = uncertain.text.replace(/\r\n?/g, '\n').normalize('NFC')
  return opened.turns.slice(turnsBefore).some((turn) => turn.from === 'reporter' && turn.text === text) ? opened : null
}

function wrongReply(code: string): void {
  showWrong(find('#filled'), [{ field: 'reply', text: say(code) }])
}

export function lookAgain(): Promise<void> {
  return busy({ scope: find('[data-do=reply]'), doing: 'opening', wrong: wrongReply }, async () => {
    const { sealing, api, office } = await ready()
    if (held === null) return
    held = { ...held, opened: await sealing.openReport(api, office, held.keys) }
    drawTalk()
    fill(find('#filled'), 'sent', say('looked'))
  })
}

interface Busy { readonly scope: HTMLElement; readonly doing: string; readonly wrong: (code: string) => void }

/** One deed at a time. What fails is said, and what was typed stays. */
async function busy({ scope, doing, wrong }: Busy, deed: () => Promise<void>): Promise<void> {
  if (isBusy) return
  isBusy = true
  clearWrong()
  fill(scope, 'status', say(doing))
  try {
    await deed()
  } catch (error) {
    const { code } = error instanceof Cannot ? { code: `cannot-${error.reason}` } : refusalOf(error)
    if (code !== 'unreachable') forgetOffice()
    wrong(code)
  } finally {
    isBusy = false
    fill(scope, 'status')
  }
}

/** Draws the conversation anew, and keeps a reply that is being written. */
export function drawTalk(): void {
  if (held === null) return
  const { docket, next, turns } = held.opened
  const written = document.querySelector<HTMLTextAreaElement>('#reply')?.value ?? ''
  const view = piece('talk')
  fill(view, 'stage', part('stages', `[data-state="${docket.state}"]`))
  fill(view, 'next', nextPart(next))
  fill(view, 'turns', ...turns.map(turnItem))
  find<HTMLTextAreaElement>('#reply', view).value = written
  find('#filled').replaceChildren(view)
}

function nextPart(next: OpenedReport['next']): DocumentFragment {
  const found = part('next', `[data-next="${next?.reason ?? 'none'}"]`)
  if (next !== null) fill(found, 'day', dayWords(next.day))
  const content = document.createDocumentFragment()
  content.append(...found.childNodes)
  return content
}

function turnItem(turn: Turn): HTMLElement {
  const item = part('turn', 'li')
  item.className = turn.from
  find('b', item).textContent = say(turn.from === 'office' ? 'office' : 'you')
  find('.day', item).textContent = dayWords(turn.day)
  if (turn.state !== undefined) item.append(moved(turn.state))
  if (turn.text !== '') {
    const text = element('p', turn.text)
    text.lang = TAGS[turn.language] ?? ''
    text.dir = 'auto'
    item.append(text)
  }
  if (turn.answers !== undefined) item.append(...otherAnswers(turn.answers))
  if (turn.provenance !== null) item.append(part('labels', `[data-label="${turn.provenance}"]`))
  return item
}

function moved(state: string): HTMLElement {
  const line = part('moved', 'p')
  fill(line, 'state', part('stages', `[data-state="${state}"]`).dataset['word'] ?? '')
  return line
}

function otherAnswers(answers: Readonly<Record<string, string>>): readonly HTMLElement[] {
  const lines = Object.entries(answers).filter(([id]) => id !== 'what').map(([id, answer]) => {
    const line = document.createElement('div')
    const text = element('dd', answerText(id, answer))
    text.dir = 'auto'
    line.append(element('dt', questionTitle(id)), text)
    return line
  })
  if (lines.length === 0) return []
  const all = part('answers', 'details')
  find('dl', all).append(...lines)
  return [all]
}
