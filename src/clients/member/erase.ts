import * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { jsonOf } from '#clients/transport/api.ts'
import { foldConversation, foldDesk, type DeskEntry, type ReportEntry } from '#domain/conversation.ts'
import { checkErasable, lastSaid } from '#domain/erasure.ts'
import { checkErasureProof, type ErasureProof } from '#sealing/proof/erasure-file.ts'
import { genesisFor } from '#sealing/proof/genesis.ts'
import { writeClearEntry, type ReadyEntry } from '#sealing/seal/entry.ts'
import { erasure } from '#wire/messages.ts'
import { sendReady } from './append.ts'
import { forgetReport } from './log-keys.ts'
import type { HeldLog } from './held-log.ts'
import { openReportLog, readDesk } from './report-logs.ts'
import type { Session } from './session.ts'

/** Of a report that may be erased, how many entries stand in its log. @throws Refusal `not-settled`, `alert-open`, `unread-message`, `on-hold`, `in-open-case` */
export async function mayErase(session: Session, id: string): Promise<{ readonly length: number }> {
  const held = await openReportLog(session, id)
  checkLog(held.log.entries as readonly ReportEntry[])
  await checkDesk(session, held)
  return { length: held.log.length }
}

/**
 * Destroys a report and its desk log for good. What stays is who wrote when, without a word of what.
 *
 * @param expectedLength - how many entries the person had read
 * @throws Refusal `not-settled`, `alert-open`, `unread-message`, `on-hold`, `in-open-case`; `stale-head` if something came in between: the person must look again.
 */
export async function eraseReport(session: Session, id: string, expectedLength?: number): Promise<ErasureProof> {
  const opened = await openUnlessErased(session, id)
  if ('format' in opened) return opened
  const { log, key } = opened
  checkLog(log.entries as readonly ReportEntry[])
  if (expectedLength !== undefined && log.length !== expectedLength) throw new Refusal('stale-head', { length: log.length })
  await checkDesk(session, opened)
  const end = { office: session.id, log: log.log, generation: key.generation, length: log.length, head: log.head }
  const ready = await writeClearEntry(end, session.authored(), { content: { kind: 'erased', body: {} } })
  const proof = await send(session, log.log, ready)
  forgetReport(session, log.log)
  return proof
}

/** Where the answer to an erasure was lost, the report is gone, and the same deed again is answered by the same proof. */
async function openUnlessErased(session: Session, id: string): Promise<Awaited<ReturnType<typeof openReportLog>> | ErasureProof> {
  try {
    return await openReportLog(session, id)
  } catch (error) {
    const before = error instanceof Refusal && error.code === 'no-such-log' ? await erasedBefore(session, id) : null
    if (before === null) throw error
    return before
  }
}

/** What handlers say among themselves only their devices know: the server would erase it. */
async function checkDesk(session: Session, held: HeldLog): Promise<void> {
  const desk = await readDesk(session, held)
  if (desk === null) return
  const { triage, cases } = foldDesk(desk.log.entries as readonly DeskEntry[])
  if (triage.hold) throw new Refusal('on-hold')
  if (cases.length > 0) throw new Refusal('in-open-case')
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

/** The proof of an entry that ended a report, for whoever knows it. @throws Refusal `no-such-log`, `wrong-server` */
export async function readProof(session: Session, of: { readonly log: string; readonly entry: string }): Promise<ErasureProof> {
  const proof = await checked(session, of.log, await jsonOf(await session.api.call({ route: 'read-erasure', parameters: { log: of.log, erased: of.entry } })))
  if (proof.entry !== of.entry) throw new Refusal('wrong-server')
  return proof
}

/**
 * The proof of an erasure that this member did before, whose answer may have been lost together with the process that waited for it.
 * @returns null if this member erased no such report
 * @throws Refusal `wrong-server`
 */
export async function erasedBefore(session: Session, log: string): Promise<ErasureProof | null> {
  try {
    return await checked(session, log, await jsonOf(await session.api.call({ route: 'read-own-erasure', parameters: { log } })))
  } catch (error) {
    if (error instanceof Refusal && error.code === 'no-such-log') return null
    throw error
  }
}

/** The server's signed word that a report is gone, to be kept: nothing else tells any more that it was there. */
async function checked(session: Session, log: string, message: unknown): Promise<ErasureProof> {
  const result = v.safeParse(erasure, message)
  if (!result.success || result.output.office !== session.id || result.output.log !== log) throw new Refusal('wrong-server')
  const proof: ErasureProof = { format: 'postern/erasure-proof/v1', ...result.output, genesis: genesisFor(session.officeLog().genesis) }
  await checkErasureProof(proof).catch(() => { throw new Refusal('wrong-server') })
  return proof
}
