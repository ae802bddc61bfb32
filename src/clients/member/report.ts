import * as v from 'valibot'
import { canonicalJson } from '#base/json.ts'
import { LIMITS } from '#base/limits.ts'
import { cleanText, requiredText } from '#base/text.ts'
import { BODIES, type Attachment, type CardBody, type Language } from '#domain/bodies.ts'
import { firstLine, foldConversation, foldDesk, type Conversation, type DeskEntry, type ReportEntry } from '#domain/conversation.ts'
import { suspectsIn } from '#domain/cited-heads.ts'
import { overlookedIn } from '#domain/conclusion.ts'
import { clocksOf, nextDate } from '#domain/clocks/next.ts'
import { answerTo } from '#domain/retaliation.ts'
import { askedOnCard } from '#domain/mentions.ts'
import { foldExhibits, unreadableExhibits } from '#domain/exhibits.ts'
import { openNames } from '#domain/template-text.ts'
import type { TranscriptWord } from '#domain/transcripts.ts'
import { Refusal } from '#base/refusal.ts'
import type { OpenLog } from '#sealing/open/log.ts'
import { byHash, readersAt } from '#sealing/proof/generations.ts'
import { sealCard } from '#sealing/seal/card.ts'
import { sealEntry, type EntryContent } from '#sealing/seal/entry.ts'
import { encodeFrames } from '#wire/frames.ts'
import { ATTEMPTS_MAX, isStale, sendReady } from './append.ts'
import { enteredOf, provedEntry } from './enter.ts'
import { settleAppraisals } from './appraisals.ts'
import { asTheyAre, settleReaders, without, withReaders, type Keying, type Pair } from './keying.ts'
import { peopleOf } from './readers.ts'
import { checkNoneFound, checkNotRecused, checkOthersRead, forgetRecused, recusalsOf } from './recusals.ts'
import type { ChainLink, ReportView } from './member.ts'
import type { HeldLog } from './held-log.ts'
import { openDeskLog, openReportLog, readDesk } from './report-logs.ts'
import type { Session } from './session.ts'

export interface Both {
  readonly report: HeldLog
  readonly desk: HeldLog
  /** Hashes of entries of the desk log that cite what the report lacks. */
  readonly suspects: ReadonlySet<string>
}

/**
 * Gives one more reader (`member:<key>` or `team:<team>:<epoch>`) both logs, from their beginning on.
 * @throws Refusal `somebody-left-out` for a team, where anybody was ever left out: who it was, the log does not say; `conflict-found` for a member of whom that is found
 */
export async function grantAccess(session: Session, id: string, reader: string): Promise<ReportView> {
  if (reader.startsWith('team:') && wasNarrowed(await openReportLog(session, id))) throw new Refusal('somebody-left-out')
  // Whoever declared a conflict of interest is left out first: then this is the word that ends it.
  const { pair: { desk } } = await settleReaders(session, { open: () => openBoth(session, id), wanted: asTheyAre, reason: 'readers-changed' })
  const lifts = reader.startsWith('member:') ? { lifts: reader.slice('member:'.length) } : {}
  checkNoneFound(desk, lifts.lifts)
  return setReaders(session, id, { wanted: withReaders([reader]), reason: 'readers-changed', ...lifts })
}

/**
 * Leaves somebody (`member:<key>`) or a team (`team:<team>`) out of everything that comes from now on. What was read cannot be recalled, and
 * the server sees who is left out.
 * @throws Refusal `not-allowed` if the caller, or nobody of the office, would be left
 */
export async function leaveOut(session: Session, id: string, out: string): Promise<ReportView> {
  return setReaders(session, id, { wanted: without(out), reason: 'left-out' })
}

/**
 * Gives a report, and its desk log if there is one, new keys if somebody reads them who left; begins no desk log.
 * @returns whether anything was written.
 */
