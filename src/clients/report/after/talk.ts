import { sizeText } from '#base/size.ts'
import type { Attachment, MinutesAnswer } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { fetchProof } from '#clients/reporter/proof.ts'
import { proofFile } from '#sealing/proof/proof-file.ts'
import { checkMinutes } from '#clients/reporter/check-minutes.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { withdrawReport } from '#clients/reporter/withdraw.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import { checkReceipt, type ReporterKeys } from '#sealing/plain/receipt.ts'
import type { Host } from '../page/host.ts'
import { dayWords } from './day-words.ts'
import { identityOf, MY_CONTACT, MY_NAME } from '../identity-fields.ts'
import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import { isNoted, NOTED } from '../noted.ts'
import { offerFiles, stopSaving } from './save.ts'
import { deriveKeys, forgetOffice, ready } from './session.ts'
import { fieldTrouble, troubleOf } from './trouble.ts'
import { takeHandedIn } from './hand-in.ts'
import { addMinutes, correctionId, forgetCorrection } from './minutes.ts'
import { addRetaliation, forgetRetaliation } from './retaliation.ts'
import { writtenDownLine } from '#clients/reporter/written-down.ts'
import { retaliationLines } from '#clients/reporter/retaliation-words.ts'
import type { RetaliationTyped } from '../retaliation-part.ts'
import { isDayOrNone, tellRetaliation } from '#clients/reporter/tell-retaliation.ts'
import { offerVoice } from './voice-door.ts'

const TAGS: Readonly<Record<string, string>> = { en: 'en', zh: 'zh-CN' }

/** The open conversation: in this page's memory, and gone when it is left. */
let held: { readonly keys: ReporterKeys; readonly opened: OpenedReport } | null = null
/** A reply whose answer was lost: it may have been kept, so it is looked for before it is sent again. */
let uncertain: { readonly text: string; readonly isNamed: boolean; readonly turns: number } | null = null
/** An answer to minutes that may have been kept: see `Saying`. */
let answering: { readonly answer: MinutesAnswer; readonly text: string; readonly of: number | undefined; readonly tried: Set<string> } | null = null
/** Words on retaliation that may have been kept: see `Saying`. */
let telling: { readonly words: string; readonly tried: Set<string> } | null = null
let isBusy = false

export function forgetTalk(host: Host): void {
  held = null
  uncertain = null
  answering = null
  telling = null
  forgetCorrection()
  forgetRetaliation()
  stopSaving()
  host.files.clear('reply')
  host.find('#filled').replaceChildren()
}

/** Opens a conversation by its code. A typing error is told before anything is sent. */
export function openCode(host: Host): Promise<void> {
  const input = host.find<HTMLInputElement>('#code')
  return busy(host, { scope: host.find('#b'), doing: 'opening', wrong: wrongCode }, async () => {
    const { api, office } = await ready()
    const checked = checkReceipt(input.value)
    if (!checked.ok) return wrongCode(host, checked.reason === 'check' ? 'receipt-mistyped' : `wrong-${checked.reason}`)
    const keys = await deriveKeys(checked.receipt, office)
    held = { keys, opened: await openReport(api, office, keys) }
    input.value = ''
    drawTalk(host)
    host.go({ view: 'filled' })
  })
}

function wrongCode(host: Host, name: string): void {
  host.showWrong(host.find('#back'), [{ field: 'code', text: host.say(name) }], 'wrong-open')
}

