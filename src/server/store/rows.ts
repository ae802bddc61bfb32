import type { Day } from '#base/day.ts'
import { DEFAULT_PACKS, type ClockEvent, type State } from '#domain/docket.ts'
import type { LogKind } from '#domain/kinds.ts'
import type { Language } from '#domain/bodies.ts'
import type { NoticeReason } from '#domain/notices.ts'
import type { Role } from '#domain/roles.ts'
import type { DocketTable, EnrolmentTable, InvitationTable, LogTable, MemberTable, SessionTable } from './schema.ts'
import type { Bare } from './row-hash.ts'
import type { AppendDeed, DocketRow, EnrolmentRow, InvitationRow, LogRow, MemberRow, PasskeyRow, SessionRow, Way } from './store.ts'
import type { BriefRow } from './store-queue.ts'
import type { NoticeChoiceRow } from './store-notices.ts'
import type { PushDeviceRow } from './store-push.ts'

/** Rows of the tables, and what the interface calls them. The casts are honest: only this room writes these columns. */

export function logRow(row: Bare<'log'>): LogRow {
  const { log, office, length, head, author, about, generation } = row
  return { log, office, kind: row.kind as LogKind, length, head, author, about, generation, keyCommit: row.key_commit }
}

/** The log as it stands once the deed's entry is its last. */
export function logAfter(deed: AppendDeed, before: Bare<'log'> | null): Bare<'log'> {
  const { log, office, kind, hash, generation } = deed
  return {
    log, office, kind: before?.kind ?? kind, length: deed.seq + 1, head: hash, author: before?.author ?? deed.author,
    about: before === null ? deed.about : before.about, generation, key_commit: deed.keyCommit ?? before?.key_commit ?? null,
  }
}

export type NamedDocket = Omit<DocketTable, 'log_number' | 'audience' | 'row_hash'> & Pick<LogTable, 'log' | 'office'>

export const DOCKET_COLUMNS = [
  'log.log', 'log.office', 'state', 'channel', 'team', 'urgent', 'received_day', 'acknowledged_day', 'entries', 'last_from', 'last_day',
  'due_day', 'packs', 'clock_events',
] as const

export function docketRow(row: NamedDocket): DocketRow {
  return {
    log: row.log, office: row.office, state: row.state as State, channel: row.channel, team: row.team, urgent: row.urgent === 1,
    receivedDay: row.received_day as Day, acknowledgedDay: row.acknowledged_day as Day | null, entries: row.entries,
    lastFrom: row.last_from as DocketRow['lastFrom'], lastDay: row.last_day as Day, dueDay: row.due_day as Day | null,
    packs: row.packs === null ? DEFAULT_PACKS : JSON.parse(row.packs) as string[], events: eventsOf(row.clock_events),
  }
}

export function briefColumns(row: Pick<DocketTable, 'state' | 'channel' | 'team' | 'urgent' | 'due_day' | 'clock_events'>): Omit<BriefRow, 'log' | 'receivedDay' | 'isOpened'> {
  return { state: row.state as State, channel: row.channel, team: row.team, urgent: row.urgent === 1, dueDay: row.due_day as Day | null, events: eventsOf(row.clock_events) }
}

function eventsOf(json: string | null): readonly ClockEvent[] {
  return json === null ? [] : JSON.parse(json) as ClockEvent[]
}

export function docketTable(logNumber: number, docket: DocketRow, audience: string): Bare<'docket'> {
  return {
    log_number: logNumber, state: docket.state, channel: docket.channel, team: docket.team, urgent: docket.urgent ? 1 : 0,
    received_day: docket.receivedDay, acknowledged_day: docket.acknowledgedDay, entries: docket.entries,
    last_from: docket.lastFrom, last_day: docket.lastDay, due_day: docket.dueDay, audience,
    packs: docket.packs.join() === DEFAULT_PACKS.join() ? null : JSON.stringify(docket.packs), clock_events: docket.events.length === 0 ? null : JSON.stringify(docket.events),
  }
}

export function memberRow(row: Bare<'member'>): MemberRow {
  return { office: row.office, ...accountOf(row), totpStep: row.totp_step }
}

