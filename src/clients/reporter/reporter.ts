import type { Day } from '#base/day.ts'
import type { Attachment, Bodies, Channel, Entered, Language, Provenance, SealedIdentity } from '#domain/bodies.ts'
import type { NamedPerson } from './readers.ts'
import type { Minutes } from '#domain/minutes.ts'
import type { Transcript } from '#domain/transcripts.ts'
import type { OfficeEntry } from '#sealing/seal/report.ts'
import type { Turn } from '#domain/conversation.ts'
import type { Owed } from '#domain/clocks/rule.ts'
import type { Docket } from '#domain/docket.ts'
import type { Answers } from '#domain/questionnaire.ts'

/** An office as a reporter's client trusts it: the directory entry, checked from the genesis on. */
export interface TrustedOffice {
  readonly office: string
  readonly names: Readonly<Record<Language, string>>
  readonly timeZone: string
  readonly serverKey: string
  readonly channels: readonly Channel[]
  readonly handlers: readonly string[]
  /** Handlers who left, with the last day on which their word counts. */
  readonly former: NonNullable<Bodies['directory']['former']>
  /** The two teams that together open an identity; null where the office takes none. */
  readonly identity: NonNullable<Bodies['directory']['identity']> | null
  /** Hash of the directory entry: cited by what is filed. */
  readonly directory: string
  /** Rule packs that the office wrote itself, as its directory brings them: read where a clock runs by one. */
  readonly packs: readonly unknown[]
  /** Salt of the installation's receipt codes. */
  readonly salt: Uint8Array
}

/** Seals who the reporter is into the report with this id. See identity.ts */
export type IdentitySealer = (report: string) => Promise<SealedIdentity>

export interface Draft {
  readonly channel: string
  readonly answers: Answers
  readonly language: Language
  readonly provenance: Provenance
  /** Instead of the channel's team: these people alone. See readers.ts */
  readonly people?: readonly NamedPerson[]
  /** Who the reporter is, to be put under two locks. */
  readonly identity?: IdentitySealer
  /** Files that were sent already: see clients/transport/upload.ts. */
  readonly files?: readonly Attachment[]
  /** Where a member takes it down for somebody. */
  readonly entry?: OfficeEntry
}

export interface Filed {
  readonly report: string
  readonly receivedDay: Day
  /** Rule packs by which its clocks run; null for those of an office that chose none. */
  readonly packs: readonly string[] | null
}

export interface OpenedReport {
  readonly report: string
  readonly language: Language
  readonly docket: Docket
  readonly next: { readonly day: Day; readonly reason: Owed | 'retaliation' } | null
  /** A clock of the reporter's stands still; why, the turn that stopped it says. */
  readonly paused: boolean
  readonly turns: readonly Turn[]
  /** How a member took the report down; null where the reporter wrote it. */
  readonly entered: Entered | null
  readonly minutes: Minutes | null
  readonly transcripts: readonly Transcript[]
}
