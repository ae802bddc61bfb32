// Goal: one process answers several lines of an office, each as its office log says just then, and tells how it stands to nobody but whoever runs it. Method: a real
// office, a line over real sockets, a telephone that understands by ear, and time in the test's hand.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import test from 'node:test'
import { closeChannel, closeLine, putChannel, putLine } from '#clients/member/channels.ts'
import { listQueue } from '#clients/member/queue.ts'
import type { Line } from '#domain/lines.ts'
import { openOffice } from '#test/support/office.ts'
import { keyedVoice, openLine, voiceLike } from '#test/support/phone-line.ts'
import { ASTERISK, TestPhone, TWILIO, type Shape } from '#test/support/test-phone.ts'
import { refusalOf } from '#test/support/vectors.ts'
import type { LineHealth } from './health.ts'

const { api, session } = await openOffice()
const [{ team = '', channel: web = '' } = {}] = session.office().channels
await putChannel(session, { channel: 'harbour', names: { en: 'Harbour', zh: '港口' }, team })

const DAY = { from: '09:00', to: '17:30' }
const LINE: Line = { line: 'harbour', channel: 'harbour', number: '0163 296 0961', languages: ['zh'], person: '01632960961', hours: [DAY, DAY, DAY, DAY, DAY, null, null], greeting: null }
await putLine(session, { ...LINE, line: 'main', channel: web, languages: ['en', 'zh'], person: null, hours: null })
await putLine(session, LINE)

const at = (id: string): Shape => ({ ...ASTERISK, path: `/asterisk?line=${id}` })

/** A Thursday, at ten in the office's time zone. */
let nowMs = Date.parse('2026-11-26T10:00:00+08:00')
const { line, events, clock } = await openLine(api, session.id, { nowMs: () => nowMs })
const health = async (headers: Record<string, string> = {}): Promise<Response> => fetch(`${line.url.replace('ws:', 'http:')}/health`, { headers })

test('an administrator says what a line is, and whoever calls it reaches its channel in its language', async () => {
  assert.deepEqual(session.office().lines.map((each) => each.line), ['main', 'harbour'])
  const phone = await TestPhone.call(line.url, at('harbour'))
  assert.equal(await phone.hear('[menu]'), '[menu]', 'a line of one language asks for none')
  phone.press('1')
  await phone.hear('[consent]')
  phone.press('1')
  await phone.hear('[code-ask]')
  phone.press('12')
  await phone.hear('[speak]')
  phone.press('1')
  phone.say(voiceLike(2))
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[thanks]')
  const { lines: [row] } = await listQueue(session, {})
  assert.equal(row?.docket.channel, 'harbour')
})

test('while somebody answers they are named, and outside the hours it is said when somebody does', async () => {
  const open = await TestPhone.call(line.url, at('harbour'))
  await open.hear('[menu]')
  open.press('0')
  assert.match(await open.hear('[menu]'), /\[person\]01632960961\[menu\]/)
  open.hangUp()
  nowMs = Date.parse('2026-11-27T18:00:00+08:00')
  const late = await TestPhone.call(line.url, at('harbour'))
  assert.equal(await late.hear('[menu]'), '[closed][opens-month]11[next-day]30[opens-time]0900[menu]')
  late.press('0')
  assert.match(await late.hear('[menu]'), /^\[closed\].*0900\[menu\]$/)
  late.hangUp()
  const always = await TestPhone.call(line.url)
  await always.hear('[language]')
  always.press('1')
  assert.equal(await always.hear('[menu]'), '[menu]')
  always.hangUp()
})

test('a change of the office log is there within a minute, and a line that nobody set up is not answered', async () => {
  await assert.rejects(TestPhone.call(line.url, at('quay')))
  assert.deepEqual(events.at(-1), { event: 'refused', code: 'no-such-channel' })
  await putLine(session, { ...LINE, line: 'quay', hours: null })
  await closeLine(session, 'harbour')
  clock.pass(60)
  for (let tries = 0; tries < 100 && !line.health().lines.includes('quay'); tries++) await new Promise((resolve) => { setTimeout(resolve, 20) })
  assert.deepEqual(line.health().lines, ['main', 'quay'])
  const phone = await TestPhone.call(line.url, at('quay'))
  assert.equal(await phone.hear('[menu]'), '[menu]')
  phone.hangUp()
  await assert.rejects(TestPhone.call(line.url, at('harbour')))
})

