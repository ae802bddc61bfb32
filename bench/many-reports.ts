import { base64url, randomBytes } from '#base/bytes.ts'
import { addDays, dayAt, type Day } from '#base/day.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Session } from '#clients/member/session.ts'
import { firstLine } from '#domain/conversation.ts'
import type { Language } from '#domain/bodies.ts'
import { nextDate, NO_OWN_PACKS } from '#domain/clocks/next.ts'
import { moveDocket, openDocket, type Docket } from '#domain/docket.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { FirstText } from '#sealing/plain/text-page.ts'
import { sealTextPage } from '#sealing/seal/text-page.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import { sealCard } from '#sealing/seal/card.ts'
import { newLog, sealEntry, sealFirstEntry, type EntryContent, type ReadyEntry } from '#sealing/seal/entry.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import { REPORTER_READER, teamReader, type WrapRow } from '#sealing/sealed/entry.ts'
import { checkForm } from '#server/actions/checked-entry.ts'
import { deedOf } from '#server/actions/keep.ts'
import type { AppendDeed, Store } from '#server/store/store.ts'
import { quickReporter } from '#test/support/client.ts'
import { saidIn } from './sentences.ts'

const PETITION = '我们全体住户要求公开锅炉改造的全部账目。改造款已收两年，锅炉没有换，冬天仍然停暖。请查清三笔转账的去向，并答复全体住户。'
const [COPIES, COPY_EVERY] = [60, 11]

/** So many of a hundred were answered long ago; of the others half are new, and some are late. */
const SETTLED_PERCENT = 97
const BUSY_EVERY = 500
const BUSY_ENTRIES = 20
const DAYS = 730
const OPEN_DAYS = 100
const AT_ONCE = 64
const TEXTS_PER_PAGE = 250

/** What is made while the service runs, to fill its store while it does not. */
export interface Scene {
  readonly session: Session
  readonly office: TrustedOffice
  readonly reporter: ReporterKeys
  /** The team's reader and the wrap of the reporter's own, that nobody opens here. */
  readonly team: { readonly reader: string; readonly recipient: string }
  readonly today: Day
}

export async function sceneOf(session: Session): Promise<Scene> {
  const [team] = session.officeLog().fold.teams.values()
  if (team === undefined) throw new Error('the office has no team')
  return {
    session, office: await loadOffice(session.api, session.id), reporter: await quickReporter(),
    team: { reader: teamReader(team.team, team.epoch), recipient: team.recipient }, today: dayAt(Date.now(), 'UTC'),
  }
}

/**
 * Fills the store of an office, whose service stands still, with reports as they are after two years: most of them answered and
 * settled, the busiest with twenty entries, sixty copies of one petition among the newest. Each is whole and opens at the desk.
 */
export async function fillOffice(store: Store, scene: Scene, { count, tell }: { readonly count: number; readonly tell: (done: number) => void }): Promise<void> {
  let texts: FirstText[] = []
  for (let at = 0; at < count; at += AT_ONCE) {
    texts.push(...await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, index) => keepReport(store, scene, at + index))))
    if (texts.length >= TEXTS_PER_PAGE || at + AT_ONCE >= count) {
      await sharePage(store, scene, texts)
      texts = []
    }
    tell(at)
  }
}

/** First words as a colleague's device shares them. */
async function sharePage(store: Store, { session, team: { reader } }: Scene, texts: readonly FirstText[]): Promise<void> {
  const [, team = '', epoch = ''] = reader.split(':')
  const secret = session.officeLog().teams.get(`${team}:${epoch}`)
  if (secret === undefined) throw new Error('the team’s key is not here')
  const page = base64url(randomBytes(32))
  const bytes = await sealTextPage(secret, session.unlocked().signing, { office: session.id, team, epoch: Number(epoch), page, texts })
  const kept = await store.write.putTextPage({ office: session.id, reader, page, reports: texts.map(({ id }) => id), bytes })
  if (!kept) throw new Error('a page of texts was not kept')
}

