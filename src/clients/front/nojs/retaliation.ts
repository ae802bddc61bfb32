import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import { NOBODY } from '#clients/report/identity-fields.ts'
import { RETALIATION, type RetaliationProblem, type RetaliationTyped } from '#clients/report/retaliation-part.ts'
import { talkPage } from '#clients/report/small-pages.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import { isDayOrNone, tellRetaliation } from '#clients/reporter/tell-retaliation.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { onceKey } from './once.ts'
import { openForm } from './open-report.ts'
import { despiteLeaving, officeOf, tokenFor, tokenIn, whatWentWrong, type Post, type Room, type Shown } from './room.ts'

/** POST /nojs/retaliation: says that retaliation has begun. A page that is too old asks for the code again. */
export async function retaliationForm(room: Room, post: Post): Promise<Shown> {
  const { office, site } = await officeOf(room, post)
  const typed: RetaliationTyped = {
    text: post.fields.get(RETALIATION.text) ?? '', since: post.fields.get(RETALIATION.since) ?? '', mayAct: post.fields.get(RETALIATION.mayAct) === 'yes',
  }
  let receipt: string
  try {
    receipt = (await tokenIn(room, post)).receipt
  } catch {
    return openForm(room, post)
  }
  const view = async (retaliation: { readonly typed?: RetaliationTyped; readonly problem?: RetaliationProblem; readonly told?: true }, status = 200): Promise<Shown> => {
    const opened = await room.admission.run(post.signal, async () => openReport(room.api, office, await deriveReporter(receipt, office.salt)))
    return { status, page: talkPage(site, { opened, token: await tokenFor(room, { receipt, received: '' }), reply: '', identity: NOBODY, problem: null, sent: false, retaliation }) }
  }
  try {
    await send(room, post, { office, receipt, typed })
    return await view({ told: true })
  } catch (error) {
    const { status, text, code } = whatWentWrong(site, error)
    const words = LATE_WORDS[post.language]
    const isDayWrong = code === 'malformed' && !isDayOrNone(typed.since)
    const problem: RetaliationProblem = isDayWrong ? { field: 'since', text: words['retaliation-no-day'] } : { field: 'text', text: code === 'empty-text' ? words['retaliation-empty'] : text }
    return view({ typed, problem }, status)
  }
}

interface Told { readonly office: TrustedOffice; readonly receipt: string; readonly typed: RetaliationTyped }

/** Whoever posts the same page again says it once. */
function send(room: Room, post: Post, { office, receipt, typed }: Told): Promise<void> {
  const { text, since, mayAct } = typed
  const key = onceKey(post.fields.get('token') ?? '', new Map([[RETALIATION.text, text], [RETALIATION.since, since], [RETALIATION.mayAct, String(mayAct)], ['receipt', receipt], ['office', office.office]]))
  return despiteLeaving(post, () => room.replied.run(key, () => room.admission.run(post.signal, async () => {
    const keys = await deriveReporter(receipt, office.salt)
    await tellRetaliation(room.api, office, { keys, ...typed, language: post.language, provenance: 'on-arrival' })
  })))
}