export async function bringUpToDate(session: Session, id: string): Promise<boolean> {
  const open = async (): Promise<Pair> => {
    const report = await openReportLog(session, id)
    return { report, desk: await readDesk(session, report) }
  }
  const { pair: { report, desk }, written } = await settleReaders(session, { open, wanted: asTheyAre, reason: 'readers-changed' })
  if (written > 0 && desk !== null) await refreshCard(session, await withAllCited(session, report, desk))
  return written > 0
}

/** By the reporter, who named people instead of a team, or by a handler later. */
function wasNarrowed({ log, wraps }: HeldLog): boolean {
  const isNamed = readersAt(log.generations, byHash(wraps), 1).every((reader) => !reader.startsWith('team:'))
  return isNamed || log.entries.some((entry) => entry.kind === 'rekey' && entry.body.reason === 'left-out')
}

async function setReaders(session: Session, id: string, change: Omit<Keying<Both>, 'open'>): Promise<ReportView> {
  const { pair, written } = await settleReaders(session, { open: () => openBoth(session, id), ...change })
  if (written > 0) await refreshCard(session, pair)
  // Also where nothing was written: whoever was first may have stopped before these.
  await settleAppraisals(session, id, change.reason)
  return viewOf(session, pair)
}

/** Opens a report and its desk log, verifies both chains, and brings the card up to date. */
export async function openReportAsHandler(session: Session, id: string): Promise<ReportView> {
  return viewOf(session, await withoutThem(session, id, await openBoth(session, id)))
}

/** The first device of a colleague that opens a report after somebody declared a conflict of interest gives it a key without them. One that cannot shows what is there. */
async function withoutThem(session: Session, id: string, both: Both): Promise<Both> {
  if (!recusalsOf(session, both).some(({ waits }) => waits)) return both
  try {
    const { pair } = await settleReaders(session, { open: () => openBoth(session, id), wanted: asTheyAre, reason: 'left-out' })
    await refreshCard(session, pair)
    await settleAppraisals(session, id, 'left-out')
    return pair
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'session-ended') return both
    throw error
  }
}

/**
 * Declares a conflict of interest: this member gets no key of what comes. Their device forgets the report at once, the server serves it to them no more, and
 * the next colleague's device changes its key.
 * @param reason - for those who go on.
 * @throws Refusal `empty-text`, `bad-text`, `too-large`; `only-reader` where nobody else reads it
 */
export async function recuse(session: Session, id: string, reason: string): Promise<void> {
  const clean = requiredText(reason).trim()
  const tried = new Set<string>()
  for (let attempt = 1; ; attempt++) {
    const { pair: { report, desk } } = await settleReaders(session, { open: () => openBoth(session, id), wanted: asTheyAre, reason: 'readers-changed' })
    checkOthersRead(session, report, desk)
    try {
      await append(session, desk, { content: { kind: 'recusal', body: { reason: clean, reportHead: report.log.head } }, tried })
      return forgetRecused(session, id, desk.log.log)
    } catch (error) {
      if (!isStale(error) || attempt === ATTEMPTS_MAX) throw error
    }
  }
}

/** What a handler writes. Files that come along say enough: the text may then be empty. */
export interface Wording {
  readonly text: string
  readonly files?: readonly Attachment[]
}

/** An answer as it is sent. */
export interface Answer extends Wording {
  readonly language: Language
  readonly expectedLength?: number | undefined
  /** Where the text is what is heard in a recording of the reporter's, or why nobody checks that. */
  readonly transcript?: TranscriptWord | undefined
}

/**
 * Answers the reporter. The office's first answer is the acknowledgement, and moves the state; the first behind an alert of retaliation says that it is its answer.
 * If somebody else wrote in between, the answer is signed again behind it.
 * @throws Refusal `empty-text`, `bad-text`, `too-large`; `stale-head` if `expectedLength` is given and something came in between; `placeholder-open` where a prepared answer still leaves something open;
 * `no-such-file` for a transcript of what the reporter did not send
 */
