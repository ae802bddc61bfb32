import type { Day } from '#base/day.ts'
import type { CardBody, Channel, Entered, Language } from '#domain/bodies.ts'
import type { Conversation, Desk } from '#domain/conversation.ts'
import type { Clock } from '#domain/clocks/derive.ts'
import type { NextDate } from '#domain/clocks/next.ts'
import type { OwnPacks } from '#domain/clocks/packs.ts'
import type { LackName } from '#domain/conclusion.ts'
import type { Docket } from '#domain/docket.ts'
import type { Exhibit, UnreadableExhibit } from '#domain/exhibits.ts'
import type { IdentityLock } from '#domain/identity-teams.ts'
import type { Line } from '#domain/lines.ts'
import type { RetentionRules } from '#domain/retention.ts'
import type { Role } from '#domain/roles.ts'
import type { Triage } from '#domain/triage.ts'

/** A member as other members see one: the name is sealed to the office, so only they can read it. */
export interface MemberView {
  readonly signKey: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly active: boolean
  readonly teams: readonly string[]
  /** The key's fingerprint as six words, to be compared by voice. */
  readonly fingerprint: readonly string[]
  readonly recipient: string
}

export interface OfficeView {
  readonly office: string
  /** The office id as words, as it is printed on what the office publishes. */
  readonly officeWords: readonly string[]
  readonly names: Readonly<Record<Language, string>>
  readonly timeZone: string
  readonly members: readonly MemberView[]
  readonly teams: readonly TeamView[]
  readonly channels: readonly Channel[]
  /** The two teams that together open an identity; null where the office offers none. */
  readonly identity: { readonly custodian: string; readonly approver: string } | null
  /** The lock whose key this member holds. */
  readonly lock: IdentityLock | null
  /** Whether the directory that reporters use is what the log says now. */
  readonly directoryBehind: boolean
  /** For how long reports are kept that the office is done with. */
  readonly retention: RetentionRules
  readonly lines: readonly Line[]
  /** Rule packs that the office wrote itself. */
  readonly packs: OwnPacks
}

/** A team as it is now. */
export interface TeamView {
  readonly team: string
  /** Null where the team has no name of its own. */
  readonly name: string | null
  readonly epoch: number
  /** Who has its key. */
  readonly members: readonly string[]
  /** Who was admitted and has no key yet. */
  readonly waiting: readonly string[]
  /** Somebody in it may not read any more: one of its members must begin the next epoch. */
  readonly needsNewEpoch: boolean
}

export type Next = NextDate

/** How a report was taken down, as this device found it. */
export interface EnteredView extends Pick<Entered, 'arrival' | 'member'> {
  /** Whether that member was a handler then, and signed what stands there. Anybody may write that somebody took their words down. */
  readonly isProved: boolean
}

/** One line of the queue. `title` is null only where nothing could be opened. */
export interface QueueLine {
  readonly id: string
  readonly docket: Docket
  readonly next: Next | null
  readonly title: string | null
  readonly language: Language
  /** No handler has opened it yet: the title is the first line of entry 0. */
  readonly unopened: boolean
  /** The card reflects an older head than the desk log's. */
  readonly stale: boolean
  /** How it came, where a member entered it and stands for it. */
  readonly entered: Omit<EnteredView, 'isProved'> | null
  /** It was told on the telephone line. */
  readonly byTelephone: boolean
  /** What the card says of it; nothing while there is none. */
  readonly triage: Triage
  /** A colleague's note asks this member, who has not written on the report since. */
  readonly asksMe: boolean
  readonly card: CardBody | null
}

export interface QueueView {
  readonly lines: readonly QueueLine[]
  readonly total: number
  readonly next: string | null
}

/** An entry of the chain, for the record beside the report. */
export interface ChainLink {
  readonly log: 'report' | 'desk'
  readonly seq: number
  readonly kind: string
  /** Null for the reporter, else a member's signing key. */
  readonly author: string | null
  readonly day: Day
  readonly hash: string
  /** It cites a head that the report lacks. @see [Note: Cited heads] */
  readonly suspect?: true
}

export interface ReaderView {
  readonly reader: string
  readonly members: readonly string[]
}

/** A colleague with a conflict of interest. */
export interface RecusalView {
  readonly signKey: string
  /** A key of the report is still theirs: the next device of a colleague that can changes it. */
  readonly waits: boolean
  /** Signing keys of those who found it; empty where it was declared alone. */
  readonly found: readonly string[]
}

/** One report as a handler sees it: opened, and its chain verified. */
export interface ReportView {
  readonly id: string
  readonly conversation: Conversation
  /** How a member took it down; null where the reporter wrote it. */
  readonly entered: EnteredView | null
  /** It says that the office had it on an earlier day, and no member stands for that. */
  readonly isDatedBack: boolean
  readonly next: Next | null
  /** Every clock of the report as it stands today. */
  readonly clocks: readonly Clock[]
  readonly desk: Desk
  readonly title: string
  readonly chain: readonly ChainLink[]
  /** Who can open what comes next, as the signed headers say: `team:<team>:<epoch>`, `member:<key>`, `reporter`. */
  readonly readers: readonly string[]
  /** The same as people, by their signing keys; nobody for the reporter. */
  readonly people: readonly ReaderView[]
  readonly recusals: readonly RecusalView[]
  /** What was missing, and not excused, when it was concluded as it stands now. */
  readonly overlooked: readonly LackName[]
  /** It stands as referred to a body that it names, and no second handler agreed. */
  readonly isUnseconded: boolean
  /** The log that keeps the files of exhibits that were brought to the desk. */
  readonly deskLog: string
  readonly exhibits: readonly Exhibit[]
  /** Entries about exhibits that do not open. */
  readonly unreadableExhibits: readonly UnreadableExhibit[]
}

export interface InvitationView {
  readonly invitation: string
  readonly office: string
  readonly officeNames: Readonly<Record<Language, string>> | null
  readonly roles: readonly Role[]
  readonly teams: readonly string[]
  readonly expires: Day
  readonly state: 'open' | 'enrolled' | 'confirmed' | 'expired'
  /** For the administrator, once the invitee sent keys and the proof held. */
  readonly enrolled: { readonly name: string; readonly fingerprint: readonly string[]; readonly signKey: string } | null
  /** True if what the server shows was not made with the link's secret: do not confirm. */
  readonly forged: boolean
}

/** What a new member needs before sending anything: generated on the device. */
export interface NewMember {
  readonly name: string
  readonly passphrase: string
  readonly totpSecret: Uint8Array
  readonly oneTimeCode: string
  readonly recoveryCode: string
}
