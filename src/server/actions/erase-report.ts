import { Refusal } from '#base/refusal.ts'
import { checkErasable, lastSaid } from '#domain/erasure.ts'
import type { Acknowledgement } from '#sealing/proof/acknowledgement.ts'
import { signErasure, type ErasureStatement } from '#sealing/proof/erasure.ts'
import type { ServerKey } from '#sealing/proof/sign.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import type { AppendDeed, LogRow, Reader, Writer } from '../store/store.ts'
import { auditJob } from './audit-trail.ts'
import type { Caller } from './caller.ts'
import { acknowledge } from './keep.ts'

export interface EraseReportDeps {
  readonly read: Pick<Reader, 'docket' | 'entries'>
  readonly write: Pick<Writer, 'erase'>
  readonly serverKey: ServerKey
  /** Something was left to write. */
  readonly wake: () => void
}

/**
 * Keeps the `erased` entry and destroys everything else that the report and its desk log hold. It is acknowledged when nothing opens any more.
 * @throws Refusal `not-settled`, `alert-open`, `unread-message`
 */
export async function eraseReport(deps: EraseReportDeps, row: LogRow, deed: AppendDeed): Promise<Acknowledgement> {
  const docket = await deps.read.docket(row.log)
  if (docket === null) throw new Error('a report without a docket')
  checkErasable(docket, await lastWord(deps, row))
  const { office, log, author: member, day } = deed
  const acknowledgement = await acknowledge(deps, deed, await deps.write.erase({ ...deed, outbox: [auditJob('audit-erased-log', { office, member, day, log })] }))
  deps.wake()
  return acknowledgement
}

const PAGE = 8

async function lastWord({ read }: EraseReportDeps, { log, author, length }: LogRow): Promise<ReturnType<typeof lastSaid>> {
  for (let end = length; end > 0; end -= PAGE) {
    const from = Math.max(0, end - PAGE)
    const headers = (await read.entries(log, from, end - from)).map((entry) => parseHeader(entry.header))
    const last = lastSaid(headers.map(({ kind, author: by }) => ({ kind, from: by === author ? 'reporter' as const : 'office' as const })))
    if (last !== undefined) return last
  }
  return undefined
}

export interface ReadErasureDeps {
  readonly read: Pick<Reader, 'erasure'>
  readonly serverKey: ServerKey
}

/**
 * The server's signed word that a report was erased, for whoever knows the entry that ended it.
 * @throws Refusal `no-such-log` for every other log and entry: one code, so that asking tells nothing.
 */
export async function readErasure({ read, serverKey }: ReadErasureDeps, asked: { readonly log: string; readonly entry: string }): Promise<ErasureStatement> {
  const found = await read.erasure(asked.log)
  if (found === null || found.hash !== asked.entry) throw new Refusal('no-such-log')
  const { office, log, hash: entry, day } = found
  return signErasure(serverKey, { office, log, entry, day })
}

export interface ReadOwnErasureDeps {
  readonly read: Pick<Reader, 'entries' | 'erasure' | 'log'>
  readonly serverKey: ServerKey
}

/**
 * The same for the member who wrote that entry and does not know it any more: the answer was lost, and the process that waited for it is gone.
 * @throws Refusal `no-such-log` for every log that the caller did not erase
 */
export async function readOwnErasure(deps: ReadOwnErasureDeps, { office, signKey }: Caller, log: string): Promise<ErasureStatement> {
  const row = await deps.read.log(log)
  const found = row === null ? null : await deps.read.erasure(log)
  const [last] = row === null || found === null ? [] : await deps.read.entries(log, row.length - 1, 1)
  if (found === null || last === undefined || found.office !== office || parseHeader(last.header).author !== signKey) throw new Refusal('no-such-log')
  return readErasure(deps, { log, entry: found.hash })
}