export function reply(host: Host): Promise<void> {
  const input = host.find<HTMLTextAreaElement>('#reply')
  return busy(host, { scope: host.find('[data-do=reply]'), doing: 'sending', wrong: wrongReply }, async () => {
    if (held === null) return
    const text = input.value
    const { api, office } = await ready()
    const identity = identityOf(office, { name: said(host, MY_NAME), contact: said(host, MY_CONTACT) })
    const taken = await host.files.take('reply')
    if ('wrong' in taken) return wrongReply(host, taken.wrong)
    const { files } = taken
    if (text.trim() === '' && identity === null && files.length === 0) return wrongReply(host, 'wrong-reply')
    const { keys } = held
    const isNamed = identity !== null
    const found = uncertain?.text === text && uncertain.isNamed === isNamed ? await keptAfterAll(uncertain.turns) : null
    uncertain = { text, isNamed, turns: held.opened.turns.length }
    const language = host.data('lang') === 'zh' ? 'zh' : 'en'
    const opened = found ?? await replyToReport(api, office, { keys, text, language, provenance: 'in-browser', files, ...(identity === null ? {} : { identity }) })
    uncertain = null
    held = { keys, opened }
    host.files.clear('reply')
    for (const field of host.all<HTMLInputElement>('#filled [data-do=reply] [name]')) field.value = ''
    drawTalk(host)
    host.fill(host.find('#filled'), 'sent', host.say('reply-sent'))
  })
}

/** What stands in a field of the conversation; nothing where the office does not ask for it. */
function said(host: Host, name: string): string {
  return host.all<HTMLInputElement>(`#filled [name="${name}"]`)[0]?.value ?? ''
}

/** The conversation, if the reply whose answer was lost stands in it. */
async function keptAfterAll(turnsBefore: number): Promise<OpenedReport | null> {
  const { api, office } = await ready()
  if (held === null || uncertain === null) return null
  const opened = await openReport(api, office, held.keys)
  const { isNamed } = uncertain
  const text = uncertain.text.replace(/\r\n?/g, '\n').normalize('NFC')
  return opened.turns.slice(turnsBefore).some((turn) => turn.from === 'reporter' && turn.text === text && (turn.identity !== undefined) === isNamed) ? opened : null
}

function wrongReply(host: Host, name: string, question?: string): void {
  const field = question === MY_NAME ? 'say-name' : question === MY_CONTACT ? 'say-contact' : 'reply'
  host.showWrong(host.find('#filled'), [{ field, text: host.say(fieldTrouble(name, question)) }])
}

export function withdraw(host: Host): Promise<void> {
  return busy(host, { scope: host.find('[data-do=reply]'), doing: 'sending', wrong: wrongReply }, async () => {
    if (held === null) return
    const { api, office } = await ready()
    const why = host.find<HTMLTextAreaElement>('#why')
    const erase = host.find<HTMLInputElement>('[name=erase]').checked
    const language = host.data('lang') === 'zh' ? 'zh' : 'en'
    held = { ...held, opened: await withdrawReport(api, office, { keys: held.keys, text: why.value, language, erase }) }
    why.value = ''
    drawTalk(host)
  })
}

/** Agrees to minutes or a transcript, or corrects them. */
function answerMinutes(host: Host, answer: MinutesAnswer, { text, of }: { readonly text: string; readonly of: number | undefined }): Promise<void> {
  const wrong = (_: Host, name: string): void => {
    const sentence = name === 'empty-text' ? late(host)['minutes-empty'] : host.say(fieldTrouble(name, undefined))
    host.showWrong(host.find('#filled'), [{ field: correctionId(of), text: sentence }])
  }
  return busy(host, { scope: host.find(of === undefined ? '#minutes' : `#minutes-${of}`), doing: 'sending', wrong }, async () => {
    if (held === null) return
    const { api, office } = await ready()
    const language = host.data('lang') === 'zh' ? 'zh' : 'en'
    const { tried } = answering = answering?.answer === answer && answering.text === text && answering.of === of ? answering : { answer, text, of, tried: new Set<string>() }
    held = { ...held, opened: await checkMinutes(api, office, { keys: held.keys, answer, text, of, language, provenance: 'in-browser', tried }) }
    answering = null
    if (answer === 'rectified') forgetCorrection(of)
    drawTalk(host)
    host.fill(host.find('#filled'), 'sent', late(host)[of === undefined ? 'minutes-sent' : 'transcript-sent'])
  })
}

