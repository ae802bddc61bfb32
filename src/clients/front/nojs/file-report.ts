import { setTimeout as pause } from 'node:timers/promises'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { asDay } from '#base/day.ts'
import { checkAnswers, STANDARD_QUESTIONNAIRE, type Answers } from '#domain/questionnaire.ts'
import { plainPage } from '#clients/report/office-page.ts'
import { receiptPage } from '#clients/report/small-pages.ts'
import type { ReceiptFacts } from '#clients/report/receipt.ts'
import { ADD_FILES, FILES } from '#clients/report/file-part.ts'
import type { Site } from '#clients/report/site.ts'
import type { Problem } from '#clients/report/wrong.ts'
import { firstDates } from '#clients/reporter/dates.ts'
import { prepareReport, type PreparedReport } from '#clients/reporter/file-report.ts'
import { identityOf, MY_NAME } from '#clients/report/identity-fields.ts'
import { leftOutIn } from '#clients/report/left-out.ts'
import { WAKE, wakeIn } from '#clients/report/wake.ts'
import { othersThan } from '#clients/reporter/readers.ts'
import type { Filed, IdentitySealer, TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Attachment } from '#domain/bodies.ts'
import { deriveReporter, groupsOf, newReceipt } from '#sealing/plain/receipt.ts'
import { NotCleaned } from './files.ts'
import type { Fields } from './form-body.ts'
import { onceKey } from './once.ts'
import { despiteLeaving, filedIn, freshOnce, identityIn, officeOf, tokenFor, tokenIn, whatWentWrong, withFilesAgain, type FiledForm, type Post, type Room, type Shown } from './room.ts'

const ATTEMPTS_MAX = 3
const PAUSE_MS = 300

/** POST /nojs/report: seals on arrival, files, and shows the code. What is to be mended comes back with everything that was typed. */
export async function fileForm(room: Room, post: Post): Promise<Shown> {
  const { office, site } = await officeOf(room, post)
  const { fields, files } = post
  if (fields.get(ADD_FILES) === 'yes') return { status: 200, page: plainPage(site, { values: Object.fromEntries(fields), problems: [] }, fields.get('once') ?? freshOnce()) }
  try {
    const attachments = files.sent()
    const answers = checkAnswers(STANDARD_QUESTIONNAIRE, answersIn(fields))
    const channel = channelIn(office, fields)
    // The same words with other files are another report.
    const key = onceKey(fields.get('once') ?? '', new Map([...fields, [FILES, attachments.map(({ sha256 }) => sha256).join()]]))
    const filed = await despiteLeaving(post, () => room.filed.run(key, () => room.admission.run(post.signal, () => (
      sealAndFile(room, office, { channel, answers, wake: wakeIn(fields.get(WAKE)), files: attachments, language: post.language, leftOut: leftOutIn(fields.keys()), identity: identityOf(office, identityIn(fields)) })))))
    return { status: 200, page: receiptPage(site, await receiptFacts(room, { filed, office }, { group: anyGroup(), checked: null }), files.told()) }
  } catch (error) {
    return formAgain(site, post, error)
  }
}

/** POST /nojs/check: whether a group was noted down rightly. */
export async function checkForm(room: Room, post: Post): Promise<Shown> {
  const { office, site } = await officeOf(room, post)
  const filed = filedIn(await tokenIn(room, post))
  const group = Math.min(6, Math.max(1, Number(post.fields.get('group')) || 1))
  const typed = (post.fields.get('typed') ?? '').normalize('NFKC').replace(/\D/g, '')
  const checked = typed === groupsOf(filed.receipt)[group - 1] ? 'right' : 'wrong'
  return { status: 200, page: receiptPage(site, await receiptFacts(room, { filed, office }, { group, checked })) }
}

interface Typed { readonly channel: string; readonly answers: Answers; readonly wake: boolean; readonly files: readonly Attachment[]; readonly language: Post['language']; readonly leftOut: readonly string[]; readonly identity: IdentitySealer | null }

async function sealAndFile({ api, sites }: Room, office: TrustedOffice, { leftOut, identity, ...what }: Typed): Promise<FiledForm> {
  const channel = office.channels.find((each) => each.channel === what.channel)
  const people = leftOut.length === 0 || channel === undefined ? {} : { people: othersThan(await sites.shelf.people(office.office, channel), leftOut) }
  const receipt = newReceipt()
  const keys = await deriveReporter(receipt, office.salt)
  const prepared = await prepareReport(office, { draft: { ...what, ...people, ...(identity === null ? {} : { identity }), provenance: 'on-arrival' }, keys })
  const { receivedDay, packs } = await sendUntilKept(prepared, api)
  return { receipt, received: receivedDay, ...(packs === null ? {} : { packs }) }
}

/** The same entry as often as needed: sent twice it is filed once. */
async function sendUntilKept(prepared: PreparedReport, api: Api): Promise<Filed> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await prepared.send(api)
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'unreachable') || attempt === ATTEMPTS_MAX) throw error
      await pause(PAUSE_MS * attempt)
    }
  }
}

async function receiptFacts(room: Room, { filed, office }: { readonly filed: FiledForm; readonly office: TrustedOffice }, check: Pick<ReceiptFacts, 'group' | 'checked'>): Promise<ReceiptFacts> {
  const received = asDay(filed.received)
  return {
    ...check, received, groups: groupsOf(filed.receipt), ...firstDates(office.packs, filed.packs ?? null, received),
    provenance: 'on-arrival', token: await tokenFor(room, filed),
  }
}

function formAgain(site: Site, post: Post, error: unknown): Shown {
  const { fields } = post
  const { status, text } = whatWentWrong(site, error)
  const question = error instanceof Refusal ? error.details['question'] : undefined
  const problem: Problem = typeof question === 'string' ? { field: question, text: question === MY_NAME && error instanceof Refusal && error.code === 'empty-text' ? site.words['wrong-name'] : fieldText(site, error, text) } : { field: error instanceof NotCleaned ? FILES : '', text }
  return { status, page: plainPage(site, { values: Object.fromEntries(fields), problems: [{ ...problem, text: withFilesAgain(site, post, problem.text) }] }, fields.get('once') ?? freshOnce()) }
}

function fieldText({ words, language }: Site, error: unknown, otherwise: string): string {
  const code = error instanceof Refusal ? error.code : null
  if (code === 'empty-text') return words['wrong-what']
  if (code === 'bad-text') return words['wrong-text']
  if (code === 'too-large') return words['wrong-long']({ max: LIMITS.answerCharactersMax.toLocaleString(language) })
  return code === 'malformed' ? words['wrong-choice'] : otherwise
}

function answersIn(fields: Fields): Answers {
  return Object.fromEntries(STANDARD_QUESTIONNAIRE.flatMap(({ id }) => (fields.has(id) ? [[id, fields.get(id) ?? '']] : [])))
}

/** @throws Refusal `malformed` for the question of the channel, where there are several and none was chosen. */
function channelIn(office: TrustedOffice, fields: Fields): string {
  const [first, ...others] = office.channels
  const chosen = fields.get('channel')
  if (office.channels.some(({ channel }) => channel === chosen)) return chosen ?? ''
  if (first !== undefined && others.length === 0) return first.channel
  throw new Refusal('malformed', { question: 'channel' })
}

function anyGroup(): number {
  return 1 + ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 6)
}
