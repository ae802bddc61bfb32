import { Refusal } from '#base/refusal.ts'
import { identityOf, MY_CONTACT, MY_NAME, NOBODY, type IdentityTyped } from '#clients/report/identity-fields.ts'
import { FILES, FILES_ANYWAY } from '#clients/report/file-part.ts'
import { codeAgainPage, talkPage } from '#clients/report/small-pages.ts'
import type { Site } from '#clients/report/site.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import type { OpenedReport, TrustedOffice } from '#clients/reporter/reporter.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { NotCleaned } from './files.ts'
import { onceKey } from './once.ts'
import { codeText, receiptIn } from './open-report.ts'
import { despiteLeaving, freshOnce, identityIn, officeOf, tokenFor, whatWentWrong, withFilesAgain, type Post, type Room, type Shown } from './room.ts'

/** POST /nojs/reply: one more message. A page that is too old keeps the words and asks for the code again. */
export async function replyForm(room: Room, post: Post): Promise<Shown> {
  const { office, site } = await officeOf(room, post)
  const text = post.fields.get('reply') ?? ''
  const identity = identityIn(post.fields)
  let receipt: string
  try {
    receipt = await receiptIn(room, post)
  } catch (error) {
    return askAgain(site, { post, text, identity }, error)
  }
  return send(room, post, { office, site, receipt, text, identity })
}

interface Reply { readonly office: TrustedOffice; readonly site: Site; readonly receipt: string; readonly text: string; readonly identity: IdentityTyped }

async function send(room: Room, post: Post, { office, site, receipt, text, identity }: Reply): Promise<Shown> {
  const once = post.fields.get('once') ?? post.fields.get('token') ?? ''
  try {
    const files = post.files.sent()
    const key = onceKey(once, new Map([[FILES, files.map(({ sha256 }) => sha256).join()], ['reply', text], ['name', identity.name], ['contact', identity.contact], ['receipt', receipt], ['office', office.office]]))
    // That it was sent is remembered, what the conversation says is not: whoever posts again reads it again.
    let answered: OpenedReport | null = null
    await despiteLeaving(post, () => room.replied.run(key, () => room.admission.run(post.signal, async () => {
      const sealer = identityOf(office, identity)
      const keys = await deriveReporter(receipt, office.salt)
      answered = await replyToReport(room.api, office, { keys, text, language: post.language, provenance: 'on-arrival', files, ...(sealer === null ? {} : { identity: sealer }) })
    })))
    const opened = answered ?? await room.admission.run(post.signal, async () => openReport(room.api, office, await deriveReporter(receipt, office.salt)))
    const token = await tokenFor(room, { receipt, received: '' })
    return { status: 200, page: talkPage(site, { opened, token, reply: '', identity: NOBODY, problem: null, sent: true }, post.files.told()) }
  } catch (error) {
    return unsent(room, post, { office, site, receipt, text, identity, error })
  }
}

/** The conversation with the words still in their field; without it, where it does not open either, the words and the code's field. */
async function unsent(room: Room, post: Post, { office, site, receipt, text, identity, error }: Reply & { readonly error: unknown }): Promise<Shown> {
  const { status, text: wrong, code } = whatWentWrong(site, error)
  const question = error instanceof Refusal ? error.details['question'] : undefined
  const isNamed = question === MY_NAME || question === MY_CONTACT
  const problem = { field: error instanceof NotCleaned ? FILES : isNamed ? question : 'reply', text: withFilesAgain(site, post, code !== 'empty-text' ? wrong : isNamed ? site.words['wrong-name'] : site.refusals['empty-text']) }
  try {
    const opened = await room.admission.run(post.signal, async () => openReport(room.api, office, await deriveReporter(receipt, office.salt)))
    const token = await tokenFor(room, { receipt, received: '' })
    return { status, page: talkPage(site, { opened, token, reply: text, identity, problem, anyway: post.fields.get(FILES_ANYWAY) === 'yes', sent: false }) }
  } catch {
    return askAgain(site, { post, text, identity }, error)
  }
}

function askAgain(site: Site, { post, text: reply, identity }: Pick<Reply, 'text' | 'identity'> & { readonly post: Post }, error: unknown): Shown {
  const { status, text, code } = whatWentWrong(site, error)
  const isAboutCode = error instanceof Refusal && (code === 'receipt-mistyped' || code === 'no-such-report')
  return { status, page: codeAgainPage(site, { reply, identity, once: freshOnce(), problem: { field: isAboutCode ? 'code' : '', text: withFilesAgain(site, post, codeText(site, error) ?? text) } }) }
}
