import { Refusal } from '#base/refusal.ts'
import { bytesOf } from '#clients/transport/api.ts'
import type { Bodies, CardBody } from '#domain/bodies.ts'
import { firstLine } from '#domain/conversation.ts'
import { nextDate } from '#domain/clocks/next.ts'
import type { Docket, State } from '#domain/docket.ts'
import { isAskedOnCard } from '#domain/mentions.ts'
import { UNTRIAGED, type Triage } from '#domain/triage.ts'
import { openCard } from '#sealing/open/card.ts'
import { unwindKeys } from '#sealing/open/generations.ts'
import { openLog } from '#sealing/open/log.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import { checkChain } from '#sealing/proof/chain.ts'
import { entryHash, wrapHash } from '#sealing/proof/hash.ts'
import { teamReader, type SignedEntry, type WrapRow } from '#sealing/sealed/entry.ts'
import { parseHeader, type Header } from '#sealing/sealed/header.ts'
import { decodeQueuePage, type QueueRow } from '#wire/log.ts'
import { takeFromKeyrings, wantedKey } from './keyrings.ts'
import { knowTeams, logKeyOf } from './log-keys.ts'
import type { QueueLine, QueueView } from './member.ts'
import { enteredIn, provedEntry } from './enter.ts'
import { mayBegin, wasHandler } from './authors.ts'
import type { Session, WantedKey } from './session.ts'

export interface QueueQuery {
  readonly state?: State
  readonly limit?: number
  readonly after?: string
  /** These alone, no more than `LIMITS.queueReportsMax`; what is not open to the caller any more is not among the answer's lines. */
  readonly reports?: readonly string[]
}

/** One page of the queue, newest first. What cannot be opened is shown as such, and never hides what can. */
export async function listQueue(session: Session, { reports, ...query }: QueueQuery = {}): Promise<QueueView> {
  const response = await session.api.call({ route: 'list-queue', parameters: { office: session.id }, query: { ...query, ...(reports === undefined ? {} : { reports: reports.join() }) } })
  const { rows, total, next } = decodeQueuePage(await bytesOf(response))
  await knowTeams(session, rows.flatMap(({ wraps, desk }) => [...wraps, ...desk?.wraps ?? []]))
  await takeFromKeyrings(session, rows.flatMap((row) => wantedFor(session, row) ?? []))
  return { lines: await Promise.all(rows.map((row) => lineOf(session, row))), total, next }
}

/** The one key that a line needs: the desk's for its card, else the report's first. */
export function wantedFor(session: Session, { desk, first, wraps }: Pick<QueueRow, 'desk' | 'first' | 'wraps'>): WantedKey | null {
  const of = desk === null || desk.card === null ? { entry: first, wraps } : { entry: desk.keyed ?? desk.first, wraps: desk.wraps }
  try {
    return wantedKey(session, parseHeader(of.entry.header), { head: entryHash(of.entry), wraps: of.wraps })
  } catch (error) {
    // What is wrong with a line is told on that line.
    if (error instanceof Refusal) return null
    throw error
  }
}

async function lineOf(session: Session, row: QueueRow): Promise<QueueLine> {
  const { log, desk, state, channel, team, urgent, receivedDay, acknowledgedDay, entries, lastFrom, lastDay, packs, events } = row
  const docket: Docket = { state, channel, team, urgent, receivedDay, acknowledgedDay, entries, lastFrom, lastDay, packs, events }
  const base: QueueLine = { id: log, docket, next: nextDate(docket, session.officeLog().fold.packs), title: null, language: 'en', unopened: desk === null, stale: false, entered: null, byTelephone: false, triage: UNTRIAGED, asksMe: false, card: null }
  // Whoever began the desk log lost the line before its card was kept: the next who opens the report puts one.
  if (desk !== null && desk.card === null) session.unlocked().cardless.add(desk.log)
  try {
    const card = await cardOf(session, row)
    if (card !== null) return { ...base, title: card.title, language: card.language, card, entered: card.entered ?? null, byTelephone: card.byTelephone === true, triage: triageOf(card), asksMe: isAskedOnCard(card.asked ?? [], session.unlocked().signing.publicId), stale: card.head !== desk?.head }
    const body = await firstEntryOf(session, row)
    return { ...base, title: firstLine(body.answers['what'] ?? ''), language: body.language, byTelephone: body.provenance === 'by-telephone', entered: provedEntry(await enteredIn(session, parseHeader(row.first.header), body)) }
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'session-ended') return base
    throw error
  }
}

