import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { checkDirectory, foldOffice, isOfficeKind, type Office, type OfficeEvent } from '#domain/office.ts'
import { logSubject, memberReader, teamReader } from '#sealing/sealed/entry.ts'
import type { Installation, StandingRow } from '../store/store.ts'
import { isTimeZone } from './calendar.ts'
import type { CheckedEntry } from './checked-entry.ts'

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

/** Key rows in the office log: the log's own key for members, and a team's secret for those whom the entry puts into the team. */
function checkReaders(fold: Office, event: OfficeEvent, { wraps }: CheckedEntry): void {
  const team = event.kind === 'team' ? event.body : null
  const teamSubject = team && teamReader(team.team, team.epoch)
  for (const { subject, reader } of wraps) {
    const ofTeam = team !== null && subject === teamSubject && team.members.some((member) => reader === memberReader(member))
    const ofLog = subject === logSubject(0) && (reader === memberReader(fold.administrator) || fold.members.has(reader.slice('member:'.length)))
    const toRecovery = reader === 'recovery' && (subject === teamSubject || subject === logSubject(0))
    if (!ofTeam && !ofLog && !toRecovery) throw new Refusal('malformed', { member: 'wraps' })
  }
}

function standingsOf(office: string, event: OfficeEvent): readonly StandingRow[] {
  // Until the first `member` entry the genesis alone says who administers.
  if (event.kind === 'genesis') return [{ office, signKey: event.author, roles: ['administrator'], active: true }]
  if (event.kind !== 'member') return []
  const { signKey, roles, active } = event.body
  return [{ office, signKey, roles, active }]
}
