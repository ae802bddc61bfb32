import { base64url, fromBase64url, randomBytes } from '#base/bytes.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { MemberRow, OutboxJob, SessionRow, UsedProof, Way, Writer } from '../store/store.ts'
import { auditJob } from './audit-trail.ts'
import type { Today } from './calendar.ts'
import { expiryHour } from './caller.ts'
import type { OfficeBook } from './office-book.ts'

export interface NewSessionDeps {
  readonly offices: OfficeBook
  readonly today: Today
  readonly nowMs: () => number
}

export interface BeginSessionDeps extends NewSessionDeps {
  readonly write: Pick<Writer, 'startSession'>
  readonly wake: () => void
}

type Who = Pick<MemberRow, 'office' | 'signKey'>

export interface NewSession {
  /** Not kept: only its hash is. */
  readonly token: string
  readonly row: SessionRow
  readonly outbox: readonly OutboxJob[]
}

/** A session that is yet to be kept. */
export async function newSession(deps: NewSessionDeps, { office, signKey }: Who, way: Way): Promise<NewSession> {
  const token = randomBytes(32)
  const { timeZone } = await deps.offices.current(office)
  const begunDay = deps.today(timeZone)
  const tokenHash = base64url(hash(token))
  return {
    token: base64url(token),
    row: { tokenHash, session: sessionId(tokenHash), office, signKey, way, begunDay, expiresHour: expiryHour(deps.nowMs(), begunDay) },
    outbox: [auditJob('audit-session-started', { office, member: signKey, day: begunDay })],
  }
}

/** By what a member names a session: neither the token nor what finds it in the store. */
export function sessionId(tokenHash: string): string {
  return base64url(hash(fromBase64url(tokenHash) ?? new Uint8Array(0)))
}

/** @returns the token; null if what was shown cannot be shown again. */
export async function beginSession(deps: BeginSessionDeps, who: Who, { way, used }: { readonly way: Way; readonly used: UsedProof }): Promise<string | null> {
  const { token, row, outbox } = await newSession(deps, who, way)
  if (!await deps.write.startSession(row, { ...used, outbox })) return null
  deps.wake()
  return token
}
