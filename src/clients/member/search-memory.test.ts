// Goal: what a member's device read can be looked up on that device, by that member, and what was erased or taken away is found no more and kept no more.
// Method: the real server in this process; leaves in a map, whose every byte is looked at; two windows; a server that hides.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { Piece } from '#clients/search/excerpt.ts'
import { memberReader } from '#sealing/sealed/entry.ts'
import { quickReporter } from '#test/support/client.ts'
import { leafStore } from '#test/support/leaves.ts'
import { deviceOf, join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { eraseReport } from './erase.ts'
import { listQueue } from './queue.ts'
import { changeState } from './change-state.ts'
import { leaveOut, openReportAsHandler, reply, setTitle, writeNote } from './report.ts'
import { wholeText } from './report-texts.ts'
import { catchUp, type CatchingUp } from './search-catch-up.ts'
import { SearchMemory, type LeafStore } from './search-memory.ts'
import type { Session } from './session.ts'

const open = await openOffice()
const { api, session: lin, world } = open
const wei = await join(open, { name: 'Wei' })
await lin.refresh()
const office = await loadOffice(api, lin.id)
const never = new AbortController().signal

async function file(what: string, answers: Readonly<Record<string, string>> = {}): Promise<string> {
  return (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what, ...answers }, language: 'zh', provenance: 'in-browser' } })).report
}

async function caughtUp(session: Session, store: LeafStore): Promise<{ readonly memory: SearchMemory; readonly told: readonly CatchingUp[] }> {
  const memory = await SearchMemory.open(session, store)
  const told: CatchingUp[] = []
  await catchUp(session, memory, { onprogress: (progress) => { told.push(progress) }, signal: never })
  return { memory, told }
}

const found = async (memory: SearchMemory, line: string): Promise<readonly string[]> => (await memory.find(line, { hitsMax: 50, signal: never })).hits.map(({ report }) => report.id).toSorted()
const shown = (pieces: readonly Piece[] = []): string => pieces.map(({ text, isHit }) => (isHit ? `[${text}]` : text)).join('')

const first = await file('採購部門圍標，供應商虛開發票', { where: '蘇州工廠', know: 'saw' })
const second = await file('The vendor forged an invoice')

test('first words of everything open are found, in any spelling, and no report is opened for it', async () => {
  const store = leafStore()
  const { memory, told } = await caughtUp(lin, store)
  assert.deepEqual([told[0], told.at(-1)], [{ known: 0, total: 2 }, { known: 2, total: 2 }])
  assert.deepEqual([await found(memory, '围标'), await found(memory, '苏州工'), await found(memory, 'VENDOR'), await found(memory, '不存在'), await found(memory, 'saw'), await found(memory, '')], [[first], [first], [second], [], [], []])
  const { hits: [hit], total } = await memory.find('发票', { hitsMax: 50, signal: never })
  assert.deepEqual([shown(hit?.title), shown(hit?.excerpt), total], ['採購部門圍標，供應商虛開[發票]', '蘇州工廠', 1])
  assert.ok((await listQueue(lin)).lines.every(({ unopened }) => unopened), 'no desk log was begun')
  const kept = [...store.leaves.values()].map((bytes) => Buffer.from(bytes).toString('latin1')).join('')
  for (const word of ['vendor', 'invoice', Buffer.from('圍標').toString('latin1'), first, second]) assert.ok(kept.length > 500 && !kept.includes(word), word)
})

test('what was opened here is found whole, by the next session too; another member and another device find nothing in it', async () => {
  const store = leafStore()
  const { memory } = await caughtUp(lin, store)
  await reply(lin, second, { text: 'Which warehouse was it?', language: 'en' })
  await writeNote(lin, second, { text: '联系内审王工' })
  await setTitle(lin, second, 'Forged invoice')
  memory.put(wholeText(await openReportAsHandler(lin, second)))
  await memory.flush()
  const { memory: again, told } = await caughtUp(lin, store)
  assert.deepEqual(told, [{ known: 2, total: 2 }], 'nothing was read anew')
  for (const line of ['warehouse', '内审', 'forged invoice', 'vendor']) assert.deepEqual(await found(again, line), [second], line)
  // First words, which another window reads, do not take the place of all.
  again.put({ ...wholeText(await openReportAsHandler(lin, second)), text: 'less', isWhole: false })
  assert.deepEqual(await found(again, 'warehouse'), [second])
  assert.equal(await found(await SearchMemory.open(wei, leafStore(new Map(store.leaves))), 'vendor').then((ids) => ids.length), 0)
  assert.notEqual(SearchMemory.nameFor(lin), SearchMemory.nameFor(wei))
})

