import type { PreparedReport } from '#clients/reporter/file-report.ts'
import { Cannot, dropCode, forgetOffice, nextCode, ready } from './code.ts'
import { data, fill, find, say } from './dom.ts'
import { backToWrong, drawCannot, drawDeeds, firstWrong, form, typed } from './form.ts'
import { showReceipt } from './receipt.ts'
import { clearWrong, showWrong } from './wrong.ts'

/** What was sealed for the text that stands in the form; sent again as it is until an answer comes, so it is filed once. */
let prepared: { readonly text: string; readonly receipt: string; readonly report: PreparedReport } | null = null
let isSending = false

/** Seals and sends. A second call while the first runs does nothing: a double click files once. */
export async function send(): Promise<void> {
  if (isSending) return
  const wrong = firstWrong()
  if (wrong !== null) return backToWrong(wrong)
  isSending = true
  clearWrong()
  drawDeeds()
  find('#deeds .go').setAttribute('aria-disabled', 'true')
  fill(form(), 'status', say('sending'))
  try {
    await fileNow()
  } catch (error) {
    fill(form(), 'status')
    drawDeeds()
    tellTrouble(error)
  } finally {
    isSending = false
  }
}

async function fileNow(): Promise<void> {
  const { sealing, api, office } = await ready()
  const { channel = '', ...answers } = typed()
  const text = JSON.stringify([channel, answers])
  if (prepared !== null && prepared.text !== text) dropPrepared()
  if (prepared === null) {
    const { receipt, keys } = await nextCode()
    const language = data('lang') === 'zh' ? 'zh' : 'en'
    const report = await sealing.prepareReport(office, { draft: { channel, answers, language, provenance: 'in-browser' }, keys })
    prepared = { text, receipt, report }
  }
  const { receipt, report } = prepared
  const filed = await report.send(api)
  dropPrepared()
  form().reset()
  fill(form(), 'status')
  showReceipt({
    groups: sealing.groupsOf(receipt), received: filed.receivedDay, answerBy: filed.next.day,
    outcomeBy: sealing.feedbackBy(filed.receivedDay, null),
  })
}

/** Another text gets another code: the first may have been filed, with only its answer lost. */
function dropPrepared(): void {
  prepared = null
  dropCode()
}

function tellTrouble(error: unknown): void {
  if (error instanceof Cannot) return drawCannot(error.reason)
  const { code, question } = refusalOf(error)
  // A refused report was not kept, and what it was sealed to may be out of date. After a lost answer it may have been kept.
  if (code !== 'unreachable') {
    prepared = null
    forgetOffice()
  }
  const text = question === undefined ? say(code) : say({ 'empty-text': 'wrong-what', 'bad-text': 'wrong-text', 'too-large': 'wrong-long' }[code] ?? code)
  if (question !== undefined) return backToWrong({ field: question, text })
  find('#deeds .go').textContent = say('again')
  showWrong(find('#write'), [{ text }])
}

/** A refusal's code and the question it names. Anything else is a fault of ours, which `say` calls by that name. */
export function refusalOf(error: unknown): { readonly code: string; readonly question?: string } {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return { code: 'ours' }
  const details: unknown = 'details' in error ? error.details : null
  const question = typeof details === 'object' && details !== null && 'question' in details ? details.question : undefined
  return typeof question === 'string' ? { code: error.code, question } : { code: error.code }
}

/** The person chose it in words: the same form, posted to be sealed on arrival. */
export function sendPlain(): void {
  const target = form()
  target.method = 'post'
  target.action = '/nojs/report'
  target.enctype = 'multipart/form-data'
  target.submit()
}
