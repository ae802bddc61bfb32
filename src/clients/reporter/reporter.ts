import type { Day } from '#base/day.ts'
import type { Attachment, Bodies, Channel, Language, Provenance, SealedIdentity } from '#domain/bodies.ts'
import type { NamedPerson } from './readers.ts'
import type { Turn } from '#domain/conversation.ts'
import type { Docket, NextDateReason } from '#domain/docket.ts'
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
}

export interface Filed {
  readonly report: string
  readonly receivedDay: Day
  readonly next: { readonly day: Day; readonly reason: NextDateReason }
}

export interface OpenedReport {
  readonly report: string
  readonly language: Language
  readonly docket: Docket
  readonly next: { readonly day: Day; readonly reason: NextDateReason } | null
  readonly turns: readonly Turn[]
}
