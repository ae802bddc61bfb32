import { base64url } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import type { AnswerOrder, CustodyOrder, ExhibitOrder } from '#clients/member/exhibits.ts'
import type { ConflictOrder } from '#clients/member/conflicts.ts'
import type { SecondAnswer, SecondOrder } from '#clients/member/second-referral.ts'
import { conflictsIn } from '#domain/conflicts.ts'
import type { Despite } from '#clients/member/change-state.ts'
import { isSameLack, missingBefore, NOTHING_RUNS, overlookedIn, type Lack } from '#domain/conclusion.ts'
import { isExcusable } from '#domain/excuses.ts'
import { referralIn } from '#clients/member/referring.ts'
import type { Upholding } from '#clients/member/objection-deeds.ts'
import type { AlertClosing } from '#clients/member/alert-deeds.ts'
import type { ClockOrder } from '#clients/member/clock-deeds.ts'
import type { UrgencyOrder } from '#clients/member/urgency.ts'
import type { NoteWording } from '#clients/member/report.ts'
import type { ChainLink, QueueLine, ReaderView, ReportView } from '#clients/member/member.ts'
import { firstLine, foldConversation, foldDesk, type DeskEntry, type ReportEntry } from '#domain/conversation.ts'
import { foldExhibits, holderBehind, lastLink, unreadableExhibits } from '#domain/exhibits.ts'
import { clocksOf, nextDate } from '#domain/clocks/next.ts'
import { checkClockDeed } from '#domain/clocks/deeds.ts'
import { packsNamed } from '#domain/clocks/packs.ts'
import { openObjection } from '#domain/objection.ts'
import { answerTo, openAlert } from '#domain/retaliation.ts'
import { nextStates, type DocketChange } from '#domain/docket.ts'
import { triageChange, type TriageChange } from '#domain/triage.ts'
import type { StateOrder, Written } from '#clients/desk/deeds.ts'
import type { FixtureReport } from './fixture-texts.ts'

/** 43 characters that look like a hash, the same for the same seed. */
export function fixtureHash(seed: string): string {
  const bytes = new Uint8Array(32)
  let mixed = 2166136261
  for (let at = 0; at < 32 * 8; at++) {
    mixed = Math.imul(mixed ^ (seed.charCodeAt(at % seed.length) + at), 16777619) >>> 0
    bytes[at % 32] = mixed & 255
  }
  return base64url(bytes)
}

const NO_PACKS = new Map()

function wordsOf({ text, files = [], mentions = [] }: NoteWording) {
  const asked = mentions.length === 0 ? {} : { mentions: [...mentions] }
  return files.length === 0 ? { text: requiredText(text), ...asked } : { text, files: [...files], ...asked }
}

/** One report of the fixture: the same entries and folds as the real one, without any key. */
export class FixtureCase {
  readonly id: string
  readonly #entries: ReportEntry[] = []
  readonly #desk: DeskEntry[] = []
  readonly #today: () => Day
  readonly #team: () => readonly string[]
  /** Who reads it, as wraps name them. */
  #readers: readonly string[] = ['team:intake:0', 'reporter']

  constructor(name: string, { text, receivedDay, today, team }: { readonly text: FixtureReport; readonly receivedDay: Day; readonly today: () => Day; readonly team: () => readonly string[] }) {
    this.id = fixtureHash(name)
    this.#today = today
    this.#team = team
    const docket: DocketChange = { state: 'received', channel: 'web', team: 'intake', urgent: text.danger ?? false, ...(text.packs === undefined ? {} : { packs: text.packs }) }
    const body = { answers: { ...text.answers }, language: text.language, provenance: 'in-browser' as const, directory: this.id, recipient: 'age1pq1', ...(text.files === undefined ? {} : { files: [...text.files] }), ...(text.entered === undefined ? {} : { entered: text.entered }) }
    this.#entries.push({ kind: 'report', seq: 0, hash: fixtureHash(`${name}/0`), author: this.#reporter, day: receivedDay, docket, body })
  }

  get #reporter(): string { return fixtureHash(`reporter of ${this.id}`) }

