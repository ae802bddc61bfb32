// Goal: a member's list shows every report that one of their readers can open, once, in one order, and no other; and its total is true.
// Method: lists of both stores against the same list made from the deeds by hand, page by page.
import assert from 'node:assert/strict'
import test from 'node:test'
import { randomBytes } from '#base/bytes.ts'
import { addDays } from '#base/day.ts'
import { DAY, TEAM, exampleDesk, exampleDocket, exampleNext, exampleReport, randomId, wrap } from '#test/support/deeds.ts'
import { ENGINES } from '#test/support/stores.ts'
import type { AppendDeed, QueueItem, Reader } from './store.ts'
import type { QueuePlace, QueueQuery } from './store-queue.ts'

const ETHICS = 'team:ethics:0'
const MEMBER = `member:${randomId()}`

function reportFor(office: string, readers: readonly string[], daysAgo = 0) {
  return exampleReport(office, { day: addDays(DAY, -daysAgo), wraps: ['reporter', ...readers].map((reader) => wrap(reader)) })
}

/** As the list should stand: newest day first, then by log id, from the last. */
function inOrder(deeds: readonly AppendDeed[]): string[] {
  return [...deeds].sort((a, b) => (a.day === b.day ? (a.log < b.log ? 1 : -1) : a.day < b.day ? 1 : -1)).map((deed) => deed.log)
}

async function allPages(read: Reader, query: QueueQuery): Promise<{ items: QueueItem[]; totals: Set<number>; pages: number }> {
  const items: QueueItem[] = []
  const totals = new Set<number>()
  for (let pages = 1; ; pages++) {
    const last = items.at(-1)
    const after = last === undefined ? {} : { after: { receivedDay: last.docket.receivedDay, log: last.docket.log } }
    const page = await read.queue({ ...query, ...after })
    assert.ok(page.items.length <= query.limit)
    items.push(...page.items)
    totals.add(page.total)
    if (page.items.length < query.limit) return { items, totals, pages }
  }
}

const logsOf = (items: readonly QueueItem[]): string[] => items.map((item) => item.docket.log)

