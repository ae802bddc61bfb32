import { base64url } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { cleanText, requiredText } from '#base/text.ts'
import type { Bodies, CustodyAction, CustodyAnswer, Custodian } from '#domain/bodies.ts'
import type { DeskEntry, ReportEntry } from '#domain/conversation.ts'
import { foldExhibits, holderBehind, lastLink, lastMinute, toAnswer, unconfirmed, type Exhibit } from '#domain/exhibits.ts'
import { runningHash } from '#sealing/proof/hash.ts'
import { openLogFile, type Watched } from './log-file.ts'
import type { ReportView } from './member.ts'
import { write, type Both } from './report.ts'
import type { Session } from './session.ts'

/** Exhibits: what is kept of a report so that it can be shown later, and who had each when. @see docs/decisions/0019-exhibits.md */

/** So far apart clocks of careful people may be. */
const CLOCK_MINUTES = 5

type ExhibitBody = Bodies['exhibit']
export type ExhibitOrder = Omit<ExhibitBody, 'reportHead'>

/** @throws Refusal `empty-text`, `bad-text`, `too-large`; `no-such-exhibit` for a parent that is not there; `custody-later` */
export async function registerExhibit(session: Session, id: string, order: ExhibitOrder): Promise<ReportView> {
  const words = {
    description: requiredText(order.description, LIMITS.nameCharactersMax).trim(), place: line(order.place), seal: line(order.seal),
    collector: named(order.collector), holder: named(order.holder),
    ...(order.parent === undefined ? {} : { parent: { ...order.parent, tool: line(order.parent.tool), version: line(order.parent.version) } }),
    ...(order.recording === undefined ? {} : { recording: { ...order.recording, device: requiredText(order.recording.device, LIMITS.nameCharactersMax).trim() } }),
  }
  refuseFuture(order.at)
  return write(session, { id, what: ['exhibit', order] }, (both) => {
    if (order.parent !== undefined && !exhibitsOf(both).some(({ hash }) => hash === order.parent?.exhibit)) throw new Refusal('no-such-exhibit')
    return { to: both.desk, content: { kind: 'exhibit', body: { ...order, ...words, reportHead: both.report.log.head } }, merge: true }
  })
}

export interface CustodyOrder {
  readonly exhibit: string
  /** The last link that the person saw. */
  readonly previous: string
  readonly action: CustodyAction
  readonly at: string
  readonly to: Custodian
  readonly reason: string
  readonly place: string
  readonly seal: string
  /** What `readExhibit` found; null where nobody looked. */
  readonly found: readonly string[] | null
}

/**
 * Adds a link to an exhibit's custody, from whoever has it.
 * @throws Refusal `stale-head` if somebody was first: the person must look again; `custody-ended`; `custody-earlier` than the last link; `custody-later` than now;
 *   `custody-broken` if it was to be produced and its chain has a gap or nobody read its bytes; `custody-unconfirmed` if who has it did not sign for it
 */
export async function recordCustody(session: Session, id: string, order: CustodyOrder): Promise<ReportView> {
  const words = { reason: requiredText(order.reason, LIMITS.nameCharactersMax).trim(), place: line(order.place), seal: line(order.seal), to: named(order.to) }
  const { exhibit: hash, previous, action, at, found } = order
  refuseFuture(at)
  return write(session, { id, what: ['custody', order] }, (both) => {
    const exhibit = exhibitsOf(both).find((each) => each.hash === hash)
    if (exhibit === undefined) throw new Refusal('no-such-exhibit')
    checkPlace(exhibit, order)
    if (action === 'produce') checkProducible(exhibit, found)
    const body = { ...words, exhibit: hash, previous, action, at, found: found === null ? null : [...found], from: exhibit.holder, reportHead: both.report.log.head }
    return { to: both.desk, content: { kind: 'custody', body }, merge: true }
  })
}

export interface AnswerOrder extends Pick<CustodyOrder, 'exhibit' | 'previous' | 'at' | 'reason' | 'place' | 'seal' | 'found'> {
  readonly action: CustodyAnswer
  /** Hash of the link by which somebody handed it to the caller. */
  readonly handing: string
}

