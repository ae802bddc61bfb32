// Goal: what was said once is filed once and whole, whenever its caller calls back: while it waits for a server that is away, while the earlier call is not over, from another line.
// Method: a line over a server in this process that goes away and comes back; time stands in the test's hand; what handlers hear, to the sample.
import assert from 'node:assert/strict'
import test from 'node:test'
import { LIMITS } from '#base/limits.ts'
import { listQueue } from '#clients/member/queue.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { liarOver, openOffice, refusing } from '#test/support/office.ts'
import { openLine, voiceLike } from '#test/support/phone-line.ts'
import { callBack, played, sendLater, tellOnce, untilTone } from '#test/support/phone-talk.ts'
import { TestPhone } from '#test/support/test-phone.ts'
import { findParts } from '../spoken/parts.ts'

const { api, session } = await openOffice()
const server = liarOver(api)
const { line, clock, events } = await openLine(server, session.id)
const desk = { api, session, office: await loadOffice(api, session.id) }
const AWAY = ['file-report', 'reply-to-report', 'start-upload', 'put-segment', 'read-directory', 'read-report'] as const
const PART_SECONDS = LIMITS.spokenPartSeconds

function goAway(): void {
  for (const route of AWAY) server.lies[route] = refusing('unreachable')
}

function comeBack(): void {
  for (const route of AWAY) delete server.lies[route]
}

const put = (): number => server.calls.filter(({ route }) => route === 'put-segment').length

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => { setImmediate(resolve) })
}

/** Says it in a new call; a first part arrives, then the server goes away. */
async function sayIntoTheVoid(seconds: number, seed: number): Promise<{ readonly code: string; readonly said: ReturnType<typeof voiceLike> }> {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  const said = voiceLike(seconds, seed)
  const before = put()
  const arrives = Math.min(said.length, PART_SECONDS * 8000)
  phone.say(said.slice(0, arrives))
  await until(() => seconds < PART_SECONDS || put() > before)
  goAway()
  phone.say(said.slice(arrives))
  await sendLater(phone)
  assert.equal(line.waiting(), 1)
  return { code, said }
}

test('who calls back while the server is still away hears that it waits; once it is back, the whole is there once', async () => {
  const { code, said } = await sayIntoTheVoid(PART_SECONDS + 2, 1)
  const { phone } = await callBack(line.url, code, '[still-waiting]')
  await phone.over()
  comeBack()
  // Before the line would have tried again by itself.
  const { phone: back, heard } = await callBack(line.url, code, '[status-ask]')
  assert.doesNotMatch(heard, /unsent/)
  back.hangUp()
  assert.deepEqual([(await played(desk, code)).said, line.waiting()], [[said], 0])
  clock.pass(600)
  await back.over()
  assert.deepEqual([(await played(desk, code)).said, events], [[said], []])
})

test('what waits and had put away no part is found under its code too', async () => {
  const { code, said } = await sayIntoTheVoid(2, 2)
  comeBack()
  const { phone } = await callBack(line.url, code, '[status-ask]')
  phone.hangUp()
  assert.deepEqual((await played(desk, code)).said, [said])
})

test('what is added to a report and waits is added once', async () => {
  const { code, said } = await sayIntoTheVoid(1, 3)
  comeBack()
  const { phone } = await callBack(line.url, code, '[status-ask]')
  phone.press('3')
  await phone.hear('[speak]')
  goAway()
  const more = voiceLike(PART_SECONDS + 1, 4)
  phone.say(more)
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[sent-later]')
  comeBack()
  const { phone: back } = await callBack(line.url, code, '[status-ask]')
  back.hangUp()
  clock.pass(600)
  await back.over()
  assert.deepEqual([(await played(desk, code)).said, line.waiting()], [[said, more], 0])
})

test('an answer that was lost is no reason to say it again', async () => {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  server.lies['file-report'] = async (honest) => { await honest(); return refusing('unreachable')(honest, { route: 'file-report' }) }
  const said = voiceLike(1, 5)
  phone.say(said)
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[sent-later]')
  comeBack()
  const { phone: back } = await callBack(line.url, code, '[status-ask]')
  back.hangUp()
  assert.deepEqual([(await played(desk, code)).said, line.waiting()], [[said], 0])
})

test('a call whose end the carrier did not tell gives way to the one that calls back, with what was said in it', async () => {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  const said = voiceLike(PART_SECONDS + 3, 6)
  const before = put()
  phone.say(said)
  await until(() => put() > before)
  const { phone: back, heard } = await callBack(line.url, code, '[status-ask]')
  assert.doesNotMatch(heard, /unsent/)
  await phone.over()
  back.hangUp()
  assert.deepEqual((await played(desk, code)).said, [said])
  // A call under another code stays.
  const other = await TestPhone.call(line.url)
  const otherCode = await untilTone(other)
  other.say(voiceLike(1, 7))
  const { phone: third } = await callBack(line.url, code, '[status-ask]')
  third.hangUp()
  other.press('#')
  await other.hear('[review]')
  other.press('2')
  await other.hear('[thanks]')
  assert.deepEqual((await played(desk, otherCode)).said, [voiceLike(1, 7)])
})

test('what another line filed under the same code meanwhile throws nothing away: handlers hear both', async () => {
  const { code, said } = await sayIntoTheVoid(PART_SECONDS + 2, 8)
  comeBack()
  const { line: second } = await openLine(api, session.id)
  const { phone } = await callBack(second.url, code, '[unsent][review]')
  phone.press('2')
  await phone.hear('[thanks]')
  const listed = (await listQueue(session)).lines.length
  clock.pass(2)
  await until(() => line.waiting() === 0)
  assert.deepEqual([(await played(desk, code)).said, events], [[said.slice(0, PART_SECONDS * 8000), said], []])
  assert.equal((await listQueue(session)).lines.length, listed)
})

test('what is said in the call after one that threw its speech away is found by whoever calls again', async () => {
  const code = await tellOnce(line.url, voiceLike(1, 11))
  const speakOnce = async (keys: string, seed: number): Promise<TestPhone> => {
    const { phone: back } = await callBack(line.url, code, '[status-ask]')
    back.press('3')
    await back.hear('[speak]')
    back.say(voiceLike(PART_SECONDS + 1, seed))
    back.press('#')
    await back.hear('[review]')
    back.press(keys)
    return back
  }
  const thrown = await speakOnce('9', 12)
  await thrown.hear('[thrown-away]')
  thrown.hangUp()
  const before = put()
  const last = await speakOnce('1', 13)
  await last.hear('[review]')
  await until(() => put() > before)
  const { unsent } = await findParts(api, await deriveReporter(code, desk.office.salt), 1)
  assert.deepEqual([unsent?.take, unsent?.samples], [1, voiceLike(PART_SECONDS + 1, 13).slice(0, PART_SECONDS * 8000)])
})