async function keepReport(store: Store, scene: Scene, number: number): Promise<FirstText> {
  const { office, reporter, session, team, today } = scene
  const isSettled = number % 100 < SETTLED_PERCENT
  const day = addDays(today, -(number * 37) % (isSettled ? DAYS : OPEN_DAYS))
  const { what, language } = wordsOf(number)
  const log = newLog(session.id, reporter.signing)
  const [channel] = office.channels
  if (channel === undefined) throw new Error('the office has no channel')
  const wraps = [await wrapLogKey(log.key, team), await reporterRow(log.key)]
  const body = { answers: { what, where: language === 'zh' ? `第${number % 40}车间` : `Hall ${number % 40}` }, language, provenance: 'in-browser', directory: office.directory, recipient: channel.recipient } as const
  const docket = openDocket({ day, from: 'reporter', change: { state: 'received', channel: channel.channel, team: channel.team } })
  const first = await sealFirstEntry(log, { author: reporter.signing, day, seen: office.directory }, {
    content: { kind: 'report', body, docket: { state: 'received', channel: channel.channel, team: channel.team } }, wraps,
  })
  const access = { lookupHash: hash(randomBytes(32)), tokenHash: hash(randomBytes(32)) }
  await store.write.append({ ...deed(first, day), docket: rowOf(docket, scene, log.log), access })
  if (isSettled) await settle(store, scene, { log: log.key, first, docket, day, what, language, entries: number % BUSY_EVERY === 0 ? BUSY_ENTRIES : 2 })
  return { id: log.log, title: firstLine(what), language, receivedDay: day, state: isSettled ? 'referred' : 'received', text: `${what}\n${body.answers.where}` }
}

interface Settling {
  readonly log: LogKey
  readonly first: ReadyEntry
  readonly docket: Docket
  readonly day: Day
  readonly what: string
  readonly language: Language
  readonly entries: number
}

/** The office answers, refers, and leaves a desk log with its card. */
async function settle(store: Store, scene: Scene, { log, first, docket, day, what, language, entries }: Settling): Promise<void> {
  const { session, team } = scene
  const signing = session.unlocked().signing
  const authored = { ...session.authored(), day }
  let [head, after] = [first.hash, docket]
  for (let seq = 1; seq < entries; seq++) {
    const isLast = seq === entries - 1
    const content: EntryContent = isLast
      ? { kind: 'state', body: { state: 'referred', reason: language === 'zh' ? '已移送主管部门。' : 'Referred to the authority in charge.', language }, docket: { state: 'referred' } }
      : { kind: 'message', body: { text: `${seq}. ${what}`, language } }
    const ready = await sealEntry({ office: session.id, log: log.log, generation: 0, length: seq, head }, log, { authored, content })
    after = moveDocket(after, { day, author: signing.publicId, from: 'office', change: content.docket ?? null })
    await store.write.append({ ...deed(ready, day), log: log.log, kind: 'report', docket: rowOf(after, scene, log.log) })
    head = ready.hash
  }
  const desk = newLog(session.id, signing)
  const wraps = [await wrapLogKey(desk.key, team)]
  const opened = await sealFirstEntry(desk, authored, { content: { kind: 'opened', body: { reportHead: first.hash } }, wraps, about: log.log })
  await store.write.append(deed(opened, day))
  const card = await sealCard(desk.key, signing, { log: desk.log, head: opened.hash, seq: 0, title: firstLine(what), language, labels: [], severity: null, nextStep: '' })
  await store.write.putCard({ log: desk.log, office: session.id, seq: 0, bytes: card })
}

function deed(ready: ReadyEntry, day: Day): AppendDeed {
  return deedOf(checkForm(ready), day)
}

function rowOf(docket: Docket, { session }: Scene, log: string) {
  return { ...docket, office: session.id, log, dueDay: nextDate(docket, NO_OWN_PACKS)?.day ?? null }
}

/** A reporter's own row is never opened at the desk: one of the right size, that costs no seal. */
async function reporterRow({ generation }: LogKey): Promise<WrapRow> {
  return { subject: `log:${generation}`, reader: REPORTER_READER, bytes: randomBytes(1700) }
}

function wordsOf(number: number): { readonly what: string; readonly language: Language } {
  if (number % COPY_EVERY === 0 && number / COPY_EVERY < COPIES) return { what: `${PETITION}\n${number / COPY_EVERY}号楼住户`, language: 'zh' }
  const more = number % 40
  const { text, language } = saidIn(number, { zh: 8 + more, en: 5 + more })
  return { what: text, language }
}
