import type * as v from 'valibot'
import { base64url, randomBytes } from '#base/bytes.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { session } from '#wire/messages.ts'
import type { MemberRow, Writer } from '../store/store.ts'
import { auditJob } from './audit-trail.ts'
import type { Today } from './calendar.ts'
import { expiryHour } from './caller.ts'
import type { OfficeBook } from './office-book.ts'

export interface BeginSessionDeps {
  readonly write: Pick<Writer, 'startSession'>
  readonly offices: OfficeBook
  readonly today: Today
  readonly nowMs: () => number
  readonly wake: () => void
}

/** What a member who is let in is told. The token is not kept: only its hash is. */
export type SessionMessage = v.InferOutput<typeof session>

/** @returns null if a code of this time step was used meanwhile. */
export async function beginSession(
  deps: BeginSessionDeps, member: Pick<MemberRow, 'office' | 'signKey' | 'underPassphrase'>, step: number,
): Promise<SessionMessage | null> {
  const { office, signKey, underPassphrase } = member
  const token = randomBytes(32)
  const { timeZone } = await deps.offices.current(office)
  const outbox = [auditJob('audit-session-started', { office, member: signKey, day: deps.today(timeZone) })]
  const row = { tokenHash: base64url(hash(token)), office, signKey, expiresHour: expiryHour(deps.nowMs()) }
  if (!await deps.write.startSession(row, { step, outbox })) return null
  deps.wake()
  return { office, signKey, underPassphrase: base64url(underPassphrase), token: base64url(token) }
}
