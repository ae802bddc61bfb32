// Goal: a new device learns first words out of pages that colleagues' devices shared, and no page outlives the report or the readers that it is about.
// Method: the real server in this process with more reports than are worth a page, devices of two members, and pages that lie.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { withdrawReport } from '#clients/reporter/withdraw.ts'
import { newIdentity } from '#sealing/plain/age-identity.ts'
import type { FirstText } from '#sealing/plain/text-page.ts'
import { sealTextPage } from '#sealing/seal/text-page.ts'
import { encodeNewTextPage, encodeTextPage } from '#wire/text-pages.ts'
import { leafStore } from '#test/support/leaves.ts'
import { fileAll } from '#test/support/filed.ts'
import { deviceOf, framesAnswer, join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { eraseReport } from './erase.ts'
import { leaveOut, openReportAsHandler } from './report.ts'
import { catchUp } from './search-catch-up.ts'
import { SearchMemory } from './search-memory.ts'
import type { Session } from './session.ts'

const REPORTS = 60
const INTAKE = 'team:intake:0'
const opened = await openOffice()
const { api, world, session: lin } = opened
const zhou = await join(opened, { name: 'Zhou' })
const boss = await join(opened, { name: 'Boss', roles: ['administrator', 'intake'], teams: [] })
for (const each of [lin, zhou, boss]) await each.refresh()
const office = await loadOffice(api, lin.id)
const filed = await fileAll(api, office, Array.from({ length: REPORTS }, (_, index) => ({ what: `第${index}号仓库 report ${index}.`, language: 'zh' })))

async function newMemory(session: Session): Promise<SearchMemory> {
  const memory = await SearchMemory.open(session, leafStore())
  await catchUp(session, memory, { onprogress: () => undefined, signal: new AbortController().signal })
  return memory
}

const found = async (memory: SearchMemory, line: string): Promise<number> => (await memory.find(line, { hitsMax: 99, signal: new AbortController().signal })).total
const pages = () => world.store.read.textPages(lin.id, INTAKE)

async function listedIn(): Promise<number> {
  const { device, liar } = await deviceOf(zhou)
  liar.lies['list-queue'] = async () => { throw new Error('out of pages alone') }
  const memory = await SearchMemory.open(device, leafStore())
  await catchUp(device, memory, { onprogress: () => undefined, signal: new AbortController().signal }).catch(() => undefined)
  return found(memory, 'report')
}

/** A page of no texts, as a client that lies would send it. */
async function put(who: Session, reports: readonly string[]): Promise<string> {
  const secret = lin.officeLog().teams.get('intake:0') ?? assert.fail()
  return refusalOf(async () => {
    const page = base64url(randomBytes(32))
    const bytes = await sealTextPage(secret, who.unlocked().signing, { office: lin.id, team: 'intake', epoch: 0, page, texts: [] })
    await who.api.call({ route: 'put-text-page', parameters: { office: lin.id, page }, body: encodeNewTextPage({ reader: INTAKE, reports: [...reports], bytes }) })
  })
}

test('the first device shares what it read, and a new device of a colleague reads pages and no list', async () => {
  assert.equal(await found(await newMemory(lin), 'report'), REPORTS)
  assert.equal((await pages()).length, 1)
  const { device, liar } = await deviceOf(zhou)
  const memory = await newMemory(device)
  assert.deepEqual([await found(memory, '3号倉庫'), await found(memory, '"report 59."')], [6, 1])
  assert.deepEqual([liar.calls.filter(({ route }) => route === 'read-text-page').length, liar.calls.filter(({ route }) => route === 'list-queue').length], [1, 0])
  assert.equal((await pages()).length, 1, 'what came out of a page is not shared again')
})

test('a page of somebody who does not read, under another secret, of another place, or none at all, costs time and shows the same', async () => {
  const secret = zhou.officeLog().teams.get('intake:0') ?? assert.fail()
  const [page = ''] = await pages()
  const texts: readonly FirstText[] = filed.map(({ id }) => ({ id, title: 'planted', language: 'en', receivedDay: '2026-11-01' as never, state: 'received', text: 'planted' }))
  const place = { office: lin.id, team: 'intake', epoch: 0, page, texts }
  const lies = {
    'by somebody who does not read': await sealTextPage(secret, boss.unlocked().signing, place),
    'under another secret': await sealTextPage(newIdentity('team-identity'), lin.unlocked().signing, place),
    'of another page': await sealTextPage(secret, lin.unlocked().signing, { ...place, page: base64url(randomBytes(32)) }),
    'no page': randomBytes(300),
  }
  for (const [what, bytes] of Object.entries(lies)) {
    const { device, liar } = await deviceOf(zhou)
    liar.lies['read-text-page'] = async () => framesAnswer(encodeTextPage(bytes))
    const memory = await newMemory(device)
    assert.deepEqual([await found(memory, 'planted'), await found(memory, 'report')], [0, REPORTS], what)
  }
  // The control: a colleague who reads can say what is not so, as a card can, until the report is opened.
  const { device, liar } = await deviceOf(zhou)
  liar.lies['read-text-page'] = async () => framesAnswer(encodeTextPage(await sealTextPage(secret, lin.unlocked().signing, place)))
  assert.equal(await found(await newMemory(device), 'planted'), REPORTS)
})

test('the server keeps a page for whoever reads, of reports that the team reads, each once', async () => {
  const [first] = filed
  assert.ok(first !== undefined)
  assert.equal(await put(lin, [first.id]), 'card-stale', 'it stands in a page already')
  assert.equal(await put(lin, [base64url(randomBytes(32))]), 'card-stale', 'there is no such report')
  assert.equal(await put(boss, [first.id]), 'no-such-team')
  assert.equal(await refusalOf(() => boss.api.call({ route: 'list-text-pages', parameters: { office: lin.id }, query: { reader: INTAKE } })), 'no-such-team')
  assert.equal((await pages()).length, 1)
})

test('a page goes with a report of it that is erased, and what is left is shared anew without it', async () => {
  const [, gone] = filed
  assert.ok(gone !== undefined)
  await withdrawReport(api, office, { keys: gone.keys, text: '', language: 'zh', erase: true })
  const view = await openReportAsHandler(lin, gone.id)
  await eraseReport(lin, gone.id, view.conversation.turns.length)
  assert.deepEqual(await pages(), [])
  const { device } = await deviceOf(zhou)
  assert.equal(await found(await newMemory(device), 'report'), REPORTS - 1)
  assert.equal((await pages()).length, 1)
  assert.equal(await listedIn(), REPORTS - 1)
})

test('a page goes with a report of it from which somebody was left out, and that report gets into none', async () => {
  const [, , , apart] = filed
  assert.ok(apart !== undefined)
  await openReportAsHandler(lin, apart.id)
  await leaveOut(lin, apart.id, `member:${zhou.me.signKey}`)
  assert.deepEqual(await pages(), [])
  const { device } = await deviceOf(lin)
  assert.equal(await found(await newMemory(device), 'report'), REPORTS - 1)
  assert.equal(await listedIn(), REPORTS - 2)
  assert.equal(await put(lin, [apart.id]), 'card-stale')
  assert.equal((await pages()).length, 1)
})