test('how it stands is counts and codes, of today alone, and no page in a browser is told', async () => {
  const told = await (await health()).json() as LineHealth
  assert.deepEqual({ ...told, callsNow: 0 }, { day: '2026-11-27', callsNow: 0, callsToday: 3, lastTrouble: 'no-such-channel', waiting: 0, lines: ['main', 'quay'], prompts: { set: null, recorded: 0, faults: [] } })
  assert.equal((await health({ origin: 'https://elsewhere.example' })).status, 404)
  nowMs = Date.parse('2026-11-28T00:00:01+08:00')
  assert.equal(line.health().callsToday, 0)
  const { line: guarded } = await openLine(api, session.id, { secret: 'of this line' })
  const ask = (headers: Record<string, string>): Promise<Response> => fetch(`${guarded.url.replace('ws:', 'http:')}/health`, { headers })
  assert.deepEqual([(await ask({})).status, (await ask({ authorization: 'Bearer of that line' })).status, (await ask({ authorization: 'Bearer of this line' })).status], [404, 404, 200])
})

test('a line that is none, leads nowhere, or is one too many is refused; and one goes with its channel', async () => {
  assert.equal(await refusalOf(() => putLine(session, { ...LINE, number: 'call us' })), 'malformed')
  assert.equal(await refusalOf(() => putLine(session, { ...LINE, channel: 'nowhere' })), 'no-such-channel')
  await closeChannel(session, 'harbour')
  assert.deepEqual(session.office().lines.map((each) => each.line), ['main'])
  for (let more = 0; more < 7; more++) await putLine(session, { ...LINE, line: `more-${more}`, channel: web })
  assert.equal(await refusalOf(() => putLine(session, { ...LINE, line: 'ninth', channel: web })), 'too-large')
})

test('a carrier names a line in the path that it signs, and not in one that it did not', async () => {
  const twilio = { url: 'wss://line.example/twilio', token: 'a token' }
  const { line: carried } = await openLine(api, session.id, { twilio, nowMs: () => Date.parse('2026-11-26T10:00:00+08:00') })
  const signed = (path: string): Readonly<Record<string, string>> => ({ 'x-twilio-signature': createHmac('sha1', twilio.token).update(`${twilio.url}${path}`).digest('base64') })
  const phone = await TestPhone.call(carried.url, { ...TWILIO, path: '/twilio/more-1' }, signed('/more-1'))
  assert.equal(await phone.hear('[menu]'), '[menu]')
  phone.hangUp()
  await assert.rejects(TestPhone.call(carried.url, { ...TWILIO, path: '/twilio/more-1' }, signed('')))
  assert.equal((await fetch(`${carried.url.replace('ws:', 'http:')}/health`)).status, 404, 'what a proxy hands on is no asker')
})

test('what the office says first is said in each language of the line, and left out where this machine cannot speak', async () => {
  const voice = await keyedVoice()
  await putLine(session, { ...LINE, line: 'main', channel: web, languages: ['en', 'zh'], hours: null, greeting: { en: 'Harbour office.', zh: '港务局。' } })
  const spoken: string[] = []
  const speaking = { ...voice, canSpeak: true, speak: async (language: 'en' | 'zh', text: string) => { spoken.push(text); return voice.prompt(language, 'thanks') } }
  const [able, unable] = [await openLine(api, session.id, { voice: speaking }), await openLine(api, session.id, { voice })]
  const phone = await TestPhone.call(able.line.url)
  assert.equal(await phone.hear('[language]'), '[thanks][thanks][language][language]')
  assert.deepEqual(spoken, ['Harbour office.', '港务局。'])
  phone.hangUp()
  const mute = await TestPhone.call(unable.line.url)
  assert.equal(await mute.hear('[language]'), '[language][language]')
  mute.hangUp()
})