test('titles come first, then the newest; so many as wanted, and all are counted', async () => {
  const memory = await SearchMemory.open(lin, leafStore())
  const place = { language: 'en', state: 'received', isWhole: false } as const
  for (let day = 1; day <= 9; day++) memory.put({ ...place, id: `${day}`, receivedDay: `2026-11-0${day}` as never, title: day === 4 ? 'bribe' : 'title', text: 'a bribe' })
  const { hits, total } = await memory.find('bribe', { hitsMax: 4, signal: never })
  assert.deepEqual([hits.map(({ report }) => report.id), total], [['4', '9', '8', '7'], 9])
  const gone = new AbortController()
  gone.abort()
  await assert.rejects(() => memory.find('bribe', { hitsMax: 4, signal: gone.signal }), { name: 'AbortError' })
})

test('what was erased, or is not open to the member any more, is found no more, and its leaf is written anew without it', async () => {
  const erased = await file('canary of the erased')
  const lost = await file('canary of the lost')
  const stays = await file('canary that stays')
  const store = leafStore()
  const { memory } = await caughtUp(wei, store)
  assert.deepEqual(await found(memory, 'canary'), [erased, lost, stays].toSorted())
  const before = new Set(store.leaves.keys())
  for (const state of ['accepted', 'concluded'] as const) await changeState(lin, erased, { state, reason: 'done', language: 'en' })
  await eraseReport(lin, erased)
  await leaveOut(lin, lost, memberReader(wei.me.signKey))
  await catchUp(wei, memory, { onprogress: () => {}, signal: never })
  assert.deepEqual(await found(memory, 'canary'), [stays])
  assert.ok([...store.leaves.keys()].every((name) => !before.has(name)), 'the leaf that had all three is gone')
  const again = await SearchMemory.open(wei, store)
  assert.deepEqual([again.has(erased), again.has(lost), await found(again, 'canary')], [false, false, [stays]])
})

test('a damaged leaf is nobody’s and is read anew; a full disk keeps nothing and searching goes on', async () => {
  const store = leafStore()
  await caughtUp(lin, store)
  for (const [name, bytes] of store.leaves) store.leaves.set(name, bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1))
  const damaged = await SearchMemory.open(lin, store)
  assert.deepEqual([damaged.size, store.leaves.size], [0, 0])
  const full: LeafStore = { ...store, write: async () => { throw new Error('full') } }
  const memory = await SearchMemory.open(lin, full)
  await assert.rejects(() => catchUp(lin, memory, { onprogress: () => {}, signal: never }), /full/)
  assert.deepEqual(await found(memory, '围标'), [first])
  await lin.refresh()
})

test('two windows write side by side, and a later session has each report once with the most that either knew', async () => {
  const store = leafStore()
  const [one, two] = [await caughtUp(lin, store), await caughtUp(lin, store)]
  one.memory.put(wholeText(await openReportAsHandler(lin, second)))
  await Promise.all([one.memory.flush(), two.memory.flush(), one.memory.flush()])
  const later = await SearchMemory.open(lin, store)
  assert.deepEqual([await found(later, 'warehouse'), await found(later, '围标')], [[second], [first]])
  await later.flush()
  const whole = await SearchMemory.open(lin, store)
  assert.equal(whole.size, one.memory.size)
})

test('it ends with the session', async () => {
  const { device } = await deviceOf(lin)
  const store = leafStore()
  const { memory } = await caughtUp(device, store)
  await device.end()
  assert.equal(await refusalOf(() => memory.find('围标', { hitsMax: 9, signal: never })), 'session-ended')
  assert.deepEqual(world.defects, [])
})