export async function reply(session: Session, id: string, answer: Answer): Promise<ReportView> {
  const { transcript } = answer
  const body = { ...wordsOf(answer), language: answer.language, ...(transcript === undefined ? {} : { transcript }) }
  // What a caller said may well stand in brackets.
  if (transcript === undefined) checkFilled(body.text)
  return answered(session, await write(session, { id, what: ['message', body] }, (both) => {
    const { docket, turns, transcripts } = foldConversation(both.report.log.entries as readonly ReportEntry[])
    checkLength(both, answer.expectedLength)
    if (transcript !== undefined) checkTranscript(transcript, { turns, transcripts })
    const change = { ...(docket.state === 'received' ? { state: 'acknowledged' } as const : {}), ...answerTo(docket.events) }
    const moves = Object.keys(change).length === 0 ? {} : { docket: change }
    return { to: both.report, content: { kind: 'message', body, ...moves }, merge: true }
  }))
}

/** @throws Refusal `no-such-file` for a recording that the reporter did not send, or one whose transcript was never offered */
function checkTranscript({ file, is }: TranscriptWord, { turns, transcripts }: Pick<Conversation, 'turns' | 'transcripts'>): void {
  const isThere = is === 'unchecked' ? transcripts.some((each) => each.file === file) : turns.some(({ from, files = [] }) => from === 'reporter' && files.some((each) => each.file === file))
  if (!isThere) throw new Refusal('no-such-file')
}

export function checkLength({ report }: Both, expectedLength: number | undefined): void {
  if (expectedLength !== undefined && report.log.length !== expectedLength) throw new Refusal('stale-head', { length: report.log.length })
}

/** What a prepared answer leaves open is never sent raw. */
export function checkFilled(text: string): void {
  if (openNames(text).length > 0) throw new Refusal('placeholder-open')
}

/** Whoever is asked has seen it: their list says so no more. Whoever is not asked writes nothing. */
export async function markSeen(session: Session, id: string): Promise<ReportView> {
  return write(session, { id, what: ['seen'] }, (both) => {
    const { asked } = foldDesk(both.desk.log.entries as readonly DeskEntry[], both.suspects)
    if (!asked.includes(session.me.signKey)) return null
    return { to: both.desk, content: { kind: 'triage', body: { seen: true, reportHead: both.report.log.head } }, merge: true }
  })
}

/** Whoever wrote to the reporter has seen what asks them, and has taken what was handed to them. */
export async function answered(session: Session, view: ReportView): Promise<ReportView> {
  const { triage, asked } = view.desk
  const me = session.me.signKey
  const [isAsked, isHanded] = [asked.includes(me), triage.handed && triage.assigned === me]
  if (!isHanded) return isAsked ? markSeen(session, view.id) : view
  return write(session, { id: view.id, what: ['taken'] }, (both) => (
    { to: both.desk, content: { kind: 'triage', body: { handed: false, ...(isAsked ? { seen: true } : {}), reportHead: both.report.log.head } }, merge: true }))
}

/** Tells the reporter that the office asks who they are. The request itself is made after it. */
export async function tellOfRequest(session: Session, id: string, body: { readonly text: string; readonly language: Language }): Promise<ReportView> {
  return write(session, { id, what: ['identity-notice', body] }, (both) => ({ to: both.report, content: { kind: 'identity-notice', body }, merge: true }))
}

export interface NoteWording extends Wording {
  /** Colleagues whom it asks, by signing key. */
  readonly mentions?: readonly string[]
}

/** Writes a note that only handlers read; its files belong to the desk log. @throws Refusal `not-a-reader` for a colleague who is asked and cannot read it, else as `reply` */
export async function writeNote(session: Session, id: string, { mentions = [], ...note }: NoteWording): Promise<ReportView> {
  const words = { ...wordsOf(note), ...(mentions.length === 0 ? {} : { mentions: [...mentions] }) }
  return write(session, { id, what: ['note', words] }, (both) => {
    checkReaders(session, both, mentions)
    return { to: both.desk, content: { kind: 'note', body: { ...words, reportHead: both.report.log.head } }, merge: true }
  })
}

