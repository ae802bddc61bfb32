import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import { NOBODY } from '#clients/report/identity-fields.ts'
import { CORRECTION, MINUTES, MINUTES_OF, type Correcting } from '#clients/report/minutes-part.ts'
import { talkPage } from '#clients/report/small-pages.ts'
import { checkMinutes } from '#clients/reporter/check-minutes.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import { MINUTES_ANSWERS, type MinutesAnswer } from '#domain/bodies.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { Refusal } from '#base/refusal.ts'
import { onceKey } from './once.ts'
import { openForm } from './open-report.ts'
import { despiteLeaving, officeOf, tokenFor, tokenIn, whatWentWrong, type Post, type Room, type Shown } from './room.ts'

/** POST /nojs/minutes: agrees to minutes, or corrects them. A page that is too old asks for the code again. */
export async function minutesForm(room: Room, post: Post): Promise<Shown> {
  const { office, site } = await officeOf(room, post)
  const correction = post.fields.get(CORRECTION) ?? ''
  const version = post.fields.get(MINUTES_OF) ?? ''
  const answer = MINUTES_ANSWERS.find((each) => each === post.fields.get(MINUTES))
  let receipt: string
  try {
    receipt = (await tokenIn(room, post)).receipt
  } catch {
    return openForm(room, post)
  }
  const view = async ({ sent, minutes }: { readonly sent: boolean; readonly minutes?: Correcting }, status = 200): Promise<Shown> => {
    const opened = await room.admission.run(post.signal, async () => openReport(room.api, office, await deriveReporter(receipt, office.salt)))
    return { status, page: talkPage(site, { opened, token: await tokenFor(room, { receipt, received: '' }), reply: '', identity: NOBODY, problem: null, sent, ...(minutes === undefined ? {} : { minutes }) }) }
  }
  try {
    if (answer !== undefined) await send(room, post, { office, receipt, answer, correction, version })
    return await view({ sent: answer !== undefined })
  } catch (error) {
    const { status, text, code } = whatWentWrong(site, error)
    return view({ sent: false, minutes: { of: version, ...(answer === 'rectified' ? { correction } : {}), problem: code === 'empty-text' ? LATE_WORDS[post.language]['minutes-empty'] : text } }, status)
  }
}

interface Answer { readonly office: TrustedOffice; readonly receipt: string; readonly answer: MinutesAnswer; readonly correction: string; /** Number of the entry with the version of a transcript; empty for the report's own minutes. */ readonly version: string }

/** Whoever posts the same page again says it once. */
function send(room: Room, post: Post, { office, receipt, answer, correction, version }: Answer): Promise<void> {
  const key = onceKey(post.fields.get('token') ?? '', new Map([[MINUTES, answer], [CORRECTION, correction], [MINUTES_OF, version], ['receipt', receipt], ['office', office.office]]))
  return despiteLeaving(post, () => room.replied.run(key, () => room.admission.run(post.signal, async () => {
    const keys = await deriveReporter(receipt, office.salt)
    await checkMinutes(room.api, office, { keys, answer, text: answer === 'agreed' ? '' : correction, language: post.language, provenance: 'on-arrival', of: versionIn(version) })
  })))
}

/** @throws Refusal `malformed` for what no form of ours says */
function versionIn(text: string): number | undefined {
  if (text === '') return undefined
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Refusal('malformed', { member: MINUTES_OF })
  return Number(text)
}
