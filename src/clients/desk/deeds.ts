import type { ErasureProof } from '#sealing/proof/erasure-file.ts'
import type { AlertClosing } from '#clients/member/alert-deeds.ts'
import type { Upholding } from '#clients/member/objection-deeds.ts'
import type { ConcernDeeds } from './together/concern-deeds.ts'
import type { Despite } from '#clients/member/change-state.ts'
import type { Lack } from '#domain/conclusion.ts'
import type { Referring } from '#clients/member/referring.ts'
import type { ClockOrder } from '#clients/member/clock-deeds.ts'
import type { UrgencyOrder } from '#clients/member/urgency.ts'
import type { Dockets, ListingDockets } from '#clients/member/dockets.ts'
import type { InvitationView, MemberView, NewMember, OfficeView, QueueView, ReportView } from '#clients/member/member.ts'
import type { RekeyProgress } from '#clients/member/rekey-logs.ts'
import type { NoteWording, Wording } from '#clients/member/report.ts'
import type { Language } from '#domain/bodies.ts'
import type { State } from '#domain/docket.ts'
import type { Role } from '#domain/roles.ts'
import type { TranscriptWord } from '#domain/transcripts.ts'
import type { TriageChange } from '#domain/triage.ts'
import type { AccessDeeds } from './access/access-deeds.ts'
import type { AppraisalDeeds } from './appraisals/appraisal-deeds.ts'
import type { CaseDeeds } from './cases/case-deeds.ts'
import type { IdentityDeeds } from './identities/identity-deeds.ts'
import type { OfficeDeeds } from './office/office-deeds.ts'
import type { EnteringDeeds } from './entering/entering-deeds.ts'
import type { ExhibitDeeds } from './exhibits/exhibit-deeds.ts'
import type { LineDeeds } from './lines/line-deeds.ts'
import type { ViewDeeds } from './queue/view-deeds.ts'
import type { FileDeeds } from './report/file-deeds.ts'
import type { JournalDeeds } from './report/journal-deeds.ts'
import type { SearchDeeds } from './search/search-deeds.ts'
import type { SeriesDeeds } from './series/series-deeds.ts'
import type { AuditDeeds } from './audit/audit-deeds.ts'
import type { NoticeDeeds } from './notices/notice-deeds.ts'
import type { RetentionDeeds } from './retention/retention-deeds.ts'
import type { TemplateDeeds } from './templates/template-deeds.ts'
import type { TogetherDeeds } from './together/together-deeds.ts'
import type { RecoveryDeeds } from './recovery/recovery-deeds.ts'

/** An office that this installation keeps. The name is a courtesy of the server: nothing is believed for it. */
export interface OfficeChoice {
  readonly office: string
  readonly names: Readonly<Record<Language, string>> | null
}

export interface LogInOrder {
  readonly office: string
  readonly name: string
  readonly passphrase: string
  readonly oneTimeCode: string
}

export interface RecoverOrder {
  readonly office: string
  readonly name: string
  readonly recoveryCode: string
}

/** Keys that the recovery code opened. `finish` sets what opens them from now on. */
export interface RecoveredKeys {
  finish(fresh: NewMember): Promise<DeskSession>
}

export interface SetUpOrder {
  readonly token: string
  readonly names: Readonly<Record<Language, string>>
  readonly timeZone: string
  readonly member: NewMember
}

export interface QueueQuery {
  readonly state?: State
  readonly limit?: number
  readonly after?: string
  /** These alone. */
  readonly reports?: readonly string[]
}

export interface Written extends Wording {
  readonly language: Language
  /** How many entries the person had read, where more of them would make it another answer. */
  readonly expectedLength?: number
  /** Where the text is what is heard in a recording of the reporter's, or why nobody checks that. */
  readonly transcript?: TranscriptWord
}

export interface StateOrder {
  readonly state: State
  readonly reason: string
  readonly language: Language
  /** How many entries the person had read. If there are more by then, the person decides again. */
  readonly expectedLength: number
  /** Where it is referred, of no other decision. */
  readonly referral?: Referring
  /** Why it is concluded although something is missing. */
  readonly despite?: Despite
}

/** What is made on the device before anything is sent. */
export interface Preparation {
  suggestPassphrase(): string
  /** @throws Refusal `passphrase-weak` */
  checkPassphrase(text: string): void
  newTotpSecret(): Uint8Array
  totpUri(of: { readonly secret: Uint8Array; readonly name: string; readonly office: string }): string
  base32(secret: Uint8Array): string
  newRecoveryCode(): string
}

