import type { Arrived } from '#clients/member/enter.ts'
import type { KeptCall } from '#clients/member/kept-call.ts'
import type { EnteredSlip } from '#clients/reporter/enter-report.ts'
import type { Attachment, Language } from '#domain/bodies.ts'
import type { Answers } from '#domain/questionnaire.ts'
import type { FileDeeds } from '#clients/desk/report/file-deeds.ts'

export interface EntryOrder {
  readonly arrived: Arrived
  readonly channel: string
  readonly language: Language
  readonly answers: Answers
  readonly files: readonly Attachment[]
  /** Who the reporter is, to be put under two locks. */
  readonly identity: { readonly name: string; readonly contact: string } | null
}

/** Sealed and ready. Sent twice it is entered once. */
export interface ReadyEntry {
  send(): Promise<EnteredSlip>
}

/** A call that is being taken down, sealed on this device. */
export interface KeptCallDeeds {
  read(): Promise<KeptCall | null>
  /** @throws Refusal `too-large` */
  keep(call: KeptCall): Promise<void>
  forget(): Promise<void>
}

/** What takes down a report that came from outside the web. None of it shows the member's session to the server. */
export interface EnteringDeeds extends Pick<FileDeeds, 'send'> {
  /** @throws Refusal as `prepareEntry` and `entryOf` do, `forged-history` for a directory that the office log does not have */
  prepare(order: EntryOrder): Promise<ReadyEntry>
  readonly calls: KeptCallDeeds
}
