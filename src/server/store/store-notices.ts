import type { Day } from '#base/day.ts'
import type { PushReader, PushWriter } from './store-push.ts'
import type { DueCounts, NoticeChoice, NoticeReason } from '#domain/notices.ts'

/** What a member chose to be told, and where. */
export interface NoticeChoiceRow extends NoticeChoice {
  readonly office: string
  readonly signKey: string
}

/** A page by push is a notice of its own: a mail server that is away must not hold it up. */
export type NoticeWay = NoticeReason | 'push'

/** There is one notice for a member, a reason and a day. */
export interface NoticeKey {
  readonly office: string
  readonly signKey: string
  readonly reason: NoticeWay
  readonly day: Day
}

export interface NoticeReader extends PushReader {
  noticeChoice(office: string, signKey: string): Promise<NoticeChoiceRow | null>
  noticeChoices(office: string): Promise<readonly NoticeChoiceRow[]>
  /** Whom an administrator named to be paged; nobody where all may be. */
  paged(office: string): Promise<readonly string[]>
  /** How many times it was asked for since it was last told. */
  noticeWaiting(notice: NoticeKey): Promise<number>
  /** `team:<team>:<epoch>` and `member:<key>` readers that have a report in their list. */
  audienceOf(report: string): Promise<readonly string[]>
  /** Whether a report is urgent and not settled that one of these readers has, but for those in which the member declared a conflict of interest. */
  isAnyUrgent(of: { readonly office: string; readonly signKey: string; readonly readers: readonly string[] }): Promise<boolean>
  /** Of reports that one of these readers has, without those in which the member declared a conflict of interest. */
  dueCounts(of: { readonly office: string; readonly signKey: string; readonly readers: readonly string[]; readonly today: Day }): Promise<DueCounts>
}

export interface NoticeWriter extends PushWriter {
  /** False if the member is removed. */
  putNoticeChoice(row: NoticeChoiceRow): Promise<boolean>
  dropNoticeChoice(deed: { readonly office: string; readonly signKey: string }): Promise<void>
  putPaged(deed: { readonly office: string; readonly members: readonly string[] }): Promise<void>
  /** Notices that are to be sent, the jobs that asked for them and are done thereby, and before which day an office's sent ones are forgotten. */
  planNotices(deed: { readonly notices: readonly NoticeKey[]; readonly jobs: readonly number[]; readonly forgetBefore: { readonly office: string; readonly day: Day } | null }): Promise<void>
  noticeTold(deed: { readonly notice: NoticeKey; readonly told: number }): Promise<void>
  /** Nothing more is to be sent of it. False where more has come meanwhile, unless it is dropped whatever waits. */
  endNotice(deed: { readonly notice: NoticeKey; readonly job: number; readonly isDropped: boolean }): Promise<boolean>
}
