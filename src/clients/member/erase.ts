import * as v from 'valibot'
import { fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { jsonOf } from '#clients/transport/api.ts'
import { foldConversation, type ReportEntry } from '#domain/conversation.ts'
import { checkErasable, lastSaid } from '#domain/erasure.ts'
import { checkErasure } from '#sealing/proof/erasure.ts'
import { writeClearEntry, type ReadyEntry } from '#sealing/seal/entry.ts'
import { erasure, type ErasureMessage } from '#wire/messages.ts'
import { sendReady } from './append.ts'
import { forgetReport } from './log-keys.ts'
import { openReportLog } from './report-logs.ts'
import type { Session } from './session.ts'

/** The server's signed word that a report is gone, to be kept: nothing else tells any more that it was there. */
export interface ErasureProof extends ErasureMessage {
  readonly serverKey: string
}

/** Of a report that may be erased, how many entries stand in its log. @throws Refusal `not-settled`, `unread-message` */
export async function mayErase(session: Session, id: string): Promise<{ readonly length: number }> {
  const { log } = await openReportLog(session, id)
  checkLog(log.entries as readonly ReportEntry[])
  return { length: log.length }
}

/**
 * Destroys a report and its desk log for good. What stays is who wrote when, without a word of what.
 *
 * @param expectedLength - how many entries the person had read
 * @throws Refusal `not-settled`, `unread-message`; `stale-head` if something came in between: the person must look again.
 */
export async function eraseReport(session: Session, id: string, expectedLength?: number): Promise<ErasureProof> {
  const { log, key } = await openReportLog(session, id)
  checkLog(log.entries as readonly ReportEntry[])
  if (expectedLength !== undefined && log.length !== expectedLength) throw new Refusal('stale-head', { length: log.length })
  const end = { office: session.id, log: log.log, generation: key.generation, length: log.length, head: log.head }
  const ready = await writeClearEntry(end, session.authored(), { content: { kind: 'erased', body: {} } })
  const proof = await send(session, log.log, ready)
  forgetReport(session, log.log)
  return proof
}

function checkLog(entries: readonly ReportEntry[]): void {
  const { docket, reporter } = foldConversation(entries)
  checkErasable(docket, lastSaid(entries.map((entry) => ({
    kind: entry.kind === 'unreadable' ? entry.claimed : entry.kind, from: entry.author === reporter ? 'reporter' as const : 'office' as const,
  }))))
}

/** An answer that was lost leaves open whether it is done: the server's word for this very entry tells. */
async function send(session: Session, log: string, ready: ReadyEntry): Promise<ErasureProof> {
  try {
    await sendReady(session, log, ready)
  } catch (error) {
    const lost = error instanceof Refusal && (error.code === 'unreachable' || error.code === 'no-such-log')
    if (!lost) throw error
    return readProof(session, { log, entry: ready.hash }).catch(() => { throw error })
  }
  return readProof(session, { log, entry: ready.hash })
}

/** @throws Refusal `no-such-log`, `wrong-server` */
export async function readProof(session: Session, of: { readonly log: string; readonly entry: string }): Promise<ErasureProof> {
  const result = v.safeParse(erasure, await jsonOf(await session.api.call({ route: 'read-erasure', parameters: { log: of.log, erased: of.entry } })))
  const { serverKey } = session.officeLog().fold
  const signature = result.success ? fromBase64url(result.output.signature) : null
  if (!result.success || signature === null) throw new Refusal('wrong-server')
  const { office, log, entry, day } = result.output
  const isAbout = office === session.id && log === of.log && entry === of.entry
  if (!isAbout || !await checkErasure(serverKey, { office, log, entry, day, signature })) throw new Refusal('wrong-server')
  return { ...result.output, serverKey }
}
