// Goal: a call that is being taken down outlasts a tab that is loaded anew, and whoever has the device reads nothing of it. Method: two members of one office with
// one memory between them, what lies in it, and a store that somebody changed.
import assert from 'node:assert/strict'
import test from 'node:test'
import { join, openOffice } from '#test/support/office.ts'
import { forgetCall, keepCall, readCall, type KeptCall } from './kept-call.ts'

const office = await openOffice()
const { session } = office
const other = await join(office, { name: 'Zhou' })
const kept = new Map<string, Uint8Array>()
const memory = {
  read: async (name: string) => kept.get(name) ?? null, write: async (name: string, sealed: Uint8Array) => { kept.set(name, sealed) }, remove: async (name: string) => { kept.delete(name) },
}
const CALL: KeptCall = {
  startedMs: 1_795_000_000_000, channel: 'web', language: 'zh', isRecorded: false, consent: true, isAnswerable: null, answers: { what: '码头夜里卸货' },
  people: [{ name: '林晚晴', other: 'Lin Wanqing' }], note: 'the caller weeps', supervisor: null, isSent: false,
}

test('a call is read by whoever takes it, is sealed, and the latest word of it counts', async () => {
  assert.equal(await readCall(session, memory), null)
  await keepCall(session, memory, CALL)
  assert.deepEqual(await readCall(session, memory), CALL)
  assert.equal(await readCall(other, memory), null)
  for (const [name, sealed] of kept) assert.doesNotMatch(name + Buffer.from(sealed).toString('utf8'), /码头|林晚晴|Wanqing|weeps/)
  await keepCall(session, memory, { ...CALL, isSent: true })
  assert.deepEqual([kept.size, (await readCall(session, memory))?.isSent], [1, true])
})

test('what was entered or thrown away is gone, of nobody else', async () => {
  await keepCall(other, memory, { ...CALL, note: '' })
  await forgetCall(session, memory)
  assert.equal(await readCall(session, memory), null)
  assert.equal((await readCall(other, memory))?.note, '')
  await forgetCall(session, memory)
})

test('what somebody changed on the device is no call', async () => {
  await keepCall(session, memory, CALL)
  for (const name of kept.keys()) kept.set(name, new Uint8Array(80))
  assert.equal(await readCall(session, memory), null)
  await keepCall(session, memory, { ...CALL, extra: 'x' } as KeptCall)
  assert.equal(await readCall(session, memory), null)
})
