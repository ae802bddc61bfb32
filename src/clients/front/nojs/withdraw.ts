import { NOBODY } from '#clients/report/identity-fields.ts'
import { talkPage } from '#clients/report/small-pages.ts'
import { withdrawReport } from '#clients/reporter/withdraw.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { openForm } from './open-report.ts'
import { officeOf, tokenFor, tokenIn, type Post, type Room, type Shown } from './room.ts'

/** POST /nojs/withdraw: takes a report back. A page that is too old asks for the code again. */
export async function withdrawForm(room: Room, post: Post): Promise<Shown> {
  const { office, site } = await officeOf(room, post)
  try {
    const { receipt } = await tokenIn(room, post)
    const opened = await room.admission.run(post.signal, async () => withdrawReport(room.api, office, {
      keys: await deriveReporter(receipt, office.salt), text: post.fields.get('why') ?? '', language: post.language, erase: post.fields.get('erase') === 'yes',
    }))
    const token = await tokenFor(room, { receipt, received: '' })
    return { status: 200, page: talkPage(site, { opened, token, reply: '', identity: NOBODY, problem: null, sent: false }) }
  } catch {
    // The conversation as it stands, or the code's field with what is wrong.
    return openForm(room, post)
  }
}
