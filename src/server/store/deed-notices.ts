import { sql } from 'kysely'
import { canonicalJson } from '#base/json.ts'
import type { Deed, DeedArguments } from './deed.ts'
import { enqueue, finishJobs } from './outbox.ts'
import { noticeTable } from './rows.ts'
import { withRowHash } from './row-hash.ts'
import type { NoticeKey } from './store-notices.ts'

/** A member who was removed a moment ago leaves no address behind: their standing is held meanwhile. */
export async function putNoticeChoice({ db }: Deed, ...[row]: DeedArguments<'putNoticeChoice'>): Promise<boolean> {
  const { office, signKey } = row
  const held = await db.updateTable('standing').set(({ ref }) => ({ active: ref('active') })).where('office', '=', office).where('sign_key', '=', signKey).where('active', '=', 1).executeTakeFirst()
  if (held.numUpdatedRows !== 1n) return false
  const table = withRowHash('notice_choice', noticeTable(row))
  await db.insertInto('notice_choice').values(table).onConflict((conflict) => conflict.columns(['office', 'sign_key']).doUpdateSet(table)).execute()
  return true
}

export async function dropNoticeChoice({ db }: Deed, ...[{ office, signKey }]: DeedArguments<'dropNoticeChoice'>): Promise<void> {
  await db.deleteFrom('notice_choice').where('office', '=', office).where('sign_key', '=', signKey).execute()
}

export async function putPaged({ db }: Deed, ...[{ office, members }]: DeedArguments<'putPaged'>): Promise<void> {
  await db.deleteFrom('paged').where('office', '=', office).execute()
  if (members.length > 0) await db.insertInto('paged').values(members.map((signKey) => ({ office, sign_key: signKey }))).execute()
}

/**
 * Notices that are to be sent. One of a day's is made once, whoever asks and however often; `urgent` counts what has come meanwhile. What asked for them is
 * finished in the same transaction, and what is long past is forgotten.
 */
export async function planNotices(tx: Deed, ...[{ notices, jobs, forgetBefore }]: DeedArguments<'planNotices'>): Promise<void> {
  for (const notice of notices) await planOne(tx, notice)
  if (forgetBefore !== null) await tx.db.deleteFrom('notice').where('office', '=', forgetBefore.office).where('day', '<', forgetBefore.day).where('has_job', '=', 0).execute()
  await finishJobs(tx, jobs)
}

async function planOne(tx: Deed, { office, signKey, reason, day }: NoticeKey): Promise<void> {
  const row = { office, sign_key: signKey, reason, day, waiting: 0, has_job: 0 }
  const made = await tx.db.insertInto('notice').values(row).onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
  if (made.numInsertedOrUpdatedRows !== 1n && reason !== 'urgent' && reason !== 'push') return
  const before = await where(tx, { office, signKey, reason, day }).set(({ eb }) => ({ waiting: eb('waiting', '+', 1) })).returning('has_job').executeTakeFirstOrThrow()
  if (before.has_job === 1) return
  await where(tx, { office, signKey, reason, day }).set({ has_job: 1 }).execute()
  await enqueue(tx, [{ kind: reason === 'push' ? 'push' : 'notice', payload: canonicalJson({ office, member: signKey, reason, day }) }])
}

/** So many of what waited are told. */
export async function noticeTold(tx: Deed, ...[{ notice, told }]: DeedArguments<'noticeTold'>): Promise<void> {
  await where(tx, notice).set({ waiting: sql`case when waiting > ${told} then waiting - ${told} else 0 end` }).execute()
}

/** Nothing more is to be sent of it. @returns false where more has come meanwhile, unless it is dropped whatever waits */
export async function endNotice(tx: Deed, ...[{ notice, job, isDropped }]: DeedArguments<'endNotice'>): Promise<boolean> {
  const row = await where(tx, notice).set(isDropped ? { waiting: 0 } : { waiting: sql`waiting` }).returning('waiting').executeTakeFirst()
  if (row !== undefined && row.waiting > 0) return false
  await where(tx, notice).set({ has_job: 0 }).execute()
  await finishJobs(tx, [job])
  return true
}

function where({ db }: Deed, { office, signKey, reason, day }: NoticeKey) {
  return db.updateTable('notice').where('office', '=', office).where('sign_key', '=', signKey).where('reason', '=', reason).where('day', '=', day)
}
