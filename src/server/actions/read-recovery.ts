import { Refusal } from '#base/refusal.ts'
import { RECOVERY_READER } from '#sealing/sealed/entry.ts'
import type { LogPage } from '#wire/log.ts'
import type { Reader } from '../store/store.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { Caller } from './caller.ts'
import type { OfficeBook } from './office-book.ts'

export interface ReadRecoveryDeps {
  readonly read: Pick<Reader, 'wraps'>
  readonly offices: OfficeBook
  readonly trail: AuditTrail
}

/**
 * What was sealed to the organisation's recovery: of no use to anybody without enough shares. That the rows were given is written down
 * first, under the recovery's key where other rows have a log.
 *
 * @throws Refusal `no-such-share` if no recovery is arranged.
 */
export async function readRecovery({ read, offices, trail }: ReadRecoveryDeps, caller: Caller): Promise<LogPage> {
  const { office, length, fold } = await offices.current(caller.office)
  if (fold.recovery === null) throw new Refusal('no-such-share')
  await trail.keysGiven(caller, fold.recovery.signKey)
  return { log: office, from: length, more: false, entries: [], wraps: await read.wraps(office, [RECOVERY_READER]) }
}
