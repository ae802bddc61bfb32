// Goal: copies of one page are one series on every device, a handler's word counts more, and one answer goes to each reporter apart, to none who wrote meanwhile.
// Method: the real server in this process, two members, and reporters who read what came.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { LABELLED } from '#test/support/alike.ts'
import { quickReporter } from '#test/support/client.ts'
import { leafStore } from '#test/support/leaves.ts'
import { join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { answerEach, type Answering, type Chosen } from './answer-each.ts'
import { listQueue } from './queue.ts'
import { openReportAsHandler, reply } from './report.ts'
import { wholeText } from './report-texts.ts'
import { catchUp } from './search-catch-up.ts'
import { SearchMemory } from './search-memory.ts'
import { listSeries, seriesNames } from './series.ts'
import type { Session } from './session.ts'
import { triageReport } from './triage.ts'

const open = await openOffice()
const { api, session: lin } = open
const wei = await join(open, { name: 'Wei' })
await lin.refresh()
const office = await loadOffice(api, lin.id)
const never = new AbortController().signal
const texts = LABELLED.filter(({ page }) => page === 'station' || page === null).slice(0, 11)

async function file(what: string): Promise<string> {
  return (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what }, language: 'zh', provenance: 'in-browser' } })).report
}

async function caughtUp(session: Session, store = leafStore()): Promise<SearchMemory> {
  const memory = await SearchMemory.open(session, store)
  await catchUp(session, memory, { onprogress: () => {}, signal: never })
  return memory
}

async function series(session: Session): Promise<readonly (readonly string[])[]> {
  return (await listSeries(session, await caughtUp(session))).map(({ lines }) => lines.map(({ id }) => id).toSorted())
}

async function chosen(ids: readonly string[]): Promise<readonly Chosen[]> {
  return (await listQueue(lin)).lines.filter(({ id }) => ids.includes(id)).map(({ id, docket: { entries } }) => ({ id, entries }))
}

const filed: string[] = []
for (const { text } of texts) filed.push(await file(text))
const copies = filed.filter((_, at) => texts[at]?.page === 'station').toSorted()
const [apart = ''] = filed.filter((_, at) => texts[at]?.page === null)
const [first = '', second = '', third = '', ...rest] = copies

test('copies are one series on two devices, also where one of them was opened and answered; nothing is opened for it', async () => {
  assert.deepEqual(await series(lin), [copies])
  assert.ok((await listQueue(lin)).lines.every(({ unopened }) => unopened))
  const store = leafStore()
  const memory = await caughtUp(wei, store)
  const before = await memory.series()
  memory.put(wholeText(await reply(wei, first, { text: '你们的材料已收到，正在核实环评公示的情况。请保留照片。'.repeat(8), language: 'zh' })))
  assert.equal(await memory.series(), before, 'what was said later makes no copy another page')
  await memory.flush()
  assert.deepEqual([...(await (await caughtUp(wei, store)).series()).keys()].toSorted(), copies)
  memory.remove(second)
  assert.deepEqual([...(await memory.series()).keys()].toSorted(), copies.filter((id) => id !== second))
})

test('what is new in one is marked against the others, by their first words alone', async () => {
  const memory = await caughtUp(lin)
  const signed = filed[3] ?? ''
  const pieces = await memory.newIn(signed, copies.filter((id) => id !== signed)) ?? []
  assert.deepEqual(pieces.filter(({ isHit }) => isHit).map(({ text }) => text), ['李某，住九号楼，电话可以打给我儿子'])
  assert.equal(await memory.newIn('nobody', copies), null)
})

test('what a handler takes out or puts in is so for colleagues, in whatever way they point at each other', async () => {
  await triageReport(lin, third, { series: 'alone' })
  await triageReport(wei, apart, { series: second })
  assert.deepEqual(await series(wei), [[first, second, ...rest, apart].toSorted()])
  await triageReport(wei, third, { series: 'by-text' })
  await triageReport(lin, apart, { series: 'by-text' })
  assert.deepEqual(await series(lin), [copies])
  const placed = (places: Readonly<Record<string, string>>): ReadonlyMap<string, string> => seriesNames(new Map([['a', 'a'], ['b', 'a']]), Object.entries(places).map(([id, place]) => ({ id, triage: { series: place } })))
  assert.deepEqual([...placed({}).keys()], ['a', 'b'])
  assert.deepEqual([...placed({ a: 'alone' }).keys()], [])
  assert.deepEqual([...placed({ c: 'd', d: 'c' }).keys()].toSorted(), ['a', 'b', 'c', 'd'])
  assert.equal(placed({ c: 'd', d: 'c' }).get('c'), placed({ c: 'd', d: 'c' }).get('d'))
  assert.equal(placed({ c: 'b' }).get('c'), placed({ c: 'b' }).get('a'))
  assert.deepEqual([...placed({ a: 'alone', c: 'a' }).keys()].toSorted(), ['a', 'c'])
})

test('one answer goes to each apart, to none that grew meanwhile, and stops where somebody says so', async () => {
  const order = { chosen: await chosen(copies), deed: { kind: 'answer', text: '环评文件已公开，夜间作业已停止。', language: 'zh' } } as const
  await reply(wei, second, { text: '请补充门牌号。', language: 'zh' })
  const stop = new AbortController()
  const some = await answerEach(lin, order, { onprogress: ({ sent }) => { if (sent.length === 2) stop.abort() }, signal: stop.signal })
  assert.equal(some.sent.length, 2)
  assert.equal(some.sent.length + some.refused.length + some.left.length, copies.length)
  const told: Answering[] = []
  const all = await answerEach(lin, { ...order, chosen: order.chosen.filter(({ id }) => some.left.includes(id) || id === second) }, { onprogress: (now) => told.push(now), signal: never })
  assert.deepEqual([all.left, all.refused.map(({ id }) => id)], [[], [second]])
  assert.equal(await refusalOf(() => Promise.reject(all.refused[0]?.why)), 'stale-head')
  assert.equal(told[0]?.left.length, told.at(-1)?.sent.length === undefined ? 0 : all.sent.length + 1)
  for (const id of copies.filter((each) => each !== second)) {
    const { turns } = (await openReportAsHandler(wei, id)).conversation
    assert.equal(turns.filter(({ text }) => text === order.deed.text).length, 1)
  }
  assert.ok((await openReportAsHandler(lin, second)).conversation.turns.every(({ text }) => text !== order.deed.text))
  assert.equal((await openReportAsHandler(lin, apart)).conversation.turns.length, 1)
})

test('a state with its reason goes to each where it may, and what it may not is said', async () => {
  const state = { kind: 'state', state: 'accepted', reason: '并案办理', language: 'zh' } as const
  const once = await answerEach(lin, { chosen: await chosen([first, third]), deed: state }, { onprogress: () => {}, signal: never })
  assert.deepEqual(once.sent.toSorted(), [first, third].toSorted())
  const again = await answerEach(lin, { chosen: await chosen([first]), deed: { ...state, state: 'acknowledged', reason: '' } }, { onprogress: () => {}, signal: never })
  assert.equal(await refusalOf(() => Promise.reject(again.refused[0]?.why)), 'transition-not-allowed')
  assert.equal(await refusalOf(() => answerEach(lin, { chosen: [{ id: apart, entries: 1 }], deed: { kind: 'answer', text: ' ', language: 'zh' } }, { onprogress: () => {}, signal: never })), 'empty-text')
})
