import type { Bytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import type { Docket } from '#domain/docket.ts'
import type { LogKind } from '#domain/kinds.ts'
import type { Role } from '#domain/roles.ts'
import type { SignedEntry, WrapRow } from '#sealing/sealed/entry.ts'
import type { NoticeReader, NoticeWriter } from './store-notices.ts'
import type { BriefReader, QueueQuery } from './store-queue.ts'

/**
 * What the server keeps, as its actions see it. One contract suite runs on SQLite and on PostgreSQL; only `main` knows which it is.
 * Reads never write. Every write is one deed: durable when its promise resolves, or gone without trace when it rejects.
 */
export interface Store {
  readonly read: Reader
  readonly write: Writer
  close(): Promise<void>
}

/** Made once, with the first start. Belongs to the back-up: without `opaqueSetup` no passphrase works, without `salt` no receipt. */
export interface Installation {
  readonly salt: Bytes
  readonly opaqueSetup: string
  /** PKCS #8 of the Ed25519 key that signs acknowledgements and the audit log. */
  readonly serverKeyPkcs8: Bytes
  /** SHA-256 of the one-time set-up token; null once it was used. */
  readonly setupTokenHash: string | null
}

export interface LogRow {
  readonly log: string
  readonly office: string
  readonly kind: LogKind
  /** Number of entries; the next `seq`. */
  readonly length: number
  readonly head: string
  /** The key that wrote entry 0. */
  readonly author: string
  /** The report that a desk log or an appraisal is about. */
  readonly about: string | null
  readonly generation: number
  readonly keyCommit: string | null
}

export interface MemberRow {
  readonly office: string
  readonly signKey: string
  readonly login: string
  readonly registrationRecord: string
  readonly underPassphrase: Bytes
  readonly underRecovery: Bytes
  readonly recoveryTokenHash: string
  readonly totpSecret: Bytes
  /** The last time step whose code was used: a code works once. */
  readonly totpStep: number
}

/** A member's standing, projected from the office log so that a request need not fold it. */
export interface StandingRow {
  readonly office: string
  readonly signKey: string
  readonly roles: readonly Role[]
  readonly active: boolean
}

export interface InvitationRow {
  readonly invitation: string
  readonly office: string
  readonly inviter: string
  readonly sealedSecret: Bytes
  readonly roles: readonly Role[]
  readonly teams: readonly string[]
  readonly expires: Day
  readonly enrolment: EnrolmentRow | null
  readonly confirmed: boolean
}

export interface EnrolmentRow extends Omit<MemberRow, 'office' | 'totpStep'> {
  readonly recipient: string
  readonly sealedName: Bytes
  readonly proof: string
}

/** The way in by which a session began: passphrase with one-time code, recovery code, or one of the passkeys. */
export type Way = 'passphrase' | 'recovery' | `passkey:${string}`

export interface SessionRow {
  readonly tokenHash: string
  /** The id by which its member may name it: a hash of the hash, of no use to anybody else. */
  readonly session: string
  readonly office: string
  readonly signKey: string
  readonly way: Way
  readonly begunDay: Day
  /** Hours since 1970: coarse on purpose. */
  readonly expiresHour: number
}

/** One way in of a member: what checks its signatures, and the member's secrets under what it gives. */
export interface PasskeyRow {
  /** SHA-256 of the credential id. */
  readonly passkey: string
  /** The credential id, in base64url. */
  readonly credential: string
  readonly office: string
  readonly signKey: string
  /** The host that it was made at: no other may use it. */
  readonly rpId: string
  /** COSE key. */
  readonly publicKey: Bytes
  /** How often it signed, where the authenticator counts. */
  readonly counter: number
  readonly underPasskey: Bytes
  /** What the member calls it, sealed by the member. */
  readonly sealedLabel: Bytes
  readonly addedDay: Day
}

/** What a log-in used up. */
export type UsedProof = { readonly step: number } | { readonly passkey: string; readonly counter: number }

export interface AccessChange {
  readonly office: string
  readonly signKey: string
  /** The recovery token that was shown, where one was: it must still be the account's. */
  readonly expectedRecovery?: string
  readonly account: Partial<Omit<MemberRow, 'office' | 'signKey' | 'login'>>
  /** Sessions that began by one of these end. */
  readonly ends: readonly Way[] | 'all'
  /** The token hash of the one that stays. */
  readonly except: string | null
  readonly session?: SessionRow
  readonly outbox?: readonly OutboxJob[]
}

/** A page of a team epoch's keyring. */
export interface KeyringRow {
  readonly page: number
  /** SHA-256 of the bytes: what the next version says that it replaces. */
  readonly hash: string
  readonly bytes: Bytes
}

export interface DocketRow extends Docket {
  readonly log: string
  readonly office: string
  readonly dueDay: Day | null
}

export interface QueueItem {
  readonly docket: DocketRow
  readonly first: SignedEntry
  /** The entry that began the present generation of the log's key; null in the first. */
  readonly keyed: SignedEntry | null
  /** The caller's own rows, and those by which the author of the desk log reads the report. */
  readonly wraps: readonly WrapRow[]
  readonly desk: {
    readonly row: LogRow; readonly first: SignedEntry; readonly keyed: SignedEntry | null
    readonly wraps: readonly WrapRow[]; readonly card: Bytes | null
  } | null
}

export interface Reader extends NoticeReader, BriefReader {
  installation(): Promise<Installation>
  offices(): Promise<readonly string[]>
  log(log: string): Promise<LogRow | null>
  entries(log: string, from: number, limit: number): Promise<readonly SignedEntry[]>
  /** Wraps of a log for these readers, newest generation last. */
  wraps(log: string, readers: readonly string[]): Promise<readonly WrapRow[]>
  /** Every wrap of a log, newest generation last. */
  allWraps(log: string): Promise<readonly WrapRow[]>
  /** The desk log about a report. */
  deskOf(report: string): Promise<LogRow | null>
  docket(report: string): Promise<DocketRow | null>
  queue(query: QueueQuery): Promise<{ readonly items: readonly QueueItem[]; readonly total: number }>
  /** Reports in which a member declared a conflict of interest that stands. */
  recusals(office: string, signKey: string): Promise<readonly string[]>
  /** Members who declared one in a report. */
  recusedFrom(report: string): Promise<readonly string[]>
  card(log: string): Promise<{ readonly seq: number; readonly bytes: Bytes } | null>
  /** A page of a team epoch's keyring, by default the last; and how many there are. */
  keyring(office: string, reader: string, page: number | null): Promise<{ readonly pages: number; readonly row: KeyringRow | null }>
  /** Ids of the pages of first words that a team's devices share; and one of them, null where it is not there. */
  textPages(office: string, reader: string): Promise<readonly string[]>
  textPage(office: string, reader: string, page: string): Promise<Bytes | null>
  /** A recording that telephone lines say, or a set of them; null where it is not there. */
  promptFile(office: string, file: string): Promise<Bytes | null>
  /** The report that a look-up hash and a token hash open together. Costs the same for a hit and a miss. */
  reportByAccess(lookupHash: Bytes, tokenHash: Bytes): Promise<string | null>
  memberByLogin(office: string, login: string): Promise<MemberRow | null>
  /** Whoever it is: stands in for an unknown one, so that the same is read and compared. */
  anyMember(): Promise<MemberRow | null>
  memberByKey(office: string, signKey: string): Promise<MemberRow | null>
  standing(office: string, signKey: string): Promise<StandingRow | null>
  session(tokenHash: string): Promise<SessionRow | null>
  /** A member's sessions, oldest first. */
  sessions(office: string, signKey: string): Promise<readonly SessionRow[]>
  passkey(passkey: string): Promise<PasskeyRow | null>
  passkeys(office: string, signKey: string): Promise<readonly PasskeyRow[]>
  invitation(invitation: string): Promise<InvitationRow | null>
  invitations(office: string): Promise<readonly InvitationRow[]>
  /** The closed days of an office with their roots, from its first day on. */
  journalRoots(office: string): Promise<readonly { readonly day: Day; readonly root: Bytes }[]>
  journalDay(office: string, day: Day): Promise<JournalRow | null>
  /** Every entry of an office's logs that was kept on these days; from the beginning if `from` is null. */
  entriesKept(office: string, from: Day | null, to: Day): AsyncIterable<KeptEntry>
  /** The day on which an entry was kept. */
  keptDay(log: string, seq: number): Promise<Day | null>
  upload(upload: string): Promise<UploadRow | null>
  /** The segments that are there, by number. */
  segments(upload: string): Promise<readonly { readonly segment: number; readonly hash: string }[]>
  /** A file that an entry of this log cites. */
  fileIn(log: string, file: string): Promise<UploadRow | null>
  segmentHash(upload: string, segment: number): Promise<string | null>
  /** All uploads that no entry cites. */
  unusedUploads(): Promise<readonly UnusedUpload[]>
  /** Whether any segment is this blob. */
  blobIsUsed(hash: string): Promise<boolean>
  auditLog(office: string): Promise<LogRow | null>
  /** The office's logs but its own and the audit log, from an id on, by id. */
  sealedLogs(office: string, from: string, limit: number): Promise<readonly LogRow[]>
  /** Requests for identities, newest first: by one author, or all. @param page - `after`: the last of the page before; `live`: only those that still hold something */
  disclosures(office: string, page: { readonly author: string | null; readonly after: string | null; readonly live?: true; readonly limit: number }): Promise<readonly LogRow[]>
  /** Questions to experts, and cases, that one of these readers has a key to, newest first. @param page - `about`: of one report; `after`: the last of the page before */
  appraisals(office: string, page: { readonly readers: readonly string[]; readonly about: string | null; readonly after: string | null; readonly limit: number }): Promise<readonly LogRow[]>
  cases(office: string, page: { readonly readers: readonly string[]; readonly after: string | null; readonly limit: number }): Promise<readonly LogRow[]>
  /** The end of a report that was erased; null for any other. */
  erasure(log: string): Promise<{ readonly office: string; readonly log: string; readonly hash: string; readonly day: Day } | null>
}

/** What an action checked before it asks for an append. The store checks the head once more, inside the transaction. */
export interface AppendDeed extends Pick<LogRow, 'office' | 'log' | 'kind' | 'author' | 'about' | 'generation' | 'keyCommit'> {
  readonly seq: number
  readonly prev: string | null
  readonly hash: string
  readonly day: Day
  readonly entry: SignedEntry
  readonly wraps: readonly WrapRow[]
  /** The docket after this entry, for report logs. */
  readonly docket?: DocketRow
  /** For entry 0 of a report. */
  readonly access?: { readonly lookupHash: Bytes; readonly tokenHash: Bytes }
  /** For entries of an office log: the standings that they change. */
  readonly standings?: readonly StandingRow[]
  /** Files that the entry's header names: the log holds them from now on. */
  readonly files?: readonly string[]
  /** Conflicts of interest that it declares or ends. */
  readonly recusals?: readonly RecusalChange[]
  /** Jobs that must exist if and only if the entry does. */
  readonly outbox?: readonly OutboxJob[]
}

/** A member's conflict of interest in a report: whether it stands from now on. */
export interface RecusalChange {
  readonly office: string
  readonly report: string
  readonly signKey: string
  readonly stands: boolean
}

export interface OutboxJob {
  readonly kind: 'audit-keys-given' | 'audit-session-started' | 'audit-access-changed' | 'audit-erased-log' | 'page-urgent' | 'notice' | 'push'
  /** Canonical JSON of ids and days; never content. */
  readonly payload: string
}

/**
 * `kept`: committed now, or the very same entry was already there. `stale`: another entry has that `seq` (or, for a desk log's
 * entry 0, another desk log is about that report): nothing was kept; `log` is the row to catch up with.
 */
export type AppendOutcome =
  | { readonly outcome: 'kept'; readonly repeated: boolean; readonly day: Day }
  | { readonly outcome: 'stale'; readonly log: LogRow }

export interface Writer extends NoticeWriter {
  append(deed: AppendDeed): Promise<AppendOutcome>
  /**
   * The `erased` entry of a report, and with it the end of what the report, its desk log and its appraisals hold. When it resolves the keys are destroyed
   * and nothing opens any more, in a back-up of the tables neither. @see [Note: At rest]
   */
  erase(deed: AppendDeed): Promise<AppendOutcome>
  /** Destroys what requests for identities hold, as `erase` does; only of those that are as long as said. How many ended. */
  endDisclosures(deed: { readonly office: string; readonly over: readonly { readonly log: string; readonly length: number }[] }): Promise<number>
  /** The first entries of an office log and its first member, in one transaction; uses the set-up token up. False if it was used, or the office is there. */
  openOffice(deed: { readonly appends: readonly AppendDeed[]; readonly member: MemberRow; readonly setupTokenHash: string }): Promise<boolean>
  /** False if the stored card is as new or newer. */
  putCard(deed: { readonly log: string; readonly office: string; readonly seq: number; readonly bytes: Bytes }): Promise<boolean>
  /** False if the stored page is another than `replaces`, or an earlier page is missing. */
  putKeyring(deed: KeyringRow & { readonly office: string; readonly reader: string; readonly replaces: string | null }): Promise<boolean>
  /** False where one of its reports is not the reader's any more, or stands in another page of it. The same page again is there already. */
  putTextPage(deed: { readonly office: string; readonly reader: string; readonly page: string; readonly reports: readonly string[]; readonly bytes: Bytes }): Promise<boolean>
  /** False where more than `bytesMax` would be kept. */
  putPromptFile(deed: { readonly office: string; readonly file: string; readonly bytes: Bytes; readonly day: Day; readonly bytesMax: number }): Promise<boolean>
  /** Takes away what came last before a day and is none of `keep`. */
  dropPromptFiles(deed: { readonly office: string; readonly before: Day; readonly keep: readonly string[] }): Promise<void>
  invite(row: Omit<InvitationRow, 'enrolment' | 'confirmed'>): Promise<boolean>
  /** False if the invitation was used already. */
  enrol(deed: { readonly invitation: string; readonly enrolment: EnrolmentRow }): Promise<boolean>
  /** The member entry in the office log, and with it the invitee's account out of the enrolment: one transaction. */
  confirmEnrolment(deed: { readonly invitation: string; readonly append: AppendDeed }): Promise<AppendOutcome>
  /**
   * Uses up what was shown, starts the session and leaves its jobs, in one transaction. False if a code of that time step or a later
   * one was used, or the passkey is gone or counts backwards.
   */
  startSession(row: SessionRow, used: UsedProof & { readonly outbox?: readonly OutboxJob[] }): Promise<boolean>
  /** Somebody still uses the session: it idles out later. At most once an hour a session. */
  touchSession(tokenHash: string, expiresHour: number): Promise<void>
  endSession(tokenHash: string): Promise<void>
  /** Ends one of a member's sessions, or all but one. How many ended. */
  endSessions(deed: { readonly office: string; readonly signKey: string; readonly which: { readonly session: string } | { readonly except: string } }): Promise<number>
  /** False if the credential is known, or the member has `atMost` already. */
  addPasskey(row: PasskeyRow, more: { readonly atMost: number; readonly outbox?: readonly OutboxJob[] }): Promise<boolean>
  /** A passkey that was shown within a session. False if it is gone or counts backwards. */
  countPasskey(who: { readonly office: string; readonly signKey: string }, used: { readonly passkey: string; readonly counter: number }): Promise<boolean>
  /** And the sessions that began by it. False if the member has no such passkey. */
  removePasskey(deed: { readonly office: string; readonly signKey: string; readonly passkey: string; readonly outbox?: readonly OutboxJob[] }): Promise<boolean>
  /** False if there is no such account, or another recovery code is its own by now. */
  changeAccess(deed: AccessChange): Promise<boolean>
  endExpiredSessions(hour: number): Promise<void>
  /** False if the day is closed already. */
  keepJournalDay(row: JournalRow): Promise<boolean>
  /** Also makes an upload smaller of which no segment has come that would be its last or beyond. False if there is one of this id and another shape. */
  startUpload(row: Omit<UploadRow, 'file'>): Promise<boolean>
  /** Its blob is durable before. @throws Refusal `no-such-upload`, `segment-differs` if another one has this number */
  keepSegment(deed: { readonly upload: string; readonly segment: number; readonly hash: string; readonly bytes: number }): Promise<void>
  /** @throws Refusal `no-such-upload`, `upload-incomplete` */
  finishUpload(deed: { readonly upload: string; readonly file: string }): Promise<void>
  /** Forgets an upload that no entry cites. @returns the hashes of its segments; nothing if an entry cites it by now, or more came than the caller saw. */
  dropUpload(seen: Pick<UnusedUpload, 'upload' | 'arrivedBytes'>): Promise<readonly string[]>
  /** Jobs of a deed that writes nothing else: who was given which key row. */
  enqueue(jobs: readonly OutboxJob[]): Promise<void>
  /** Leases up to `limit` jobs, of these kinds or of any, for `leaseSeconds`; what is not finished by then is leased again. */
  leaseJobs(limit: number, leaseSeconds: number, kinds?: readonly OutboxJob['kind'][]): Promise<readonly (OutboxJob & { readonly id: number })[]>
  finishJobs(ids: readonly number[]): Promise<void>
}

/** A day of an office's journal, closed for good. */
export interface JournalRow {
  readonly office: string
  readonly day: Day
  /** Root of the day's batch. */
  readonly root: Bytes
  /** The batch's leaves, sorted, one behind the other. */
  readonly leaves: Bytes
  /** Signed note of the tree that ends with this day. */
  readonly checkpoint: string
}

/** An entry with the day on which the server kept it. */
export interface KeptEntry {
  readonly day: Day
  readonly hash: string
  readonly header: Bytes
  readonly body: Bytes
}

/** What nobody cites, as the room for uploads sees it. */
export interface UnusedUpload {
  readonly upload: string
  readonly keptBytes: number
  readonly arrivedBytes: number
  /** Whether a member began it. */
  readonly isMember: boolean
  readonly day: Day
}

/** A file on its way in, or whole. @see [Note: Uploads and files] */
export interface UploadRow {
  /** SHA-256 of the token that only the sender has. */
  readonly upload: string
  readonly segments: number
  /** All segments together. */
  readonly keptBytes: number
  readonly day: Day
  readonly isMember: boolean
  /** The file's id, once every segment is there. */
  readonly file: string | null
}

/** Blobs by their SHA-256. Disk now; S3 by the same interface. */
export interface BlobStore {
  /** Durable when it resolves. Putting the same bytes again changes nothing. */
  put(hash: string, bytes: Bytes): Promise<void>
  get(hash: string): Promise<Bytes | null>
  delete(hash: string): Promise<void>
  list(): AsyncIterable<string>
  /** How much more it can take. */
  roomBytes(): Promise<number>
}
