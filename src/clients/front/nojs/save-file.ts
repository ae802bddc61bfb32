import { Refusal } from '#base/refusal.ts'
import { WANTED } from '#clients/report/file-part.ts'
import { NOBODY } from '#clients/report/identity-fields.ts'
import { talkPage } from '#clients/report/small-pages.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { ownFile } from '#clients/reporter/own-file.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import { openFile, wholeFile } from '#clients/transport/download.ts'
import { deriveReporter, type ReporterKeys } from '#sealing/plain/receipt.ts'
import { openForm } from './open-report.ts'
import { officeOf, tokenFor, tokenIn, whatWentWrong, type Post, type Room, type Shown } from './room.ts'

/** POST /nojs/file: a file that the office sent, opened as it goes: a segment at a time, none of it on a disk. */
export async function saveForm(room: Room, post: Post): Promise<Shown> {
  const { office, site } = await officeOf(room, post)
  try {
    const { receipt } = await tokenIn(room, post)
    return await room.admission.run(post.signal, async () => {
      const keys = await deriveReporter(receipt, office.salt)
      const opened = await openReport(room.api, office, keys)
      try {
        return await found(room, post, { keys, opened })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const { status, text } = whatWentWrong(site, error)
        return { status, page: talkPage(site, { opened, token: await tokenFor(room, { receipt, received: '' }), reply: '', identity: NOBODY, problem: { field: '', text }, sent: false }) }
      }
    })
  } catch {
    // The conversation as it stands, or the code's field with what is wrong.
    return openForm(room, post)
  }
}

async function found({ api }: Room, { fields, signal }: Post, { keys, opened }: { readonly keys: ReporterKeys; readonly opened: OpenedReport }): Promise<Shown> {
  const wanted = fields.get(WANTED)
  const attachment = opened.turns.filter(({ from }) => from === 'office').flatMap(({ files = [] }) => files).find(({ file }) => file === wanted)
  if (attachment === undefined) throw new Refusal('no-such-file')
  const { name, sizeBytes } = attachment
  return { status: 200, words: wholeFile(await openFile(api, ownFile(keys, attachment.file), attachment), signal), name, sizeBytes }
}
