import { base64url, fromBase64url } from '#base/bytes.ts'
import { addDays, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Role } from '#domain/roles.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { Reader, Writer } from '../store/store.ts'

/** A member who shows a session that is still good, with the standing of this moment. */
export interface Caller {
  readonly office: string
  readonly signKey: string
  readonly roles: readonly Role[]
  readonly tokenHash: string
}

export interface CallerDeps {
  readonly read: Pick<Reader, 'session' | 'standing'>
  readonly write: Pick<Writer, 'touchSession'>
  readonly nowMs: () => number
}

const HOUR_MS = 3_600_000

export function hourAt(nowMs: number): number {
  return Math.floor(nowMs / HOUR_MS)
}

/**
 * Sessions idle out by the hour, and the hour that has begun is not counted: never early, at most an hour late. However busy, a
 * session ends some days after the one it began on.
 */
export function expiryHour(nowMs: number, begunDay: Day): number {
  return Math.min(hourAt(nowMs) + LIMITS.sessionIdleHours + 1, hourAt(Date.parse(addDays(begunDay, LIMITS.sessionDaysMax))))
}

export function tokenHashOf(token: string): string | null {
  const bytes = fromBase64url(token)
  return bytes?.length === 32 ? base64url(hash(bytes)) : null
}

/**
 * @throws Refusal `not-authenticated` without a token, `session-ended` for one that is unknown, idled out or a removed member's.
 */
export async function callerOf(deps: CallerDeps, token: string | null): Promise<Caller> {
  if (token === null) throw new Refusal('not-authenticated')
  const tokenHash = tokenHashOf(token)
  const session = tokenHash === null ? null : await deps.read.session(tokenHash)
  const nowMs = deps.nowMs()
  if (session === null || session.expiresHour <= hourAt(nowMs)) throw new Refusal('session-ended')
  const standing = await deps.read.standing(session.office, session.signKey)
  if (standing?.active !== true) throw new Refusal('session-ended')
  const expiresHour = expiryHour(nowMs, session.begunDay)
  if (session.expiresHour < expiresHour) await deps.write.touchSession(session.tokenHash, expiresHour)
  const { office, signKey } = session
  return { office, signKey, roles: standing.roles, tokenHash: session.tokenHash }
}