/** @throws Refusal `not-a-reader` if one of these members cannot read the report */
export function checkReaders(session: Session, { report }: Both, signKeys: readonly string[]): void {
  const people = peopleOf(session, report.readers)
  if (!signKeys.every((signKey) => people.some(({ members }) => members.includes(signKey)))) throw new Refusal('not-a-reader')
}

function wordsOf({ text, files = [] }: Wording): { readonly text: string; readonly files?: readonly Attachment[] } {
  return files.length === 0 ? { text: requiredText(text) } : { text: text.trim() === '' ? '' : cleanText(text), files: [...files] }
}

export async function setTitle(session: Session, id: string, title: string): Promise<ReportView> {
  const clean = requiredText(title, LIMITS.titleCharactersMax).trim()
  return write(session, { id, what: ['title', clean] }, (both) => ({ to: both.desk, content: { kind: 'title', body: { title: clean, reportHead: both.report.log.head } }, merge: true }))
}

export interface Writing {
  readonly to: HeldLog
  readonly content: EntryContent
  /** Whether the entry may be signed again on a newer head without asking the person. */
  readonly merge: boolean
}

export interface Said {
  readonly id: string
  /** The same words again are the same deed, where nobody knows whether the first is kept. */
  readonly what: readonly unknown[]
}

/**
 * Writes one entry. An answer that was lost, or that nobody can believe, leaves open whether it is kept: what was tried is remembered until it is known,
 * so that whoever sends the same words again says them once.
 * @param make - null where everything is so already
 */
export async function write(session: Session, { id, what }: Said, make: (both: Both) => Writing | null): Promise<ReportView> {
  const { unsure } = session.unlocked()
  const name = `${id} ${canonicalJson(what)}`
  const tried = unsure.get(name) ?? new Set<string>()
  unsure.set(name, tried)
  const view = await writeOnce(session, { id, tried }, make)
  unsure.delete(name)
  return view
}

async function writeOnce(session: Session, { id, tried }: { readonly id: string; readonly tried: Set<string> }, make: (both: Both) => Writing | null): Promise<ReportView> {
  const isKept = (both: Both): boolean => [both.report, both.desk].some(({ log }) => log.entries.some((entry) => tried.has(entry.hash)))
  for (let attempt = 1; ; attempt++) {
    const { pair: before } = await settleReaders(session, { open: () => openBoth(session, id), wanted: asTheyAre, reason: 'readers-changed' })
    if (!isKept(before)) {
      const writing = make(before)
      if (writing === null) return viewOf(session, before)
      const { to, content, merge } = writing
      try {
        await append(session, to, { content, tried })
      } catch (error) {
        if (isStale(error) && merge && attempt < ATTEMPTS_MAX) continue
        throw error
      }
    }
    const after = await openBoth(session, id)
    // The server signed that it keeps the entry: a log without it is not the true one.
    if (!isKept(after)) throw new Refusal('forged-history')
    await refreshCard(session, after)
    return viewOf(session, after)
  }
}

export async function append(session: Session, to: HeldLog, { content, tried, about }: { readonly content: EntryContent; readonly tried: Set<string>; readonly about?: string }): Promise<void> {
  // What the schema does not take nobody could open afterwards, and an entry is for good.
  if (!v.safeParse(BODIES[content.kind], content.body).success) throw new Refusal('malformed')
  const { log, key } = to
  const end = { office: session.id, log: log.log, generation: key.generation, length: log.length, head: log.head }
  const ready = await sealEntry(end, key, { authored: session.authored(), content, ...(about === undefined ? {} : { about }) })
  tried.add(ready.hash)
  await sendReady(session, log.log, ready)
}

export async function openBoth(session: Session, id: string): Promise<Both> {
  const before = await openReportLog(session, id)
  const desk = await openDeskLog(session, before)
  checkNotRecused(session, before, desk)
  const both = await withAllCited(session, before, desk)
  if (session.unlocked().cardless.has(desk.log.log)) await refreshCard(session, both)
  return both
}

