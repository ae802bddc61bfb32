import type { Day } from '#base/day.ts'
import { canonicalJson } from '#base/json.ts'
import type { AccessChange } from '#domain/reasons.ts'
import type { OutboxJob, Writer } from '../store/store.ts'
import type { Today } from './calendar.ts'
import type { Caller } from './caller.ts'
import type { OfficeBook } from './office-book.ts'

/**
 * What the audit log will say, left as jobs: the log itself is written behind the requests (audit-writer.ts), because its
 * entries form one chain, and nobody should wait in line for it.
 */
export interface AuditTrail {
  /** Durable when it resolves, and written once a day for each member and log. */
  keysGiven(caller: Pick<Caller, 'office' | 'signKey'>, log: string): Promise<void>
}

export interface AuditTrailDeps {
  readonly write: Pick<Writer, 'enqueue'>
  readonly offices: OfficeBook
  readonly today: Today
  /** Something was left to write. */
  readonly wake: () => void
}

export interface AuditPayload {
  readonly office: string
  readonly member: string
  readonly day: Day
  readonly log?: string
  readonly what?: AccessChange
}

export function auditJob(kind: 'audit-keys-given' | 'audit-session-started' | 'audit-erased-log' | 'audit-access-changed', payload: AuditPayload): OutboxJob {
  return { kind, payload: canonicalJson(payload) }
}

export interface AccessTrailDeps {
  readonly offices: OfficeBook
  readonly today: Today
  readonly wake: () => void
}

/** What is kept together with a change of somebody's ways in: the audit log says it, or it did not happen. */
export async function accessChanged({ offices, today }: Pick<AccessTrailDeps, 'offices' | 'today'>, { office, signKey }: Pick<Caller, 'office' | 'signKey'>, what: AccessChange): Promise<OutboxJob> {
  const { timeZone } = await offices.current(office)
  return auditJob('audit-access-changed', { office, member: signKey, day: today(timeZone), what })
}

const HELD_MAX = 200_000

/** A restart forgets who was written down today; then the audit log says it twice, never less than once. */
export function auditTrail(deps: AuditTrailDeps): AuditTrail {
  const written = new Map<string, Day>()
  return {
    async keysGiven({ office, signKey }, log) {
      const { timeZone } = await deps.offices.current(office)
      const day = deps.today(timeZone)
      const name = `${signKey} ${log}`
      if (written.get(name) === day) return
      await deps.write.enqueue([auditJob('audit-keys-given', { office, member: signKey, day, log })])
      if (written.size >= HELD_MAX) written.clear()
      written.set(name, day)
      deps.wake()
    },
  }
}
