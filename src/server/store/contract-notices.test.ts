// Goal: a notice is made once for a member, a reason and a day, whoever asks, and a report that becomes urgent leaves one job, in its own transaction. Method: deeds to both stores.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addDays } from '#base/day.ts'
import { DAY, exampleDocket, exampleNext, exampleReport, randomId, TEAM } from '#test/support/deeds.ts'
import { ENGINES, POSTGRES_ENGINE } from '#test/support/stores.ts'
import type { NoticeKey } from './store-notices.ts'
import type { Store } from './store.ts'

const payloads = async ({ write }: Store, kind: 'notice' | 'page-urgent'): Promise<readonly (readonly [number, string])[]> => (await write.leaseJobs(99, 3600, [kind])).map(({ id, payload }) => [id, payload] as const)

for (const { name, skip, newPlace } of ENGINES) {
  test(`${name}: a day’s notice is made once and sent once; pages are counted until they are told`, { skip }, async (context) => {
    const store = await (await newPlace(context)).open()
    const { read, write } = store
    const notice: NoticeKey = { office: randomId(), signKey: randomId(), reason: 'digest', day: DAY }
    const plan = (notices: readonly NoticeKey[], before = addDays(DAY, -1)) => write.planNotices({ notices, jobs: [], forgetBefore: { office: notice.office, day: before } })
    await plan([notice])
    await plan([notice, { ...notice, day: addDays(DAY, 1) }])
    const jobs = await payloads(store, 'notice')
    assert.deepEqual(jobs.map(([, payload]) => JSON.parse(payload)), [DAY, addDays(DAY, 1)].map((day) => ({ office: notice.office, member: notice.signKey, reason: 'digest', day })))
    const job = jobs[0]?.[0] ?? 0
    assert.equal(await write.endNotice({ notice, job, isDropped: false }), false, 'not told yet')
    await write.noticeTold({ notice, told: 1 })
    assert.equal(await write.endNotice({ notice, job, isDropped: false }), true)
    await plan([notice])
    assert.deepEqual(await payloads(store, 'notice'), [], 'told is told')
    const page: NoticeKey = { ...notice, reason: 'urgent' }
    await plan([page, page])
    await plan([page])
    const [[pageJob] = [0]] = await payloads(store, 'notice')
    assert.equal(await read.noticeWaiting(page), 3)
    await write.noticeTold({ notice: page, told: 2 })
    assert.equal(await write.endNotice({ notice: page, job: pageJob, isDropped: false }), false)
    assert.equal(await write.endNotice({ notice: page, job: pageJob, isDropped: true }), true)
    await plan([page], addDays(DAY, 1))
    assert.deepEqual([await read.noticeWaiting(page), (await payloads(store, 'notice')).length], [1, 1], 'and the next page is one')
  })

  test(`${name}: a report that is urgent leaves a job to page, once, and one that is not leaves none`, { skip }, async (context) => {
    const store = await (await newPlace(context)).open()
    const { write } = store
    const office = randomId()
    const calm = exampleReport(office)
    const urgent = exampleReport(office, { log: randomId() })
    const called = { ...urgent, docket: exampleDocket(office, urgent.log, { urgent: true }) }
    await write.append(calm)
    assert.deepEqual(await payloads(store, 'page-urgent'), [])
    await write.append(called)
    await write.append(called)
    assert.deepEqual((await payloads(store, 'page-urgent')).map(([, payload]) => JSON.parse(payload)), [{ office, log: urgent.log }])
    const later = exampleNext(calm, { docket: { ...calm.docket, urgent: true, entries: 2 } })
    await write.append(later)
    await write.append(exampleNext(later, { docket: { ...calm.docket, urgent: true, entries: 3, state: 'assessed' } }))
    await write.append(exampleNext(called, { docket: { ...called.docket, entries: 2 } }))
    assert.deepEqual((await payloads(store, 'page-urgent')).map(([, payload]) => JSON.parse(payload)), [{ office, log: calm.log }])
  })

  test(`${name}: what is due is counted for whoever reads it, and not for whoever declared a conflict of interest`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const [office, signKey] = [randomId(), randomId()]
    const dueOn = async (days: number): Promise<string> => {
      const report = exampleReport(office)
      await write.append({ ...report, docket: { ...report.docket, dueDay: addDays(DAY, days) } })
      return report.log
    }
    for (const days of [-3, -1, 0, 1, 2, 7, 8]) await dueOn(days)
    const counts = (readers: readonly string[]) => read.dueCounts({ office, signKey, readers, today: DAY })
    assert.deepEqual(await counts([TEAM, `member:${signKey}`]), { overdue: 2, soon: 2, later: 2 })
    assert.deepEqual(await counts([`member:${signKey}`]), { overdue: 0, soon: 0, later: 0 })
    const own = exampleReport(office)
    await write.append({ ...own, docket: { ...own.docket, dueDay: DAY } })
    await write.append(exampleNext(own, { docket: { ...own.docket, entries: 2, dueDay: DAY }, recusals: [{ office, report: own.log, signKey, stands: true }] }))
    assert.deepEqual((await counts([TEAM])).soon, 2)
    assert.deepEqual(await read.audienceOf(own.log), [TEAM])
  })

  test(`${name}: something urgent is seen by whoever reads it, while it is urgent and not settled, and not by whoever declared a conflict of interest`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const [office, signKey] = [randomId(), randomId()]
    const isAny = (readers: readonly string[], of = signKey) => read.isAnyUrgent({ office, signKey: of, readers })
    const report = exampleReport(office)
    await write.append(report)
    assert.equal(await isAny([TEAM]), false)
    const called = exampleNext(report, { docket: { ...report.docket, urgent: true, entries: 2 } })
    await write.append(called)
    assert.deepEqual([await isAny([TEAM]), await isAny([`member:${signKey}`])], [true, false])
    const declared = exampleNext(called, { docket: { ...report.docket, urgent: true, entries: 3 }, recusals: [{ office, report: report.log, signKey, stands: true }] })
    await write.append(declared)
    assert.deepEqual([await isAny([TEAM]), await isAny([TEAM], randomId())], [false, true])
    const settled = exampleNext(declared, { docket: { ...report.docket, urgent: true, entries: 4, state: 'concluded' } })
    await write.append(settled)
    assert.equal(await isAny([TEAM], randomId()), false)
  })
}

test('of two nodes on PostgreSQL one sends a notice, and the other does if it ends', { skip: POSTGRES_ENGINE.skip }, async (context) => {
  const place = await POSTGRES_ENGINE.newPlace(context)
  const [one, other] = [await place.open(), await place.open()]
  await one.write.planNotices({ notices: [{ office: randomId(), signKey: randomId(), reason: 'urgent', day: DAY }], jobs: [], forgetBefore: null })
  assert.equal((await payloads(one, 'notice')).length, 1)
  assert.deepEqual(await payloads(other, 'notice'), [])
  await one.close()
  assert.equal((await payloads(other, 'notice')).length, 1)
})
