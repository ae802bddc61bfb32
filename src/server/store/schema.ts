import type { Generated } from 'kysely'
import type { Bytes } from '#base/bytes.ts'

/**
 * The tables as both engines have them. Flags are 0 and 1, lists are JSON text, days are `YYYY-MM-DD`; no column holds a time.
 * What each table is for stands in migration-0001.ts.
 */
export interface Schema {
  readonly version: { readonly version: number; readonly name: string }
  readonly installation: InstallationTable
  readonly log: LogTable
  readonly entry: EntryTable
  readonly wrap: WrapTable
  readonly docket: DocketTable
  readonly queue: QueueTable
  readonly audience: { readonly office: string; readonly audience: string; readonly reader: string }
  readonly tally: TallyTable
  readonly access: AccessTable
  readonly card: CardTable
  readonly member: MemberTable
  readonly standing: { readonly office: string; readonly sign_key: string; readonly roles: string; readonly active: number }
  readonly invitation: InvitationTable
  readonly enrolment: EnrolmentTable
  readonly session: SessionTable
  readonly passkey: PasskeyTable
  readonly journal: JournalTable
  /** Apart from the others: another file, or another schema. @see [Note: Keys ahead] */
  readonly 'erasure.key': { readonly log_number: number; readonly key: Bytes }
  /** Keys in pages, for whoever holds a team's key: apart, as the keys are under which wraps lie. @see [Note: Keyrings apart] */
  readonly 'erasure.keyring': { readonly office: string; readonly reader: string; readonly page: number; readonly hash: string; readonly bytes: Bytes }
  /** First words of reports for whoever holds a team's key, and which reports are in each. */
  readonly 'erasure.text_page': { readonly office: string; readonly reader: string; readonly page: string; readonly bytes: Bytes }
  readonly 'erasure.text_page_log': { readonly office: string; readonly reader: string; readonly log: string; readonly page: string }
  readonly upload: UploadTable
  readonly segment: { readonly upload: string; readonly segment: number; readonly hash: string }
  readonly file_use: { readonly log_number: number; readonly file: string }
  readonly recusal: { readonly office: string; readonly sign_key: string; readonly report: string }
  readonly notice_choice: NoticeChoiceTable
  readonly paged: { readonly office: string; readonly sign_key: string }
  readonly notice: NoticeTable
  readonly push_device: PushDeviceTable
  readonly push_key: { readonly id: number; readonly pkcs8: Bytes }
  readonly prompt_file: { readonly office: string; readonly file: string; readonly day: string; readonly size: number; readonly bytes: Bytes }
  readonly outbox: { readonly id: Generated<number>; readonly kind: string; readonly payload: string }
}

export interface InstallationTable {
  readonly id: number
  readonly salt: Bytes
  readonly opaque_setup: string
  readonly server_key: Bytes
  readonly setup_token_hash: string | null
}

export interface LogTable {
  /** What the other tables call the log. It never leaves the store. */
  readonly number: Generated<number>
  readonly log: string
  readonly office: string
  readonly kind: string
  readonly length: number
  readonly head: string
  readonly author: string
  readonly about: string | null
  readonly generation: number
  readonly key_commit: string | null
  /** 1 once nothing but headers is left. Not hashed: it follows from the entries. */
  readonly erased: Generated<number>
  readonly row_hash: Bytes
}

export interface EntryTable {
  readonly log_number: number
  readonly seq: number
  readonly hash: string
  readonly day: string
  readonly header: Bytes
  readonly signature: Bytes
  readonly body: Bytes
  readonly row_hash: Bytes
}

export interface WrapTable {
  readonly log_number: number
  readonly reader: string
  readonly seq: number
  readonly place: number
  readonly subject: string
  readonly bytes: Bytes
  readonly row_hash: Bytes
}

export interface DocketTable {
  readonly log_number: number
  readonly state: string
  readonly channel: string
  readonly team: string
  readonly urgent: number
  readonly received_day: string
  readonly acknowledged_day: string | null
  readonly entries: number
  readonly last_from: string
  readonly last_day: string
  readonly due_day: string | null
  readonly audience: string
  readonly packs: string | null
  readonly clock_events: string | null
  readonly row_hash: Bytes
}

export interface QueueTable {
  readonly office: string
  readonly reader: string
  readonly state: string
  readonly received_day: string
  readonly log: string
  readonly log_number: number
}

export interface TallyTable {
  readonly office: string
  readonly audience: string
  readonly state: string
  readonly shard: number
  readonly reports: number
}

export interface AccessTable {
  readonly lookup_hash: Bytes
  readonly token_hash: Bytes
  readonly log: string
  readonly row_hash: Bytes
}

export interface CardTable {
  readonly log_number: number
  readonly seq: number
  readonly bytes: Bytes
  readonly row_hash: Bytes
}

export interface MemberTable {
  readonly office: string
  readonly sign_key: string
  readonly login: string
  readonly registration_record: string
  readonly under_passphrase: Bytes
  readonly under_recovery: Bytes
  readonly recovery_token_hash: string
  readonly totp_secret: Bytes
  readonly totp_step: number
  readonly row_hash: Bytes
}

export interface SessionTable {
  readonly token_hash: string
  readonly session: string
  readonly office: string
  readonly sign_key: string
  readonly way: string
  readonly begun_day: string
  readonly expires_hour: number
}

export interface PasskeyTable {
  readonly passkey: string
  readonly credential: string
  readonly office: string
  readonly sign_key: string
  readonly rp_id: string
  readonly public_key: Bytes
  readonly counter: number
  readonly under_passkey: Bytes
  readonly sealed_label: Bytes
  readonly added_day: string
  readonly row_hash: Bytes
}

export interface InvitationTable {
  readonly invitation: string
  readonly office: string
  readonly inviter: string
  readonly sealed_secret: Bytes
  readonly roles: string
  readonly teams: string
  readonly expires: string
  readonly confirmed: number
}

export interface JournalTable {
  readonly office: string
  readonly day: string
  readonly root: Bytes
  readonly leaves: Bytes
  readonly checkpoint: string
  readonly row_hash: Bytes
}

export interface UploadTable {
  readonly upload: string
  readonly segments: number
  readonly kept_bytes: number
  readonly arrived_bytes: number
  /** 1 where a member began it. */
  readonly member: number
  readonly day: string
  readonly file: string | null
  readonly used: number
}

export interface PushDeviceTable {
  readonly office: string
  readonly sign_key: string
  readonly device: string
  readonly endpoint: string
  /** Keys of the browser, in base64url. */
  readonly p256dh: string
  readonly auth: string
  readonly language: string
  readonly row_hash: Bytes
}

export interface NoticeChoiceTable {
  readonly office: string
  readonly sign_key: string
  readonly address: string
  readonly language: string
  /** A list. */
  readonly reasons: string
  /** Hours of the office's day; both null where no hour is quiet. */
  readonly quiet_from: number | null
  readonly quiet_to: number | null
  readonly row_hash: Bytes
}

/** What a member is told, or was, on a day. */
export interface NoticeTable {
  readonly office: string
  readonly sign_key: string
  readonly reason: string
  readonly day: string
  /** What has come and was not told yet. */
  readonly waiting: number
  /** 1 while a job for it is in the outbox: of `urgent` also for as long as the next one has to wait. */
  readonly has_job: number
}

export interface EnrolmentTable extends Omit<MemberTable, 'office' | 'totp_step' | 'row_hash'> {
  readonly invitation: string
  readonly recipient: string
  readonly sealed_name: Bytes
  readonly proof: string
}
