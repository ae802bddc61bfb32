import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { checkDirectory } from '#domain/directory.ts'
import { foldOffice, isOfficeKind, type Office, type OfficeEvent } from '#domain/office.ts'
import { logSubject, RECOVERY_READER, recoverySubject, teamReader } from '#sealing/sealed/entry.ts'
import type { Installation, StandingRow } from '../store/store.ts'
import { isTimeZone } from './calendar.ts'
import type { CheckedEntry } from './checked-entry.ts'
import { checkRecoveryRows } from './recovery-rows.ts'

/** What of the installation an office must name rightly, or its reporters would trust another server or lose their codes. */
export interface Home {
  readonly salt: Installation['salt']
  readonly serverKey: { readonly publicId: string }
}

export interface OfficeStep {
  readonly fold: Office
  readonly event: OfficeEvent
  readonly standings: readonly StandingRow[]
}

/**
 * One more entry of an office log: what the office is after it.
 * @throws Refusal `not-allowed` if its author is no administrator, `foreign-key` for another server's key or salt, `malformed` for what contradicts the log.
 */
export function officeStep(home: Home, before: Office | null, checked: CheckedEntry): OfficeStep {
  const { kind, author } = checked.header
  if (!isOfficeKind(kind)) throw new Refusal('malformed', { member: 'kind' })
  const event = { kind, author, body: checked.clear } as OfficeEvent
  const fold = foldOffice(before, event)
  checkSettings(home, fold, event)
  checkReaders(fold, event, checked)
  if (before !== null) checkRecoveryRows(before, event, checked.wraps)
  return { fold, event, standings: standingsOf(checked.office, event) }
}

function checkSettings({ salt, serverKey }: Home, fold: Office, event: OfficeEvent): void {
  if (event.kind === 'genesis' && event.body.serverKey !== serverKey.publicId) throw new Refusal('foreign-key', { member: 'serverKey' })
  if (event.kind === 'settings' && !isTimeZone(event.body.timeZone)) throw new Refusal('malformed', { member: 'timeZone' })
  if (event.kind !== 'directory') return
  const { body } = event
  if (body.serverKey !== serverKey.publicId || body.salt !== base64url(salt)) throw new Refusal('foreign-key', { member: 'serverKey' })
  if (!isTimeZone(body.timeZone)) throw new Refusal('malformed', { member: 'timeZone' })
  checkDirectory(fold)
  if (new Set(body.channels.map(({ channel }) => channel)).size !== body.channels.length) throw new Refusal('malformed', { member: 'channels' })
}

/**
 * Key rows in the office log: the log's own key for members; a team's secrets, of this epoch and of earlier ones, for those whom the entry
 * puts into the team; a share of the recovery for its holder.
 */
function checkReaders(fold: Office, event: OfficeEvent, { wraps }: CheckedEntry): void {
  const fits = wraps.every(({ subject, reader }) => {
    const member = reader.startsWith('member:') ? reader.slice('member:'.length) : null
    if (subject === logSubject(0)) return reader === RECOVERY_READER || (member !== null && (member === fold.administrator || fold.members.has(member)))
    if (event.kind === 'recovery') return subject === recoverySubject(event.body.generation) && event.body.shares.some(({ holder }) => holder === member)
    if (event.kind !== 'team' || !isEpochUpTo(fold, event.body, subject)) return false
    return reader === RECOVERY_READER || (member !== null && event.body.members.includes(member))
  })
  if (!fits) throw new Refusal('malformed', { member: 'wraps' })
}

function isEpochUpTo({ teams }: Office, { team, epoch }: { readonly team: string; readonly epoch: number }, subject: string): boolean {
  return [...teams.values()].some((each) => each.team === team && each.epoch <= epoch && subject === teamReader(team, each.epoch))
}

function standingsOf(office: string, event: OfficeEvent): readonly StandingRow[] {
  // Until the first `member` entry the genesis alone says who administers.
  if (event.kind === 'genesis') return [{ office, signKey: event.author, roles: ['administrator'], active: true }]
  if (event.kind !== 'member') return []
  const { signKey, roles, active } = event.body
  return [{ office, signKey, roles, active }]
}
