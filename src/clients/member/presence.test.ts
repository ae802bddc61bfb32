// Goal: who is at a report is told to those who read it, as they say so themselves, and to nobody else. Method: the real server in this process, four members and an
// expert, a server that shows what it was sent before, and everything that the server was sent.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { sealPresence } from '#sealing/seal/presence.ts'
import { encodePresences } from '#wire/presence.ts'
import { quickReporter } from '#test/support/client.ts'
import { deviceOf, framesAnswer, join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { leavePresence, sayPresence, type Here } from './presence.ts'
import { openReportLog } from './report-logs.ts'
import { grantAccess, leaveOut, openReportAsHandler, recuse } from './report.ts'
import type { Session } from './session.ts'

const open = await openOffice()
const { api, session, world } = open
const wei = await join(open, { name: 'Wei' })
const zhou = await join(open, { name: 'Zhou' })
const expert = await join(open, { name: 'Expert', roles: ['expert'], teams: [] })
const outsider = await join(open, { name: 'Outsider', teams: [] })
for (const each of [session, wei, zhou]) await each.refresh()
const keyOf = (member: Session): string => member.me.signKey
test.beforeEach(() => { world.nowMs = Date.now() })

async function report(): Promise<string> {
  const office = await loadOffice(api, session.id)
  const { report: id } = await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what: 'Wei took a bribe.' }, language: 'en', provenance: 'in-browser' } })
  for (const each of [session, wei, zhou]) await openReportAsHandler(each, id)
  return id
}

const seenBy = async (member: Session, id: string): Promise<readonly Here[]> => sayPresence(member, id, 'reading')
const namesSeenBy = async (member: Session, id: string): Promise<readonly string[]> => (await seenBy(member, id)).map(({ signKey }) => signKey)

function put(by: Session, log: string, bytes: Bytes): Promise<Response> {
  return by.api.call({ route: 'put-presence', parameters: { log }, bytes })
}

test('readers of a report see each other there, and what each does; who answers comes first', async () => {
  const id = await report()
  assert.deepEqual(await sayPresence(wei, id, 'reading'), [])
  assert.deepEqual(await sayPresence(zhou, id, 'answering'), [{ signKey: keyOf(wei), state: 'reading' }])
  assert.deepEqual(await seenBy(session, id), [{ signKey: keyOf(zhou), state: 'answering' }, { signKey: keyOf(wei), state: 'reading' }])
  assert.deepEqual(await sayPresence(wei, await report(), 'reading'), [], 'of another report nobody is told')
})

test('whoever leaves is not there any more, nor whoever says nothing for some seconds', async () => {
  const id = await report()
  await sayPresence(wei, id, 'reading')
  await sayPresence(zhou, id, 'reading')
  await leavePresence(wei, id)
  assert.deepEqual(await namesSeenBy(session, id), [keyOf(zhou)])
  world.nowMs += (LIMITS.presenceSeconds + 1) * 1000
  assert.deepEqual(await namesSeenBy(session, id), [])
})

test('a program that sends one from before its end sees nobody, as nobody sees it', async () => {
  const id = await report()
  const { key } = await openReportLog(wei, id)
  await sayPresence(session, id, 'reading')
  await put(wei, id, await sealPresence(key, wei.unlocked().signing, { state: 'reading', atMs: Date.now() + 30_000 }))
  await leavePresence(wei, id)
  assert.deepEqual([await namesSeenBy(wei, id), await namesSeenBy(session, id)], [[], []])
})

test('who reads no report is refused, whether an outsider, an expert or the reporter', async () => {
  const id = await report()
  await sayPresence(wei, id, 'reading')
  const { key } = await openReportLog(wei, id)
  for (const each of [outsider, expert]) {
    assert.equal(await refusalOf(() => sayPresence(each, id, 'reading')), 'no-such-log')
    assert.equal(await refusalOf(async () => put(each, id, await sealPresence(key, each.unlocked().signing, { state: 'reading', atMs: Date.now() }))), 'no-such-log')
    assert.equal(await refusalOf(() => leavePresence(each, id)), 'no-such-log')
  }
  assert.equal(await refusalOf(() => api.call({ route: 'put-presence', parameters: { log: id }, bytes: new Uint8Array(300) })), 'not-authenticated')
  assert.deepEqual(await namesSeenBy(session, id), [keyOf(wei)], 'nor did any of them end it')
})

