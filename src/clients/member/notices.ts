import * as v from 'valibot'
import type { NoticeChoice } from '#domain/notices.ts'
import { mailAddress, noticeView, paging, type NoticeView, type PushDevice } from '#wire/notices.ts'
import { message } from './message.ts'
import type { Session } from './session.ts'

export function isMailAddress(text: string): boolean {
  return v.is(mailAddress, text)
}

/** What this member is told outside the desk, and how it goes. */
export async function readNotices(session: Session): Promise<NoticeView> {
  return message(await session.api.call({ route: 'read-notices' }), noticeView)
}

/** From now on the server knows the address. @throws Refusal `prove-again` */
export async function chooseNotices(session: Session, choice: NoticeChoice): Promise<void> {
  await session.api.call({ route: 'put-notices', body: choice })
}

/** The server forgets the address. @throws Refusal `prove-again` */
export async function endNotices(session: Session): Promise<void> {
  await session.api.call({ route: 'remove-notices' })
}

/** Pages this member in a browser, which the server knows the address of from now on. @throws Refusal `prove-again`, `no-push`, `too-large` */
export async function addPushDevice(session: Session, device: PushDevice): Promise<void> {
  await session.api.call({ route: 'put-push-device', body: device })
}

/** @throws Refusal `prove-again` */
export async function removePushDevice(session: Session, device: string): Promise<void> {
  await session.api.call({ route: 'remove-push-device', parameters: { device } })
}

/** @throws Refusal `mail-off`, `no-notices`, `slow-down`, `mail-refused` with what the mail server said in `details.reply` */
export async function testNotices(session: Session): Promise<void> {
  await session.api.call({ route: 'test-notice', body: {} })
}

/** Whom an administrator named to be paged, by their keys; nobody where each who reads an urgent report may be. */
export async function readPaged(session: Session): Promise<readonly string[]> {
  return (await message(await session.api.call({ route: 'read-paging', parameters: { office: session.id } }), paging)).members
}

/** @throws Refusal `not-allowed` unless the caller administers */
export async function namePaged(session: Session, members: readonly string[]): Promise<void> {
  await session.api.call({ route: 'put-paging', parameters: { office: session.id }, body: { members } })
}