/** Says that retaliation has begun. */
function tell(host: Host, typed: RetaliationTyped): Promise<void> {
  const wrong = (_: Host, name: string): void => {
    const isDayWrong = name === 'malformed' && !isDayOrNone(typed.since)
    const sentence = isDayWrong ? late(host)['retaliation-no-day'] : name === 'empty-text' ? late(host)['retaliation-empty'] : host.say(fieldTrouble(name, undefined))
    host.showWrong(host.find('#filled'), [{ field: isDayWrong ? 'since' : 'done-to-me', text: sentence }])
  }
  return busy(host, { scope: host.find('#retaliation'), doing: 'sending', wrong }, async () => {
    if (held === null) return
    const { api, office } = await ready()
    const language = host.data('lang') === 'zh' ? 'zh' : 'en'
    const words = JSON.stringify(typed)
    const { tried } = telling = telling?.words === words ? telling : { words, tried: new Set<string>() }
    held = { ...held, opened: await tellRetaliation(api, office, { keys: held.keys, ...typed, language, provenance: 'in-browser', tried }) }
    telling = null
    forgetRetaliation()
    drawTalk(host)
    host.fill(host.find('#filled'), 'sent', late(host)['retaliation-sent'])
  })
}

/** A file for others. It is made here, and its name says a day and nothing else. */
export function proof(host: Host): Promise<void> {
  return busy(host, { scope: host.find('[data-do=reply]'), doing: 'opening', wrong: wrongReply }, async () => {
    if (held === null) return
    const { api, office } = await ready()
    const { name, text } = proofFile(await fetchProof(api, office, held.keys))
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    link.download = name
    link.click()
    URL.revokeObjectURL(link.href)
    host.fill(host.find('#filled'), 'proved', host.say('proof-got'))
  })
}

export function lookAgain(host: Host): Promise<void> {
  return busy(host, { scope: host.find('[data-do=reply]'), doing: 'opening', wrong: wrongReply }, async () => {
    const { api, office } = await ready()
    if (held === null) return
    held = { ...held, opened: await openReport(api, office, held.keys) }
    drawTalk(host)
    host.fill(host.find('#filled'), 'sent', host.say('looked'))
  })
}

interface Busy { readonly scope: HTMLElement; readonly doing: string; readonly wrong: (host: Host, name: string, question?: string) => void }

/** One deed at a time. What fails is said, and what was typed stays. */
async function busy(host: Host, { scope, doing, wrong }: Busy, deed: () => Promise<void>): Promise<void> {
  if (isBusy) return
  isBusy = true
  host.clearWrong()
  host.fill(scope, 'status', host.say(doing))
  try {
    await deed()
  } catch (error) {
    const { name, question } = troubleOf(error)
    if (name !== 'unreachable') forgetOffice()
    wrong(host, name, question)
  } finally {
    isBusy = false
    host.fill(scope, 'status')
  }
}

/** Draws the conversation anew, and keeps a reply that is being written. */
export function drawTalk(host: Host): void {
  if (held === null) return
  const { docket, turns } = held.opened
  const written = host.all<HTMLInputElement>('#filled [data-do=reply] [name]').map(({ name, value }) => [name, value] as const)
  const view = host.piece('talk')
  host.fill(view, 'stage', host.part('stages', `[data-state="${docket.state}"]`))
  host.fill(view, 'next', nextPart(host, held.opened))
  host.fill(view, 'turns', ...turns.map((turn) => turnItem(host, turn, turns)))
  addIdentity(host, view)
  addMinutes(host, view, { opened: held.opened, answer: (answer, words) => answerMinutes(host, answer, words) })
  addRetaliation(host, view, { docket, tell: (typed) => tell(host, typed) })
  for (const [name, value] of written) host.find<HTMLInputElement>(`[data-do=reply] [name="${name}"]`, view).value = value
  if (docket.state === 'withdrawn') host.find('[data-fill=back]', view).remove()
  for (const room of host.all('[data-room]', view)) room.hidden = false
  takeHandedIn()
  offerVoice(host, view)
  host.find('#filled').replaceChildren(view)
  host.files.draw()
  void offerFiles(host, held.keys, turns)
}