function triageOf({ labels, severity, nextStep, assigned = null, handed = false, hold = false, series = 'by-text' }: CardBody): Triage {
  return { labels, severity, nextStep, assigned, handed, hold, series }
}

/** What the reporter filed. @throws Refusal `forged-history`, `foreign-key` and what `openLog` refuses */
export async function firstEntryOf(session: Session, row: QueueRow): Promise<Bodies['report']> {
  const opened = await openLog([row.first], await firstKeyOf(session, row))
  const [entry] = opened.entries
  if (opened.log !== row.log || entry?.kind !== 'report') throw new Refusal('forged-history')
  return entry.body
}

/** The key of the first generation: out of a row of it, or out of the re-keying that followed, for who was given the report later. */
async function firstKeyOf(session: Session, { first, keyed, wraps }: QueueRow): Promise<LogKey> {
  const header = parseHeader(first.header)
  try {
    return await logKeyOf(session, header, wraps)
  } catch (error) {
    const next = keyed === null ? null : parseHeader(keyed.header)
    if (!(error instanceof Refusal && error.code === 'foreign-key') || keyed === null || next?.generation !== 1) throw error
    const keys = new Map([[1, await logKeyOf(session, next, wraps)]])
    const generations = [header, next].map(({ keyCommit = '' }, from) => ({ keyCommit, from, given: [] }))
    return (await unwindKeys(keys, generations, () => keyed.body)).get(0) ?? raise(error)
  }
}

function raise(error: Refusal): never {
  throw error
}

/** The card, if it is whole, about this very report's desk log, and by somebody who may write there. */
export async function cardOf(session: Session, { log, desk, first, keyed, wraps }: QueueRow): Promise<CardBody | null> {
  if (desk === null || desk.card === null) return null
  const [begun] = await checkChain([desk.first], 0)
  if (begun?.header.about !== log || begun.header.log !== desk.log) throw new Refusal('forged-history')
  if (!mayBegin(session, begun.header, readersTold(session, [first, ...(keyed === null ? [] : [keyed])], wraps))) throw new Refusal('forged-history')
  const card = await openCard(await logKeyOf(session, await presentHeader(begun.header, desk.keyed), desk.wraps), desk.card)
  return wasHandler(session, card.author, null) ? card : null
}

/** The header that commits to the present key. A list does not have what stands between the two: whoever opens the report reads all of it. */
async function presentHeader(begun: Header, keyed: SignedEntry | null): Promise<Header> {
  if (keyed === null) return begun
  const [checked] = await checkChain([keyed], parseHeader(keyed.header).seq)
  if (checked?.header.kind !== 'rekey' || checked.header.log !== begun.log) throw new Refusal('forged-history')
  return checked.header
}

/**
 * Readers of a report, as far as a line of a list tells: those of its rows that a header on the line names, and the team that the report was
 * sent to. Somebody who was given the report later has a row that another entry names.
 */
function readersTold(session: Session, entries: readonly SignedEntry[], wraps: readonly WrapRow[]): readonly string[] {
  const headers = entries.map(({ header }) => parseHeader(header))
  const named = new Set(headers.flatMap((header) => header.wraps ?? []))
  const team = headers[0]?.docket?.team
  const ofTeam = [...session.officeLog().fold.teams.values()].filter((each) => each.team === team).map((each) => teamReader(each.team, each.epoch))
  return [...ofTeam, ...wraps.filter((wrap) => named.has(wrapHash(wrap))).map(({ reader }) => reader)]
}