  /** The reporter answers minutes with the code. */
  correct(text: string): void {
    this.#entries.push({ ...this.#next(null), kind: 'message', docket: null, body: { text, language: 'zh', minutes: 'rectified' } })
  }

  message(author: string | null, written: Written): void {
    if (written.expectedLength !== undefined && written.expectedLength !== this.#entries.length) throw new Refusal('stale-head')
    const { docket } = foldConversation(this.#entries)
    const change: DocketChange = author === null ? {} : { ...(docket.state === 'received' ? { state: 'acknowledged' } : {}), ...answerTo(docket.events) }
    this.#entries.push({ ...this.#next(author), kind: 'message', docket: Object.keys(change).length === 0 ? null : change, body: { ...wordsOf(written), language: written.language, ...(written.transcript === undefined ? {} : { transcript: written.transcript }) } })
  }

  state(author: string, { state, reason, language, expectedLength, referral, despite }: StateOrder): void {
    const { docket } = foldConversation(this.#entries)
    if (expectedLength !== this.#entries.length) throw new Refusal('stale-head')
    if (!nextStates(docket.state).some((next) => next === state)) throw new Refusal('transition-not-allowed')
    if (state === 'concluded') this.#excuse(author, despite)
    this.#entries.push({ ...this.#next(author), kind: 'state', docket: { state, ...answerTo(docket.events) }, body: { state, reason, language, ...referralIn(state, referral) } })
  }

  /** What the logs say that is missing before it is concluded; nothing runs beside them here. */
  get missing(): readonly Lack[] {
    const { conversation, desk, clocks, exhibits } = this.view
    return missingBefore('concluded', 'x', { conversation, desk, clocks, exhibits, running: NOTHING_RUNS, hashes: this.#entries.map(({ hash }) => hash) })
  }

  #excuse(author: string, despite: Despite | undefined): void {
    const { missing } = this
    const lacks = missing.flatMap(({ what, of }) => (isExcusable(what) ? [{ what, of }] : []))
    if (!missing.every((each) => despite?.lacks.some((excused) => isSameLack(excused, each)))) throw new Refusal('report-incomplete', { missing: missing.map(({ what }) => what).join(' ') })
    if (despite !== undefined && lacks.length > 0) this.#desk.push({ ...this.#nextDesk(author), kind: 'triage', body: { excuse: { lacks, reason: requiredText(despite.reason) }, reportHead: this.#head } })
  }

  /** A colleague finds that it concerns a member, or takes that back. */
  conflict(author: string, { member, reason, stands }: ConflictOrder & { readonly stands: boolean }): void {
    this.#desk.push({ ...this.#nextDesk(author), kind: stands ? 'conflict' : 'conflict-ended', header: { about: member }, body: { reason: requiredText(reason), reportHead: this.#head } })
    if (stands) this.leaveOut(author, `member:${member}`)
    else this.grant(author, `member:${member}`)
  }

  askSecond(author: string, { referral, reason, language, because, ask }: SecondOrder): void {
    this.#desk.push({ ...this.#nextDesk(author), kind: 'triage', body: { asksReferral: { to: referral.to, reason: requiredText(reason), language }, note: requiredText(because), mentions: [ask], reportHead: this.#head } })
  }

  answerSecond(author: string, { asked, expectedLength, agrees, because }: SecondAnswer): void {
    const { waiting } = this.view.desk.secondApprovals
    if (waiting === null) throw new Refusal('not-found')
    if (waiting.hash !== asked || expectedLength !== this.#entries.length) throw new Refusal('stale-head')
    this.#desk.push({ ...this.#nextDesk(author), kind: 'triage', body: { answersReferral: { asked, agrees }, note: requiredText(because), reportHead: this.#head } })
    if (agrees) this.state(author, { state: 'referred', reason: waiting.reason, language: waiting.language, expectedLength: this.#entries.length, referral: { to: waiting.to, notConcerned: true } })
  }

  clock(author: string, { change, reason, language }: ClockOrder): void {
    const { docket } = foldConversation(this.#entries)
    checkClockDeed(packsNamed(docket.packs, NO_PACKS), docket, { change, by: author, day: this.#today() })
    this.#entries.push({ ...this.#next(author), kind: 'clock', docket: { clock: change }, body: { reason: requiredText(reason), language } })
  }

  urgency(author: string, { urgent, reason, language, ownOnly }: UrgencyOrder): void {
    const { docket, turns } = foldConversation(this.#entries)
    const isLast = turns.findLast((turn) => turn.urgent !== undefined)?.author === author
    if (docket.urgent === urgent || (ownOnly === true && !isLast)) return
    this.#entries.push({ ...this.#next(author), kind: 'urgency', docket: { urgent }, body: { reason: requiredText(reason), language } })
  }

  /** The reporter says that retaliation has begun. */
  tellRetaliation(text: string, mayAct: boolean): void {
    this.#entries.push({ ...this.#next(null), kind: 'retaliation', docket: { retaliation: 'alleged' }, body: { text, since: this.#today(), mayAct, language: 'zh' } })
  }

  closeAlert(author: string, { outcome, reason, language }: AlertClosing): void {
    if (openAlert(foldConversation(this.#entries).docket.events) === null) throw new Refusal('no-open-alert')
    this.#entries.push({ ...this.#next(author), kind: 'retaliation-closed', docket: { retaliation: 'closed' }, body: { outcome, reason: requiredText(reason), language } })
  }

  /** The reporter objects to the referral. */
  objectTo(text: string): void {
    this.#entries.push({ ...this.#next(null), kind: 'objection', docket: { objection: 'raised' }, body: { text, language: 'zh' } })
  }

  uphold(author: string, { reason, language }: Upholding): void {
    if (openObjection(foldConversation(this.#entries).docket.events) === null) throw new Refusal('no-open-objection')
    this.#entries.push({ ...this.#next(author), kind: 'objection-answered', docket: { objection: 'upheld' }, body: { reason: requiredText(reason), language } })
  }

  /** The reporter says who they are, under two locks; and the office told that it asks. */
  giveIdentity(): void {
    const identity = { custodian: 't-1', approver: 'intake', envelope: 'AA', commitment: this.id }
    this.#entries.push({ ...this.#next(null), kind: 'message', docket: null, body: { text: '我的姓名在密封的信封里。', language: 'zh', identity } })
  }

  get length(): number { return this.#entries.length }

  open(author: string): void {
    if (this.#desk.length === 0) this.#desk.push({ ...this.#nextDesk(author), kind: 'opened', body: { reportHead: this.#head } })
  }

  note(author: string, note: NoteWording): void {
    this.open(author)
    this.#desk.push({ ...this.#nextDesk(author), kind: 'note', body: { ...wordsOf(note), reportHead: this.#head } })
  }

  title(author: string, title: string): void {
    this.#desk.push({ ...this.#nextDesk(author), kind: 'title', body: { title: requiredText(title, 200), reportHead: this.#head } })
  }

  triage(author: string, wanted: TriageChange): void {
    const change = triageChange(this.view.desk.triage, wanted)
    if (change !== null) this.#desk.push({ ...this.#nextDesk(author), kind: 'triage', body: { ...change, reportHead: this.#head } })
  }

  /** Its desk log says that it is in an open case. */
  joinCase(author: string, id: string): void {
    this.#desk.push({ ...this.#nextDesk(author), kind: 'triage', body: { joins: [id], reportHead: this.#head } })
  }

  leaveCase(author: string, id: string): void {
    this.#desk.push({ ...this.#nextDesk(author), kind: 'triage', body: { leaves: [id], reportHead: this.#head } })
  }

  markSeen(author: string): void {
    if (this.view.desk.asked.includes(author)) this.#desk.push({ ...this.#nextDesk(author), kind: 'triage', body: { seen: true, reportHead: this.#head } })
  }

  exhibit(author: string, order: ExhibitOrder): void {
    this.#desk.push({ ...this.#nextDesk(author), kind: 'exhibit', body: { ...order, description: requiredText(order.description, 200), reportHead: this.#head } })
  }

  custody(author: string, order: CustodyOrder): void {
    const exhibit = this.view.exhibits.find(({ hash }) => hash === order.exhibit)
    if (exhibit === undefined || order.previous !== lastLink(exhibit)) throw new Refusal('stale-head')
    const found = order.found === null ? null : [...order.found]
    this.#desk.push({ ...this.#nextDesk(author), kind: 'custody', body: { ...order, found, from: exhibit.holder, reason: requiredText(order.reason, 200), reportHead: this.#head } })
  }

  answer(author: string, order: AnswerOrder): void {
    const exhibit = this.view.exhibits.find(({ hash }) => hash === order.exhibit)
    if (exhibit === undefined || order.previous !== lastLink(exhibit)) throw new Refusal('stale-head')
    const found = order.found === null ? null : [...order.found]
    this.#desk.push({ ...this.#nextDesk(author), kind: 'custody', body: { ...order, found, from: exhibit.holder, to: holderBehind(exhibit, order), reportHead: this.#head } })
  }

  /** An entry of custody that opens for nobody. */
  darken(author: string): void {
    this.#desk.push({ ...this.#nextDesk(author), kind: 'unreadable', claimed: 'custody' })
  }

  grant(author: string, reader: string): void {
    this.#readers = [...this.#readers, reader]
    this.#entries.push({ ...this.#next(author), kind: 'grant', docket: null, body: {} })
  }

  leaveOut(author: string, out: string): void {
    const people = this.#people.flatMap(({ members }) => members).filter((each) => `member:${each}` !== out)
    this.#readers = [...people.map((each) => `member:${each}`), 'reporter']
    this.#entries.push({ ...this.#next(author), kind: 'rekey', docket: null, body: { reason: 'left-out', previous: this.id } })
  }

  get #people(): readonly ReaderView[] {
    return this.#readers.map((reader) => ({ reader, members: reader.startsWith('team:') ? this.#team() : reader === 'reporter' ? [] : [reader.slice('member:'.length)] }))
  }

  get view(): ReportView {
    const conversation = foldConversation(this.#entries)
    const { entered } = conversation
    const desk = foldDesk(this.#desk)
    const exhibits = foldExhibits(this.#desk, this.#entries)
    const link = (log: 'report' | 'desk') => ({ seq, kind, author, day, hash }: ReportEntry | DeskEntry): ChainLink =>
      ({ log, seq, kind, author: author === this.#reporter ? null : author, day, hash })
    return {
      id: this.id, conversation, desk, entered: entered === null ? null : { arrival: entered.arrival, member: entered.member, isProved: true }, isDatedBack: false, next: nextDate(conversation.docket, NO_PACKS), clocks: clocksOf(conversation.docket, NO_PACKS, this.#today()),
      title: desk.title ?? firstLine(conversation.answers['what'] ?? ''),
      chain: [...this.#entries.map(link('report')), ...this.#desk.map(link('desk'))],
      readers: this.#readers, people: this.#people, recusals: [...conflictsIn(this.#desk.map(({ kind, author, header }) => ({ kind, author, about: header?.about, given: [] })))].map(([signKey, { found }]) => ({ signKey, found, waits: false })), isUnseconded: false, overlooked: overlookedIn(this.#entries, desk.excuses),
      deskLog: fixtureHash(`${this.id}/desk`), exhibits, unreadableExhibits: unreadableExhibits(this.#desk, exhibits),
    }
  }

  lineFor(me: string): QueueLine {
    const { conversation, entered, title, next, desk } = this.view
    return {
      id: this.id, docket: conversation.docket, next, title, language: conversation.language,
      unopened: this.#desk.length === 0, stale: false, entered, byTelephone: conversation.provenance === 'by-telephone', triage: this.view.desk.triage, asksMe: desk.asked.includes(me), card: null,
    }
  }

  get #head(): string { return this.#entries.at(-1)?.hash ?? '' }

  #next(author: string | null) {
    const seq = this.#entries.length
    return { seq, hash: fixtureHash(`${this.id}/${seq}`), author: author ?? this.#reporter, day: this.#today() }
  }

  #nextDesk(author: string) {
    const seq = this.#desk.length
    return { seq, hash: fixtureHash(`${this.id}/desk/${seq}`), author, day: this.#today(), docket: null }
  }
}