test('whoever declares a conflict of interest neither sees nor is seen, from that moment on', async () => {
  const id = await report()
  for (const each of [wei, zhou]) await sayPresence(each, id, 'answering')
  const { key } = await openReportLog(wei, id)
  const kept = await sealPresence(key, wei.unlocked().signing, { state: 'reading', atMs: Date.now() })
  await recuse(wei, id, 'We are cousins.')
  assert.deepEqual(await namesSeenBy(zhou, id), [], 'before any device changed the key')
  assert.equal(await refusalOf(() => sayPresence(wei, id, 'reading')), 'no-such-log')
  assert.equal(await refusalOf(() => put(wei, id, kept)), 'no-such-log')
  await openReportAsHandler(session, id)
  assert.deepEqual(await namesSeenBy(session, id), [], 'Zhou has not said it under the new key yet')
  assert.deepEqual(await namesSeenBy(zhou, id), [keyOf(session)], 'whose device looks for the new key by itself')
})

test('whoever was left out is not shown, and whoever was given access is', async () => {
  const id = await report()
  await sayPresence(zhou, id, 'reading')
  await leaveOut(session, id, `member:${keyOf(zhou)}`)
  assert.deepEqual(await namesSeenBy(session, id), [])
  assert.equal(await refusalOf(() => sayPresence(zhou, id, 'reading')), 'no-such-log')
  await grantAccess(session, id, `member:${keyOf(zhou)}`)
  assert.deepEqual(await namesSeenBy(zhou, id), [keyOf(session)])
})

test('a forged one, one in another’s name, an old one and one of another report are refused', async () => {
  const [id, other] = [await report(), await report()]
  const { key } = await openReportLog(wei, id)
  const signed = (by: Session, atMs = Date.now()): Promise<Bytes> => sealPresence(key, by.unlocked().signing, { state: 'answering', atMs })
  const whole = await signed(wei)
  const damaged = whole.slice()
  damaged[whole.length - 1] = (damaged[whole.length - 1] ?? 0) ^ 1
  assert.equal(await refusalOf(() => put(wei, id, damaged)), 'bad-signature')
  assert.equal(await refusalOf(() => put(wei, id, whole.slice(0, 90))), 'malformed')
  assert.equal(await refusalOf(() => put(wei, other, whole)), 'bad-signature')
  assert.equal(await refusalOf(async () => put(wei, id, await signed(zhou))), 'not-allowed')
  const awayMs = (LIMITS.presenceClockSeconds + 5) * 1000
  for (const atMs of [Date.now() - awayMs, Date.now() + awayMs]) assert.equal(await refusalOf(async () => put(wei, id, await signed(wei, atMs))), 'wrong-time')
  assert.deepEqual(await namesSeenBy(session, id), [])
})

test('what was said before somebody left brings them back neither at the server nor from it', async () => {
  const id = await report()
  const { device, liar } = await deviceOf(wei)
  await openReportAsHandler(device, id)
  await sayPresence(device, id, 'answering')
  const said = liar.calls.findLast(({ route }) => route === 'put-presence')?.bytes ?? new Uint8Array(0)
  await leavePresence(device, id)
  await put(wei, id, said)
  assert.deepEqual(await namesSeenBy(session, id), [])
  // A server that shows it all the same: for a while, for somebody’s clock may be off; and then no more.
  const shown = await deviceOf(zhou)
  await openReportAsHandler(shown.device, id)
  const { key } = await openReportLog(zhou, id)
  const old = await sealPresence(key, wei.unlocked().signing, { state: 'answering', atMs: Date.now() - 600_000 })
  Object.assign(shown.liar.lies, { 'put-presence': () => framesAnswer(encodePresences([old, said.slice(0, 100), said])) })
  assert.deepEqual((await sayPresence(shown.device, id, 'reading')).map(({ signKey }) => signKey), [keyOf(wei)])
})

test('the server is sent neither a state nor a name, and both states weigh the same', async () => {
  const id = await report()
  const { device, liar } = await deviceOf(wei)
  await openReportAsHandler(device, id)
  for (const state of ['reading', 'answering'] as const) await sayPresence(device, id, state)
  const sent = liar.calls.flatMap(({ route, bytes }) => (route === 'put-presence' && bytes !== undefined ? [Buffer.from(bytes)] : []))
  assert.equal(new Set(sent.map(({ length }) => length)).size, 1)
  for (const each of sent) for (const word of ['reading', 'answering', 'Wei']) assert.ok(!each.includes(word))
})