export function memberTable(row: MemberRow): Bare<'member'> {
  return { office: row.office, ...accountTable(row), totp_step: row.totpStep }
}

export function sessionRow(row: SessionTable): SessionRow {
  return {
    tokenHash: row.token_hash, session: row.session, office: row.office, signKey: row.sign_key, way: row.way as Way,
    begunDay: row.begun_day as Day, expiresHour: row.expires_hour,
  }
}

export function passkeyRow(row: Bare<'passkey'>): PasskeyRow {
  return {
    passkey: row.passkey, credential: row.credential, office: row.office, signKey: row.sign_key, rpId: row.rp_id, publicKey: row.public_key,
    counter: row.counter, underPasskey: row.under_passkey, sealedLabel: row.sealed_label, addedDay: row.added_day as Day,
  }
}

export function passkeyTable(row: PasskeyRow): Bare<'passkey'> {
  return {
    passkey: row.passkey, credential: row.credential, office: row.office, sign_key: row.signKey, rp_id: row.rpId, public_key: row.publicKey,
    counter: row.counter, under_passkey: row.underPasskey, sealed_label: row.sealedLabel, added_day: row.addedDay,
  }
}

export function noticeRow(row: Bare<'notice_choice'>): NoticeChoiceRow {
  const { office, address, quiet_from: from, quiet_to: to } = row
  return { office, signKey: row.sign_key, address, language: row.language as Language, reasons: JSON.parse(row.reasons) as NoticeReason[], quiet: from === null || to === null ? null : { from, to } }
}

export function noticeTable({ office, signKey, address, language, reasons, quiet }: NoticeChoiceRow): Bare<'notice_choice'> {
  return { office, sign_key: signKey, address, language, reasons: JSON.stringify(reasons), quiet_from: quiet?.from ?? null, quiet_to: quiet?.to ?? null }
}

export function pushRow(row: Bare<'push_device'>): PushDeviceRow {
  return { office: row.office, signKey: row.sign_key, device: row.device, endpoint: row.endpoint, p256dh: row.p256dh, auth: row.auth, language: row.language as Language }
}

export function pushTable({ signKey, ...row }: PushDeviceRow): Bare<'push_device'> {
  return { ...row, sign_key: signKey }
}

export function enrolmentTable(invitation: string, row: EnrolmentRow): EnrolmentTable {
  return { invitation, ...accountTable(row), recipient: row.recipient, sealed_name: row.sealedName, proof: row.proof }
}

export function enrolmentRow(row: EnrolmentTable): EnrolmentRow {
  return { ...accountOf(row), recipient: row.recipient, sealedName: row.sealed_name, proof: row.proof }
}

export function invitationRow(row: InvitationTable, enrolment: EnrolmentRow | null): InvitationRow {
  const { invitation, office, inviter } = row
  return {
    invitation, office, inviter, sealedSecret: row.sealed_secret, roles: rolesOf(row.roles), teams: JSON.parse(row.teams) as string[],
    expires: row.expires as Day, enrolment, confirmed: row.confirmed === 1,
  }
}

export function rolesOf(json: string): readonly Role[] {
  return JSON.parse(json) as Role[]
}

type Account = Omit<EnrolmentTable, 'invitation' | 'recipient' | 'sealed_name' | 'proof'>

function accountOf(row: Account): Omit<MemberRow, 'office' | 'totpStep'> {
  return {
    signKey: row.sign_key, login: row.login, registrationRecord: row.registration_record, underPassphrase: row.under_passphrase,
    underRecovery: row.under_recovery, recoveryTokenHash: row.recovery_token_hash, totpSecret: row.totp_secret,
  }
}

function accountTable(row: Omit<MemberRow, 'office' | 'totpStep'>): Omit<MemberTable, 'office' | 'totp_step' | 'row_hash'> {
  return {
    sign_key: row.signKey, login: row.login, registration_record: row.registrationRecord, under_passphrase: row.underPassphrase,
    under_recovery: row.underRecovery, recovery_token_hash: row.recoveryTokenHash, totp_secret: row.totpSecret,
  }
}
