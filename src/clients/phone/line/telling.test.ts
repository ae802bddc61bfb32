// Goal: administrators hear from the line itself how it stands, nobody else does, nobody makes it up, and no call shows in it. Method: a real office and server, a line
// with a key, a telephone that calls it, and a server that lies.
import assert from 'node:assert/strict'
import test from 'node:test'
import { endLineKey, makeLineKey, readLineStanding } from '#clients/member/line-standing.ts'
import type { LineReport } from '#domain/line-report.ts'
import { signLineReport } from '#sealing/seal/line-report.ts'
import { jsonLie, join, liarOver, openOffice } from '#test/support/office.ts'
import { openLine } from '#test/support/phone-line.ts'
import { TestPhone } from '#test/support/test-phone.ts'
import { refusalOf } from '#test/support/vectors.ts'
import type { LineStandingMessage } from '#wire/line-report.ts'
import { CallCount } from './health.ts'
import { lineKeyFrom } from './telling.ts'

const office = await openOffice()
const { api, session } = office
const told = async () => (await readLineStanding(session)).told
const until = async (holds: () => Promise<boolean>): Promise<void> => { for (let tries = 0; tries < 200 && !await holds(); tries++) await new Promise((resolve) => { setTimeout(resolve, 20) }) }

test('a line with the office’s key tells how it stands, and a call changes nothing of it', async () => {
  assert.deepEqual(await readLineStanding(session), { hasKey: false, told: null })
  const key = await lineKeyFrom(await makeLineKey(session)) ?? assert.fail('no key')
  assert.deepEqual(await readLineStanding(session), { hasKey: true, told: null })
  const { line, clock } = await openLine(api, session.id, { key })
  await until(async () => await told() !== null)
  const before = await told() ?? assert.fail('nothing was told')
  assert.deepEqual({ ...before.report, at: 0, since: 0 }, { office: session.id, at: 0, since: 0, calls: 'none', room: 'free', trouble: null, lines: [], speaks: false, prompts: { set: null, recorded: 0, faults: [] } })
  assert.ok(before.agoSeconds < 30 && Math.abs(before.aheadSeconds) < 30 && before.hasNewestPrompts)
  const phone = await TestPhone.call(line.url)
  await phone.hear('[language]')
  clock.pass(60)
  await new Promise((resolve) => { setTimeout(resolve, 1100) })
  clock.pass(60)
  await until(async () => (await told())?.report.at !== before.report.at)
  const during = await told() ?? assert.fail('nothing was told')
  assert.ok(during.report.at > before.report.at && line.health().callsNow === 1)
  assert.deepEqual({ ...during.report, at: 0 }, { ...before.report, at: 0 })
  phone.hangUp()
})

test('only administrators ask, and only what the line signed is believed', async () => {
  const handler = await join(office, { name: 'Wei Chen' })
  assert.equal(await refusalOf(() => readLineStanding(handler)), 'not-allowed')
  const rosy = jsonLie<LineStandingMessage>((answer) => ({ ...answer, told: answer.told === null ? null : { ...answer.told, report: { ...answer.told.report, calls: 'week' } } }))
  const honest = session.api
  const liar = liarOver(honest, { 'read-line': rosy })
  Object.defineProperty(session, 'api', { value: liar, configurable: true, writable: true })
  assert.equal(await refusalOf(() => readLineStanding(session)), 'forged-history')
  Object.defineProperty(session, 'api', { value: honest, configurable: true, writable: true })
})

test('an old report takes no newer one’s place, and is heard no second time', async () => {
  const key = await lineKeyFrom(await makeLineKey(session)) ?? assert.fail('no key')
  const now = Math.floor(office.world.nowMs / 1000)
  const tell = async (at: number, calls: LineReport['calls'] = 'none'): Promise<string> => refusalOf(async () => {
    const report = { office: session.id, at, since: 0, calls, room: 'free', trouble: null, lines: [], speaks: false, prompts: { set: null, recorded: 0, faults: [] } } as const satisfies LineReport
    await api.call({ route: 'tell-line', parameters: { office: session.id }, body: { report, signature: await signLineReport(key, report) } })
  })
  assert.deepEqual([await tell(now - 3700), await tell(now + 3700)], ['wrong-time', 'wrong-time'])
  assert.equal(await told(), null)
  assert.deepEqual([await tell(now - 60), await tell(now, 'week'), await tell(now - 60), await tell(now, 'longer')], ['accepted', 'accepted', 'wrong-time', 'accepted'])
  const { report } = await told() ?? assert.fail('nothing was told')
  assert.deepEqual([report.at, report.calls], [now, 'week'])
})

test('a line whose key the office does not know is not heard, and whoever runs it is told once', async () => {
  const stranger = await lineKeyFrom('A'.repeat(43)) ?? assert.fail('no key')
  const { events, clock } = await openLine(api, session.id, { key: stranger })
  await until(async () => events.length > 0)
  clock.pass(60)
  clock.pass(60)
  await new Promise((resolve) => { setTimeout(resolve, 200) })
  assert.deepEqual(events, [{ event: 'trouble', code: 'bad-signature' }])
  assert.notEqual(await told(), null)
  await makeLineKey(session)
  assert.equal(await told(), null, 'another key was made: what the one before said is no news')
  await endLineKey(session)
  assert.deepEqual(await readLineStanding(session), { hasKey: false, told: null })
  assert.deepEqual([await lineKeyFrom('too short'), await lineKeyFrom('')], [null, null])
})

test('calls are told of days that are over, and in weeks', () => {
  let nowMs = Date.parse('2026-11-27T10:00:00Z')
  const count = new CallCount(() => nowMs, () => 'UTC')
  const after = (days: number) => { nowMs += days * 86_400_000; return count.pastCalls() }
  assert.equal(count.pastCalls(), 'none')
  count.began()
  assert.equal(count.pastCalls(), 'none', 'not while it rings')
  assert.deepEqual([after(1), after(6), after(1), after(30)], ['week', 'week', 'longer', 'longer'])
  count.began()
  assert.deepEqual([count.pastCalls(), after(1)], ['longer', 'week'])
})