/**
 * A head that the report lacks was most often written while we read: then the report, read once more, has it.
 * @throws Refusal `forged-history` as `suspectsIn`
 */
async function withAllCited(session: Session, before: HeldLog, desk: HeldLog): Promise<Both> {
  const suspectsFor = ({ log }: HeldLog): ReadonlySet<string> => suspectsIn(desk.log.entries as readonly DeskEntry[], log.entries, session.unlocked().signing.publicId)
  try {
    const suspects = suspectsFor(before)
    if (suspects.size === 0) return { report: before, desk, suspects }
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'forged-history')) throw error
  }
  const report = await openReportLog(session, before.log.log)
  return { report, desk, suspects: suspectsFor(report) }
}

async function refreshCard(session: Session, { report, desk, suspects }: Both): Promise<void> {
  const { language, answers, provenance } = foldConversation(report.log.entries as readonly ReportEntry[])
  const { title, triage, asked } = foldDesk(desk.log.entries as readonly DeskEntry[], suspects)
  const entered = provedEntry(await enteredOf(session, report.log))
  const card: CardBody = {
    log: desk.log.log, head: desk.log.head, seq: desk.log.length - 1,
    title: title ?? firstLine(answers['what'] ?? ''), language, ...triage, ...(entered === null ? {} : { entered }), ...(provenance === 'by-telephone' ? { byTelephone: true } as const : {}),
    asked: [...askedOnCard(asked)],
  }
  const bytes = await sealCard(desk.key, session.unlocked().signing, card)
  try {
    await session.api.call({ route: 'put-card', parameters: { log: desk.log.log }, body: encodeFrames({ seq: card.seq, head: card.head }, [bytes]) })
  } catch (error) {
    // Somebody's newer card is there: that is what a card is for.
    if (!(error instanceof Refusal && error.code === 'card-stale')) throw error
  }
  session.unlocked().cardless.delete(desk.log.log)
}

async function viewOf(session: Session, { report, desk, suspects }: Both): Promise<ReportView> {
  const conversation = foldConversation(report.log.entries as readonly ReportEntry[])
  const isReferred = conversation.docket.state === 'referred'
  const folded = foldDesk(desk.log.entries as readonly DeskEntry[], suspects)
  const exhibits = foldExhibits(desk.log.entries as readonly DeskEntry[], report.log.entries as readonly ReportEntry[])
  const own = session.officeLog().fold.packs
  const entered = await enteredOf(session, report.log)
  const chain = [...chainOf('report', report.log, conversation.reporter), ...chainOf('desk', desk.log, null).map((link) => (suspects.has(link.hash) ? { ...link, suspect: true as const } : link))]
  return {
    id: report.log.log, conversation, entered, isDatedBack: entered?.isProved !== true && report.log.entries[0]?.docket?.received !== undefined, desk: folded, chain, next: nextDate(conversation.docket, own), clocks: clocksOf(conversation.docket, own, session.today()),
    title: folded.title ?? firstLine(conversation.answers['what'] ?? ''),
    readers: report.readers, people: peopleOf(session, report.readers), recusals: recusalsOf(session, { report, desk }), overlooked: overlookedIn(report.log.entries as readonly ReportEntry[], folded.excuses),
    // Names are compared by tables that most reports never need.
    isUnseconded: isReferred && (await import('./names-body.ts')).isUnseconded(conversation, folded, report.log.entries.map(({ hash }) => hash)),
    deskLog: desk.log.log, exhibits, unreadableExhibits: unreadableExhibits(desk.log.entries as readonly DeskEntry[], exhibits),
  }
}

function chainOf(name: 'report' | 'desk', log: OpenLog, reporter: string | null): ChainLink[] {
  return log.entries.map(({ seq, kind, author, day, hash }) => ({ log: name, seq, kind, author: author === reporter ? null : author, day, hash }))
}

