import { NOBODY } from '#clients/report/identity-fields.ts'
import { OBJECTION } from '#clients/report/objection-part.ts'
import { talkPage } from '#clients/report/small-pages.ts'
import { objectToReferral } from '#clients/reporter/object.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import { objectionTrouble } from '#clients/reporter/standing-words.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { onceKey } from './once.ts'
import { openForm } from './open-report.ts'
import { despiteLeaving, officeOf, tokenFor, tokenIn, whatWentWrong, type Post, type Room, type Shown } from './room.ts'

/** POST /nojs/objection: objects to the referral of a report. A page that is too old asks for the code again. */
export async function objectionForm(room: Room, post: Post): Promise<Shown> {
  const { office, site } = await officeOf(room, post)
  const typed = post.fields.get(OBJECTION) ?? ''
  let receipt: string
  try {
    receipt = (await tokenIn(room, post)).receipt
  } catch {
    return openForm(room, post)
  }
  const view = async (objection: { readonly typed?: string; readonly problem?: string; readonly told?: true }, status = 200): Promise<Shown> => {
    const opened = await room.admission.run(post.signal, async () => openReport(room.api, office, await deriveReporter(receipt, office.salt)))
    return { status, page: talkPage(site, { opened, token: await tokenFor(room, { receipt, received: '' }), reply: '', identity: NOBODY, problem: null, sent: false, objection }) }
  }
  try {
    await send(room, post, { office, receipt, text: typed })
    return await view({ told: true })
  } catch (error) {
    const { status, text, code } = whatWentWrong(site, error)
    return view({ typed, problem: objectionTrouble(post.language, code) ?? text }, status)
  }
}

/** Whoever posts the same page again says it once. */
function send(room: Room, post: Post, { office, receipt, text }: { readonly office: TrustedOffice; readonly receipt: string; readonly text: string }): Promise<void> {
  const key = onceKey(post.fields.get('token') ?? '', new Map([[OBJECTION, text], ['receipt', receipt], ['office', office.office]]))
  return despiteLeaving(post, () => room.replied.run(key, () => room.admission.run(post.signal, async () => {
    const keys = await deriveReporter(receipt, office.salt)
    await objectToReferral(room.api, office, { keys, text, language: post.language, provenance: 'on-arrival' })
  })))
}