/**
 * Everything the desk can do before somebody is at it. The one seam between pages and keys: production wires it to
 * `clients/member`, tests to a fixture. Every deed throws Refusal.
 */
export interface Deeds {
  readonly prepare: Preparation
  offices(): Promise<readonly OfficeChoice[]>
  /** @throws Refusal `setup-used` if the link makes no office any more. */
  checkSetUpLink(token: string): Promise<void>
  setUp(order: SetUpOrder): Promise<DeskSession>
  logIn(order: LogInOrder): Promise<DeskSession>
  /** Whether this browser, at this address, can have passkeys. */
  readonly passkeysPossible: boolean
  logInByPasskey(): Promise<DeskSession>
  recover(order: RecoverOrder): Promise<RecoveredKeys>
  readInvitation(fragment: string): Promise<InvitationView>
  /** @returns the fingerprint of the new keys as words, for an administrator to compare. */
  enrol(fragment: string, member: NewMember): Promise<readonly string[]>
}

/** Everything a member at the desk can do, until `end` forgets the keys. */
export interface DeskSession {
  readonly me: MemberView
  office(): OfficeView
  refresh(): Promise<void>
  end(): Promise<void>
  listQueue(query: QueueQuery): Promise<QueueView>
  /** The whole queue in brief. */
  listDockets(onprogress: (progress: ListingDockets) => void): Promise<Dockets>
  openReport(id: string): Promise<ReportView>
  reply(id: string, written: Written): Promise<ReportView>
  /** @throws Refusal `report-incomplete` where something is missing that `order.despite` does not excuse */
  changeState(id: string, order: StateOrder): Promise<ReportView>
  missingToConclude(id: string): Promise<readonly Lack[]>
  /** @throws Refusal where the rule, or how the clock stands, does not allow it */
  moveClock(id: string, order: ClockOrder): Promise<ReportView>
  /** Pages whoever reads it and chose so, or stops that. @throws Refusal `transition-not-allowed` for a settled report */
  setUrgency(id: string, order: UrgencyOrder): Promise<ReportView>
  closeAlert(id: string, closing: AlertClosing): Promise<ReportView>
  upholdReferral(id: string, upholding: Upholding): Promise<ReportView>
  writeNote(id: string, note: NoteWording): Promise<ReportView>
  setTitle(id: string, title: string): Promise<ReportView>
  /** Labels, severity, next step, whose it is. @throws Refusal `not-a-reader`, `too-large` */
  triage(id: string, change: TriageChange): Promise<ReportView>
  /** What asks this member has been seen, and asks no more. */
  markSeen(id: string): Promise<ReportView>
  /** @param reader - `member:<key>` or `team:<team>:<epoch>` */
  grantAccess(id: string, reader: string): Promise<ReportView>
  /** @param out - `member:<key>`. @throws Refusal `not-allowed` if the caller, or nobody, would be left */
  leaveOut(id: string, out: string): Promise<ReportView>
  /** Declares a conflict of interest: this member's device forgets the report. @throws Refusal `only-reader` */
  recuse(id: string, reason: string): Promise<void>
  /** Gives every report a new key that needs one; pauses on `signal`. */
  rekeyLogs(onprogress: (progress: RekeyProgress) => void, signal: AbortSignal): Promise<RekeyProgress>
  /** For good. `expectedLength`: how many entries the person had read. */
  eraseReport(id: string, expectedLength: number): Promise<ErasureProof>
  inviteMember(order: { readonly roles: readonly Role[]; readonly teams: readonly string[] }): Promise<{ readonly link: string; readonly view: InvitationView }>
  listInvitations(): Promise<readonly InvitationView[]>
  /** `compared`: the words that the person saw. */
  confirmMember(invitation: string, compared?: readonly string[]): Promise<void>
  readonly recovery: RecoveryDeeds
  readonly access: AccessDeeds
  readonly audit: AuditDeeds
  readonly administration: OfficeDeeds
  readonly identities: IdentityDeeds
  readonly files: FileDeeds
  readonly entering: EnteringDeeds
  readonly exhibits: ExhibitDeeds
  readonly appraisals: AppraisalDeeds
  readonly concerns: ConcernDeeds
  readonly cases: CaseDeeds
  readonly journal: JournalDeeds
  readonly search: SearchDeeds
  readonly series: SeriesDeeds
  readonly views: ViewDeeds
  readonly retention: RetentionDeeds
  readonly templates: TemplateDeeds
  readonly notices: NoticeDeeds
  readonly together: TogetherDeeds
  readonly lines: LineDeeds
}