for (const { name, skip, newPlace } of ENGINES) {
  test(`${name}: the list has each report that a reader opens, once, in order, and the total is true`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const office = randomId()
    const intake = Array.from({ length: 7 }, (_, index) => reportFor(office, [TEAM], index % 3))
    const both = Array.from({ length: 5 }, (_, index) => reportFor(office, [ETHICS, TEAM], index % 2))
    const personal = Array.from({ length: 4 }, () => reportFor(office, [ETHICS, MEMBER, 'recovery'], 1))
    const elsewhere = reportFor(randomId(), [TEAM, ETHICS, MEMBER])
    await Promise.all([...intake, ...both, ...personal, elsewhere].map((deed) => write.append(deed)))
    const views: [readonly string[], AppendDeed[]][] = [
      [[TEAM], [...intake, ...both]], [[ETHICS], [...both, ...personal]], [[MEMBER, ETHICS], [...both, ...personal]],
      [[MEMBER, TEAM, ETHICS], [...intake, ...both, ...personal]], [[`member:${randomId()}`], []], [[], []],
      // Nobody has the list of all reporters, nor that of the recovery key.
      [['reporter', 'recovery'], []],
    ]
    for (const [readers, deeds] of views) {
      const { items, totals } = await allPages(read, { office, readers, limit: 3 })
      assert.deepEqual(logsOf(items), inOrder(deeds))
      assert.deepEqual(totals, new Set([deeds.length]))
      const ids = async (after?: QueuePlace) => read.queueDockets({ office, readers, limit: 4, ...(after === undefined ? {} : { after }) })
      const listed: QueuePlace[] = []
      for (let page = await ids(); page.length > 0; page = await ids(page.at(-1))) listed.push(...page)
      assert.deepEqual(listed.map(({ log }) => log), inOrder(deeds))
      assert.equal(await read.queueTotal(office, readers), deeds.length)
      const wanted = [...intake, ...both, ...personal, elsewhere].filter((_, at) => at % 2 === 0).map(({ log }) => log)
      const asked = await read.queue({ office, readers, limit: 50, reports: wanted })
      assert.deepEqual(logsOf(asked.items), inOrder(deeds).filter((log) => wanted.includes(log)), 'asked for by their ids: no other, and none that is not theirs')
    }
  })

  test(`${name}: a view by state follows the docket, and its total too`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const office = randomId()
    const reports = Array.from({ length: 6 }, (_, index) => reportFor(office, [TEAM, ETHICS], index % 2))
    for (const report of reports) await write.append(report)
    const moved = reports.slice(0, 4)
    for (const report of moved) {
      const docket = { ...report.docket, state: 'assessed', entries: 2, lastFrom: 'office' } as const
      const assessed = exampleNext(report, { docket })
      await write.append(assessed)
      await write.append(exampleNext(assessed, { docket }))
    }
    const views = [['received', reports.slice(4)], ['assessed', moved], ['concluded', []]] as const
    for (const [state, deeds] of views) {
      const { items, totals } = await allPages(read, { office, readers: [ETHICS, TEAM], state, limit: 2 })
      assert.deepEqual(logsOf(items), inOrder(deeds))
      assert.deepEqual(totals, new Set([deeds.length]))
      for (const item of items) assert.equal(item.docket.state, state)
    }
    assert.equal((await read.queue({ office, readers: [TEAM], limit: 1 })).total, 6)
  })

  test(`${name}: brief dockets say what the whole ones say, and whether somebody opened the report`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const office = randomId()
    const [plain, opened, moved] = [reportFor(office, [TEAM], 2), reportFor(office, [TEAM], 1), reportFor(office, [TEAM])]
    for (const report of [plain, opened, moved]) await write.append(report)
    await write.append(exampleDesk(office, opened.log))
    const docket = { ...moved.docket, state: 'concluded', urgent: true, entries: 2, dueDay: addDays(DAY, 3), events: [{ day: DAY, state: 'concluded' }, { day: DAY, retaliation: 'alleged' }] } as const
    await write.append(exampleNext(moved, { docket }))
    const brief = await read.queueDockets({ office, readers: [TEAM], limit: 9 })
    assert.deepEqual(brief.map(({ log, isOpened }) => [log, isOpened]), [[moved.log, false], [opened.log, true], [plain.log, false]])
    for (const { isOpened: _, ...row } of brief) {
      const whole = await read.docket(row.log)
      assert.ok(whole !== null)
      const { log, state, channel, team, urgent, receivedDay, dueDay, events } = whole
      assert.deepEqual(row, { log, state, channel, team, urgent, receivedDay, dueDay, events })
    }
    assert.deepEqual([brief[0]?.state, brief[0]?.urgent, brief[0]?.dueDay, brief[0]?.events.length], ['concluded', true, addDays(DAY, 3), 2])
    const [last] = await read.queueDockets({ office, readers: [TEAM], limit: 9, after: { receivedDay: opened.docket.receivedDay, log: opened.log } })
    assert.equal(last?.log, plain.log)
    assert.deepEqual(logsOf((await read.queue({ office, readers: [TEAM], limit: 9, state: 'concluded', reports: [plain.log, moved.log] })).items), [moved.log])
  })

  test(`${name}: a reader who is given a report later sees it from then on`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const office = randomId()
    const report = reportFor(office, [TEAM])
    await write.append(report)
    assert.equal((await read.queue({ office, readers: [MEMBER], limit: 9 })).total, 0)
    const { docket } = report
    const grant = exampleNext(report, { wraps: [wrap(MEMBER), wrap(TEAM)], docket: { ...docket, state: 'accepted' } })
    await write.append(grant)
    await write.append(exampleNext(grant, { docket: { ...docket, state: 'concluded' } }))
    for (const readers of [[MEMBER], [TEAM], [TEAM, MEMBER]]) {
      const { items, total } = await read.queue({ office, readers, limit: 9 })
      assert.deepEqual([logsOf(items), total], [[report.log], 1])
      assert.equal((await read.queue({ office, readers, limit: 9, state: 'concluded' })).total, 1)
      assert.equal((await read.queue({ office, readers, limit: 9, state: 'received' })).total, 0)
      assert.deepEqual(items[0]?.wraps.map((row) => row.reader).sort(), readers.includes(TEAM) ? [...readers, TEAM].sort() : readers)
    }
  })

  test(`${name}: whoever is left out by a re-keying has the report in no list any more, and totals say so`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const office = randomId()
    const report = reportFor(office, [TEAM, ETHICS])
    const desk = exampleDesk(office, report.log)
    for (const deed of [report, reportFor(office, [TEAM, ETHICS]), desk]) await write.append(deed)
    const rows = ['reporter', MEMBER, ETHICS].map((reader) => ({ ...wrap(reader), subject: 'log:1' }))
    const rekey = exampleNext(report, { generation: 1, keyCommit: randomId(), wraps: rows, docket: { ...report.docket, entries: 2 } })
    await write.append(rekey)
    await write.append(exampleNext(rekey, { docket: { ...report.docket, entries: 3, state: 'accepted' } }))
    const totals = async (): Promise<number[]> => Promise.all([[TEAM], [ETHICS], [MEMBER]].map(async (readers) => (await read.queue({ office, readers, limit: 9 })).total))
    assert.deepEqual(await totals(), [1, 2, 1])
    const [line] = (await read.queue({ office, readers: [MEMBER], limit: 9 })).items
    assert.deepEqual([line?.docket.log, line?.keyed, line?.wraps], [report.log, rekey.entry, [rows[1]]])
    assert.deepEqual((await read.allWraps(report.log)).map(({ subject, reader }) => `${subject} ${reader}`), [...report.wraps, ...rows].map(({ subject, reader }) => `${subject} ${reader}`))
    assert.equal((await read.log(report.log))?.generation, 1)
  })

  test(`${name}: a line has entry 0, the caller's wraps, and the desk with its card`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const office = randomId()
    const report = reportFor(office, [TEAM, ETHICS])
    const desk = exampleDesk(office, report.log)
    const note = exampleNext(desk)
    const bytes = randomBytes(2048)
    for (const deed of [report, exampleNext(report), desk, note]) await write.append(deed)
    const before = await read.queue({ office, readers: [TEAM], limit: 1 })
    await write.putCard({ log: desk.log, office, seq: 1, bytes })
    const expected = {
      docket: report.docket, first: report.entry, keyed: null, wraps: [report.wraps[1]],
      desk: { row: await read.log(desk.log), first: desk.entry, keyed: null, wraps: desk.wraps, card: null },
    }
    assert.deepEqual(before.items, [expected])
    assert.deepEqual((await read.queue({ office, readers: [TEAM], limit: 1 })).items, [{ ...expected, desk: { ...expected.desk, card: bytes } }])
    const other = await read.queue({ office, readers: [ETHICS], limit: 1 })
    assert.deepEqual([other.items[0]?.wraps, other.items[0]?.desk?.wraps], [[report.wraps[2]], []])
    const unopened = reportFor(office, [TEAM])
    await write.append(unopened)
    const lines = await read.queue({ office, readers: [TEAM], limit: 2 })
    assert.equal(lines.items.find((item) => item.docket.log === unopened.log)?.desk, null)
  })

  test(`${name}: more readers than one statement takes make one list`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const office = randomId()
    const readers = Array.from({ length: 120 }, (_, epoch) => `team:intake:${epoch}`)
    const reports = [0, 3, 77, 119].map((epoch) => reportFor(office, [`team:intake:${epoch}`, `team:intake:${epoch - 1}`], epoch))
    for (const report of reports) await write.append(report)
    const { items, totals } = await allPages(read, { office, readers, limit: 3 })
    assert.deepEqual([logsOf(items), totals], [inOrder(reports), new Set([4])])
  })

  test(`${name}: a docket is what the last entry made of it`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const report = exampleReport(randomId())
    const docket = exampleDocket(report.office, report.log, { urgent: true, entries: 2, lastDay: addDays(DAY, 1), dueDay: null, acknowledgedDay: DAY })
    await write.append(report)
    await write.append(exampleNext(report, { docket }))
    assert.deepEqual(await read.docket(report.log), docket)
  })
}
