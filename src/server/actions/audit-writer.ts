import { base64url, randomBytes } from '#base/bytes.ts'
import { canonicalBytes } from '#base/json.ts'
import * as v from 'valibot'
import type { Bodies } from '#domain/bodies.ts'
import { ACCESS_CHANGES } from '#domain/reasons.ts'
import { entryHash, hash, logId } from '#sealing/proof/hash.ts'
import type { ServerKey } from '#sealing/proof/sign.ts'
import { signedBytes, type SignedEntry } from '#sealing/sealed/entry.ts'
import { encodeHeader, type Header } from '#sealing/sealed/header.ts'
import * as f from '#wire/fields.ts'
import type { AppendDeed, LogRow, OutboxJob, Reader, Writer } from '../store/store.ts'
import type { Today } from './calendar.ts'
import { bytesOf } from './new-member.ts'
import type { OfficeBook, OfficeState } from './office-book.ts'

export interface AuditWriterDeps {
  readonly read: Pick<Reader, 'auditLog'>
  readonly write: Pick<Writer, 'append' | 'finishJobs' | 'leaseJobs'>
  readonly offices: OfficeBook
  readonly serverKey: ServerKey
  readonly today: Today
}

/** Another of the outbox's kinds is another's. @see notices.ts */
const KINDS = ['audit-keys-given', 'audit-session-started', 'audit-access-changed', 'audit-erased-log'] as const
const JOBS_MAX = 100
const LEASE_SECONDS = 60

type AuditKind = 'audit' | 'keys-given' | 'session-started' | 'erased-log' | 'access-changed'
type Told = { [K in AuditKind]: { readonly kind: K; readonly body: Bodies[K] } }[AuditKind]

/**
 * Writes what waits in the outbox into the audit logs, signed by the server's key. A job is finished only after its entry is
 * kept, so a crash in between writes an entry twice and never loses one.
 *
 * @returns how many jobs it took; as many as a round takes means that more may wait.
 */
export async function writeAudit(deps: AuditWriterDeps): Promise<{ readonly taken: number; readonly full: boolean }> {
  const jobs = await deps.write.leaseJobs(JOBS_MAX, LEASE_SECONDS, KINDS)
  for (const job of jobs) {
    const { office, told } = toldBy(job)
    if (told !== null) await tell(deps, office, told)
    await deps.write.finishJobs([job.id])
  }
  return { taken: jobs.length, full: jobs.length === JOBS_MAX }
}

const payload = v.object({ office: f.id, member: f.id, log: v.optional(f.id), what: v.optional(v.picklist(ACCESS_CHANGES)) })

function toldBy(job: OutboxJob): { readonly office: string; readonly told: Told | null } {
  const { office, member, log, what } = v.parse(payload, JSON.parse(job.payload))
  if (job.kind === 'audit-session-started') return { office, told: { kind: 'session-started', body: { member } } }
  if (job.kind === 'audit-keys-given' && log !== undefined) return { office, told: { kind: 'keys-given', body: { reader: member, log } } }
  if (job.kind === 'audit-erased-log' && log !== undefined) return { office, told: { kind: 'erased-log', body: { member, log } } }
  if (job.kind === 'audit-access-changed' && what !== undefined) return { office, told: { kind: 'access-changed', body: { member, what } } }
  return { office, told: null }
}

/**
 * Another node may write the same log: then its entry comes first and this one is signed again behind it. Where two of one day
 * say the same, their entries are the same to the byte, and `repeated` tells that the one kept was the other's.
 */
async function tell(deps: AuditWriterDeps, office: string, told: Told): Promise<void> {
  for (;;) {
    const state = await deps.offices.current(office)
    const row = await deps.read.auditLog(office)
    const next = row === null ? { kind: 'audit', body: { serverKey: deps.serverKey.publicId } } as const : told
    const outcome = await deps.write.append(await signed(deps, { state, row, told: next }))
    if (outcome.outcome === 'kept' && !outcome.repeated && next === told) return
  }
}

interface Next {
  readonly state: OfficeState
  readonly row: LogRow | null
  readonly told: Told
}

async function signed({ serverKey, today }: AuditWriterDeps, { state, row, told }: Next): Promise<AppendDeed> {
  const { office, head, timeZone } = state
  const author = serverKey.publicId
  const body = canonicalBytes(told.body)
  const day = today(timeZone)
  const nonce = randomBytes(16)
  const place = row === null
    ? { log: logId(bytesOf(office), bytesOf(author), nonce), seq: 0, prev: null, nonce: base64url(nonce) }
    : { log: row.log, seq: row.length, prev: row.head }
  const header: Header = {
    v: 1, office, generation: 0, kind: told.kind, author, day, bodyHash: base64url(hash(body)), bodySize: body.length, seen: head, docket: null, ...place,
  }
  const bytes = encodeHeader(header)
  const entry: SignedEntry = { header: bytes, signature: await serverKey.sign(signedBytes(bytes)), body }
  const { log, seq, prev } = place
  return { office, log, kind: 'audit', seq, prev, hash: entryHash(entry), author, about: null, generation: 0, keyCommit: null, day, entry, wraps: [] }
}
