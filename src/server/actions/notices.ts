import type * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { noticeChoice, NoticeView, paging } from '#wire/notices.ts'
import { letterOf, type LetterTexts } from '../mail/letter.ts'
import { MailRefusedError, type Post } from '../mail/smtp.ts'
import type { PushPost } from '../push/post.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { FreshProofs } from './fresh-proofs.ts'
import type { OfficeBook } from './office-book.ts'

/** How letters leave, and in which words. */
export interface Mail {
  readonly post: Post
  readonly texts: LetterTexts
}

/** How it goes at present. @see notice-sender.ts */
export interface NoticeStanding {
  readonly refused: string | null
  readonly givenUp: number
}

export interface NoticeDeps {
  readonly read: Pick<Reader, 'noticeChoice' | 'paged' | 'pushDevices'>
  readonly write: Pick<Writer, 'dropNoticeChoice' | 'putNoticeChoice' | 'putPaged'>
  readonly mail: Mail | null
  readonly push: PushPost | null
  readonly standing: () => NoticeStanding
  readonly proofs: FreshProofs
  readonly offices: OfficeBook
}

export async function readNotices({ read, mail, push, standing }: Pick<NoticeDeps, 'read' | 'mail' | 'push' | 'standing'>, { office, signKey }: Caller): Promise<NoticeView> {
  const row = await read.noticeChoice(office, signKey)
  const pushOf = async (): Promise<NoticeView['push']> => (push === null ? { key: null, devices: [] } : { key: push.publicKey, devices: (await read.pushDevices(office, signKey)).map(({ device }) => device) })
  return { available: mail !== null, choice: row === null ? null : { address: row.address, language: row.language, reasons: [...row.reasons], quiet: row.quiet }, push: await pushOf(), ...standing() }
}

/** A session alone must not be enough to send somebody's pages elsewhere. @throws Refusal `prove-again` */
export async function putNotices({ write, proofs }: Pick<NoticeDeps, 'write' | 'proofs'>, caller: Caller, choice: v.InferOutput<typeof noticeChoice>): Promise<void> {
  proofs.check(caller)
  const { office, signKey } = caller
  if (!await write.putNoticeChoice({ office, signKey, ...choice })) throw new Refusal('session-ended')
}

/** Nor to silence them. @throws Refusal `prove-again` */
export async function removeNotices({ write, proofs }: Pick<NoticeDeps, 'write' | 'proofs'>, caller: Caller): Promise<void> {
  proofs.check(caller)
  await write.dropNoticeChoice({ office: caller.office, signKey: caller.signKey })
}

/** Nobody's mailbox is filled by whoever typed its address. */
export interface TestsSent {
  /** @throws Refusal `slow-down` */
  check(signKey: string): void
}

export function testsSent(nowMs: () => number): TestsSent {
  const sentMs = new Map<string, number>()
  return {
    check(signKey) {
      const now = nowMs()
      for (const [key, at] of sentMs) if (now - at >= LIMITS.noticeTestSeconds * 1000 || at > now) sentMs.delete(key)
      const before = sentMs.get(signKey)
      if (before !== undefined) throw new Refusal('slow-down', { waitMs: LIMITS.noticeTestSeconds * 1000 - (now - before) })
      sentMs.set(signKey, now)
    },
  }
}

/** One letter to the own address, now. @throws Refusal `mail-off`, `no-notices`, `slow-down`, `mail-refused` with what the mail server said */
export async function testNotice({ read, mail, tests }: Pick<NoticeDeps, 'read' | 'mail'> & { readonly tests: TestsSent }, { office, signKey }: Caller): Promise<void> {
  if (mail === null) throw new Refusal('mail-off')
  const choice = await read.noticeChoice(office, signKey)
  if (choice === null) throw new Refusal('no-notices')
  tests.check(signKey)
  try {
    await mail.post(letterOf(mail.texts, choice, { reason: 'test' }), new AbortController().signal)
  } catch (error) {
    if (error instanceof MailRefusedError) throw new Refusal('mail-refused', { reply: error.reply })
    throw error
  }
}

export async function readPaging({ read }: Pick<NoticeDeps, 'read'>, { office }: Caller): Promise<v.InferOutput<typeof paging>> {
  return { members: [...await read.paged(office)] }
}

/** @throws Refusal `not-allowed` for somebody who is no member */
export async function putPaging({ write, offices }: Pick<NoticeDeps, 'write' | 'offices'>, { office }: Caller, { members }: v.InferOutput<typeof paging>): Promise<void> {
  const { fold } = await offices.current(office)
  if (!members.every((signKey) => fold.members.has(signKey))) throw new Refusal('not-allowed')
  await write.putPaged({ office, members })
}