/**
 * Signs for what was handed over, or says that it was not. What is refused is with whoever gave it, who signs for that in turn.
 * @throws Refusal as `recordCustody`; `no-such-handing` if nothing is there that the caller could answer
 */
export async function answerHanding(session: Session, id: string, order: AnswerOrder): Promise<ReportView> {
  const { exhibit: hash, previous, action, at, found, handing } = order
  const words = { reason: action === 'refuse' ? requiredText(order.reason, LIMITS.nameCharactersMax).trim() : line(order.reason), place: line(order.place), seal: line(order.seal) }
  refuseFuture(at)
  return write(session, { id, what: ['custody', order] }, (both) => {
    const exhibit = exhibitsOf(both).find((each) => each.hash === hash)
    if (exhibit === undefined) throw new Refusal('no-such-exhibit')
    checkPlace(exhibit, order)
    if (!toAnswer(exhibit, session.me.signKey).some((each) => each.hash === handing)) throw new Refusal('no-such-handing')
    const body = { ...words, exhibit: hash, previous, action, at, handing, found: found === null ? null : [...found], from: exhibit.holder, to: holderBehind(exhibit, { action, handing }), reportHead: both.report.log.head }
    return { to: both.desk, content: { kind: 'custody', body }, merge: true }
  })
}

function checkPlace(exhibit: Exhibit, { previous, at }: Pick<CustodyOrder, 'previous' | 'at'>): void {
  if (exhibit.ended !== null) throw new Refusal('custody-ended')
  if (previous !== lastLink(exhibit)) throw new Refusal('stale-head')
  if (at < lastMinute(exhibit)) throw new Refusal('custody-earlier')
}

function checkProducible(exhibit: Exhibit, found: CustodyOrder['found']): void {
  const isRead = exhibit.files.length === 0 || (found !== null && found.join() === exhibit.files.map(({ sha256 }) => sha256).join())
  if (!exhibit.isWhole || !isRead) throw new Refusal('custody-broken')
  if (unconfirmed(exhibit) !== null) throw new Refusal('custody-unconfirmed')
}

/** SHA-256 of each file of an exhibit, by reading it whole. @throws Refusal as `openLogFile` where what is kept is not what was sent; DOMException `AbortError` */
export async function readExhibit(session: Pick<Session, 'api'>, { id, deskLog }: Pick<ReportView, 'id' | 'deskLog'>, { exhibit, signal, onProgress }: Watched & { readonly exhibit: Exhibit }): Promise<readonly string[]> {
  const found: string[] = []
  let doneBytes = 0
  for (const attachment of exhibit.files) {
    const file = await openLogFile(session, exhibit.log === 'report' ? id : deskLog, attachment)
    const words = runningHash()
    for (let segment = 0; segment < file.segments; segment++) {
      signal.throwIfAborted()
      const opened = await file.segment(segment)
      words.update(opened.words)
      onProgress(doneBytes += opened.words.length)
    }
    found.push(base64url(words.digest()))
  }
  return found
}

function exhibitsOf({ desk, report }: Both): readonly Exhibit[] {
  return foldExhibits(desk.log.entries as readonly DeskEntry[], report.log.entries as readonly ReportEntry[])
}

/** Clocks differ by minutes; a slip of the pen by years, and nobody could take it back. @throws Refusal `custody-later` */
function refuseFuture(at: string): void {
  if (Date.parse(at) > Date.now() + CLOCK_MINUTES * 60_000) throw new Refusal('custody-later')
}

/** A line that may be empty. */
function line(text: string): string {
  const clean = cleanText(text).trim()
  if (clean.length > LIMITS.nameCharactersMax) throw new Refusal('too-large', { charactersMax: LIMITS.nameCharactersMax })
  return clean
}

function named(custodian: Custodian): Custodian {
  return 'member' in custodian ? custodian : { name: requiredText(custodian.name, LIMITS.nameCharactersMax).trim() }
}
