import { Refusal } from '#base/refusal.ts'
import { NOBODY } from '#clients/report/identity-fields.ts'
import { talkPage } from '#clients/report/small-pages.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { fetchProof } from '#clients/reporter/proof.ts'
import { proofFile } from '#sealing/proof/proof-file.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { openForm } from './open-report.ts'
import { officeOf, tokenFor, tokenIn, whatWentWrong, type Post, type Room, type Shown } from './room.ts'

/** POST /nojs/proof: a proof file for others. Before the day is over the conversation says from when there is one. */
export async function proofForm(room: Room, post: Post): Promise<Shown> {
  const { office, site } = await officeOf(room, post)
  try {
    const { receipt } = await tokenIn(room, post)
    return await room.admission.run(post.signal, async () => {
      const keys = await deriveReporter(receipt, office.salt)
      try {
        return { status: 200, file: proofFile(await fetchProof(room.api, office, keys)) }
      } catch (error) {
        if (!(error instanceof Refusal && error.code === 'proof-not-yet')) throw error
        const { status, text } = whatWentWrong(site, error)
        const opened = await openReport(room.api, office, keys)
        return { status, page: talkPage(site, { opened, token: await tokenFor(room, { receipt, received: '' }), reply: '', identity: NOBODY, problem: { field: '', text }, sent: false }) }
      }
    })
  } catch {
    return openForm(room, post)
  }
}
