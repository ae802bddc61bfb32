import type { NoticeChoice } from '#domain/notices.ts'
import type { NoticeView, PushDevice } from '#wire/notices.ts'

/** What a member can do about being told outside the desk. Every deed throws Refusal. */
export interface NoticeDeeds {
  read(): Promise<NoticeView>
  /** @throws Refusal `prove-again` */
  choose(choice: NoticeChoice): Promise<void>
  /** @throws Refusal `prove-again` */
  end(): Promise<void>
  /** @throws Refusal `prove-again`, `no-push`, `too-large` */
  addPush(device: PushDevice): Promise<void>
  /** @throws Refusal `prove-again` */
  removePush(device: string): Promise<void>
  /** One letter, now. @throws Refusal `mail-refused`, with what the mail server said */
  test(): Promise<void>
  /** Keys of whom an administrator named to be paged. */
  paged(): Promise<readonly string[]>
  /** @throws Refusal `not-allowed` unless the caller administers */
  namePaged(members: readonly string[]): Promise<void>
}
