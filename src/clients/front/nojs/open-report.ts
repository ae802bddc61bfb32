import { Refusal } from '#base/refusal.ts'
import { codePage } from '#clients/report/office-page.ts'
import { talkPage } from '#clients/report/small-pages.ts'
import { NOBODY } from '#clients/report/identity-fields.ts'
import type { Site } from '#clients/report/site.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { checkReceipt, deriveReporter } from '#sealing/plain/receipt.ts'
import { officeOf, tokenFor, tokenIn, whatWentWrong, type Post, type Room, type Shown } from './room.ts'

/** POST /nojs/open: the conversation that a code opens, or that a page's token opens again. */
export async function openForm(room: Room, post: Post): Promise<Shown> {
  const { office, site } = await officeOf(room, post)
  try {
    const receipt = await receiptIn(room, post)
    const opened = await room.admission.run(post.signal, async () => (
      openReport(room.api, office, await deriveReporter(receipt, office.salt))))
    const token = await tokenFor(room, { receipt, received: '' })
    return { status: 200, page: talkPage(site, { opened, token, reply: '', identity: NOBODY, problem: null, sent: false }) }
  } catch (error) {
    const { status, text } = whatWentWrong(site, error)
    return { status, page: codePage(site, { value: post.fields.get('code') ?? '', problem: { field: 'code', text: codeText(site, error) ?? text } }) }
  }
}

/** @throws Refusal `receipt-mistyped` (its `reason` tells how), `page-expired` */
export async function receiptIn(room: Room, post: Post): Promise<string> {
  const typed = post.fields.get('code')
  if (typed === undefined) return (await tokenIn(room, post)).receipt
  const checked = checkReceipt(typed)
  if (!checked.ok) throw new Refusal('receipt-mistyped', { reason: checked.reason })
  return checked.receipt
}

/** What is wrong with a code, where it can be told. */
export function codeText({ words }: Site, error: unknown): string | null {
  const reason = error instanceof Refusal ? error.details['reason'] : undefined
  return reason === 'length' || reason === 'digits' ? words[`wrong-${reason}`] : null
}