/** Room to say who one is, as the form has it, under ids of its own. */
function addIdentity(host: Host, view: DocumentFragment): void {
  for (const part of host.all('#f [data-me]')) {
    const copy = part.cloneNode(true) as HTMLElement
    for (const each of host.all('[id], [for]', copy)) for (const name of ['id', 'for', 'aria-describedby']) {
      const value = each.getAttribute(name)
      if (value !== null) each.setAttribute(name, value.replace(/^my-/, 'say-'))
    }
    host.find('[data-do=reply] .row', view).before(copy)
  }
}

function nextPart(host: Host, { next, paused }: OpenedReport): DocumentFragment {
  const found = host.part('next', `[data-next="${next?.reason === 'retaliation' ? 'acknowledge' : next?.reason ?? 'none'}"]`)
  if (next !== null) host.fill(found, 'day', dayWords(host, next.day))
  if (next?.reason === 'retaliation') host.find('dd', found).textContent = late(host)['next-retaliation']
  const content = document.createDocumentFragment()
  content.append(...(next === null && paused ? [host.element('dt', late(host)['next-paused']), host.element('dd', late(host)['next-paused-text'])] : found.childNodes))
  return content
}

function late(host: Host): (typeof LATE_WORDS)['en'] {
  return LATE_WORDS[host.data('lang') === 'zh' ? 'zh' : 'en']
}

function turnItem(host: Host, turn: Turn, turns: readonly Turn[]): HTMLElement {
  const item = host.part('turn', 'li')
  item.className = turn.from
  host.find('b', item).textContent = host.say(turn.from === 'office' ? 'office' : 'you')
  host.find('.day', item).textContent = dayWords(host, turn.day)
  if (turn.state !== undefined) item.append(moved(host, turn.state))
  if (turn.clock !== undefined) {
    const line = host.element('p', late(host)[`turn-clock-${turn.clock.deed}`])
    line.className = 'moved'
    item.append(line)
  }
  for (const line of retaliationLines(host.data('lang') === 'zh' ? 'zh' : 'en', turn, (day) => dayWords(host, day))) item.append(host.element('p', line, 'moved'))
  const writtenLine = writtenDownLine(host.data('lang') === 'zh' ? 'zh' : 'en', turn, turns)
  if (writtenLine !== null) item.append(host.element('p', writtenLine, 'moved'))
  for (const noted of NOTED) if (isNoted(turn, noted)) item.append(host.part('plain', `[data-kind="${noted}"]`))
  if (turn.text !== '') {
    const text = host.element('p', turn.text)
    text.lang = TAGS[turn.language] ?? ''
    text.dir = 'auto'
    item.append(text)
  }
  if (turn.answers !== undefined) item.append(...otherAnswers(host, turn.answers))
  for (const file of turn.files ?? []) item.append(brought(host, file))
  if (turn.provenance !== null) item.append(host.part('labels', `[data-label="${turn.provenance}"]`))
  return item
}

function brought(host: Host, { name, sizeBytes }: Attachment): HTMLElement {
  const line = host.part('brought', 'ul')
  host.find('bdi', line).textContent = name
  host.find('small', line).textContent = sizeText(sizeBytes, host.data('lang'))
  return line
}

function moved(host: Host, state: string): HTMLElement {
  const line = host.part('moved', 'p')
  host.fill(line, 'state', host.part('stages', `[data-state="${state}"]`).dataset['word'] ?? '')
  return line
}

function otherAnswers(host: Host, answers: Readonly<Record<string, string>>): readonly HTMLElement[] {
  const lines = Object.entries(answers).filter(([id]) => id !== 'what').map(([id, answer]) => {
    const line = document.createElement('div')
    const text = host.element('dd', host.answerText(id, answer))
    text.dir = 'auto'
    line.append(host.element('dt', host.questionTitle(id)), text)
    return line
  })
  if (lines.length === 0) return []
  const all = host.part('answers', 'details')
  host.find('dl', all).append(...lines)
  return [all]
}
