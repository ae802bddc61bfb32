import { Refusal } from '#base/refusal.ts'
import { bytesOf } from '#clients/transport/api.ts'
import type { CardBody } from '#domain/bodies.ts'
import { firstLine } from '#domain/conversation.ts'
import { nextDate, type Docket, type State } from '#domain/docket.ts'
import { openCard } from '#sealing/open/card.ts'
import { openLog } from '#sealing/open/log.ts'
import { checkChain } from '#sealing/proof/chain.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { decodeQueuePage, type QueueRow } from '#wire/log.ts'
import { logKeyOf } from './log-keys.ts'
import type { QueueLine, QueueView } from './member.ts'
import { mayBegin, standingAt } from './standing.ts'
import type { Session } from './session.ts'

export interface QueueQuery {
  readonly state?: State
  readonly limit?: number
  readonly after?: string
}

/** One page of the queue, newest first. What cannot be opened is shown as such, and never hides what can. */
export async function listQueue(session: Session, query: QueueQuery = {}): Promise<QueueView> {
  const response = await session.api.call({ route: 'list-queue', parameters: { office: session.id }, query: { ...query } })
  const { rows, total, next } = decodeQueuePage(await bytesOf(response))
  return { lines: await Promise.all(rows.map((row) => lineOf(session, row))), total, next }
}

async function lineOf(session: Session, row: QueueRow): Promise<QueueLine> {
  const { log, first, wraps, desk, state, channel, team, urgent, receivedDay, acknowledgedDay, entries, lastFrom, lastDay } = row
  const docket: Docket = { state, channel, team, urgent, receivedDay, acknowledgedDay, entries, lastFrom, lastDay }
  const base: QueueLine = { id: log, docket, next: nextDate(docket), title: null, language: 'en', unopened: desk === null, stale: false, card: null }
  try {
    const card = await cardOf(session, row)
    if (card !== null) return { ...base, title: card.title, language: card.language, card, stale: card.head !== desk?.head }
    const opened = await openLog([first], await logKeyOf(session, parseHeader(first.header), wraps))
    const [entry] = opened.entries
    if (opened.log !== log || entry?.kind !== 'report') throw new Refusal('forged-history')
    return { ...base, title: firstLine(entry.body.answers['what'] ?? ''), language: entry.body.language }
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'session-ended') return base
    throw error
  }
}

/** The card, if it is whole, about this very report's desk log, and by somebody who may write there. */
async function cardOf(session: Session, row: QueueRow): Promise<CardBody | null> {
  if (row.desk === null || row.desk.card === null) return null
  const [begun] = await checkChain([row.desk.first], 0)
  if (begun?.header.about !== row.log || begun.header.log !== row.desk.log) throw new Refusal('forged-history')
  const { header } = begun
  if (!mayBegin(session, header, row.team)) throw new Refusal('forged-history')
  const card = await openCard(await logKeyOf(session, header, row.desk.wraps), row.desk.card)
  return standingAt(session, card.author, null) ? card : null
}
