// Goal: what a caller says arrives sealed and to the sample, a code works by telephone and on the web alike, and nothing that goes wrong loses what was said.
// Method: a real server in this process, a line over real sockets, and a telephone that understands by ear; time stands in the test's hand.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import test from 'node:test'
import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { listQueue } from '#clients/member/queue.ts'
import { reply } from '#clients/member/report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { deriveReporter, newReceipt } from '#sealing/plain/receipt.ts'
import { liarOver, openOffice, refusing, type Lie } from '#test/support/office.ts'
import { openLine, voiceLike } from '#test/support/phone-line.ts'
import { callBack as callBackTo, codeIn, opened as openedBy, played as playedAt, sendLater, tellOnce, untilTone } from '#test/support/phone-talk.ts'
import { A_LAW, ASTERISK, TestPhone } from '#test/support/test-phone.ts'
import { decode, encode } from '#clients/telephony/sound/g711.ts'

const { api, session } = await openOffice()
const server = liarOver(api)
const { line, events, clock } = await openLine(server, session.id)
const office = await loadOffice(api, session.id)
const desk = { api, session, office }

let [filings, wake] = [0, (): void => {}]
const counted: Lie = async (honest) => {
  const answer = await honest()
  filings += 1
  wake()
  return answer
}
server.lies['file-report'] = counted

const opened = (code: string) => openedBy(desk, code)
const played = (code: string) => playedAt(desk, code)
const callBack = (code: string, wanted: string, { url } = line) => callBackTo(url, code, wanted)

test('a caller in danger who wants nobody woken wakes nobody', async () => {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone, '12')
  phone.say(voiceLike(1))
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[thanks]')
  await phone.over()
  const { docket, turns } = await opened(code)
  assert.deepEqual([docket.urgent, turns[0]?.answers?.['danger']], [false, 'yes'])
})

test('two calls: said, heard back, sent; answered by a handler; heard, and added to; and the web opens the same', async () => {
  const said = voiceLike(3)
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone, '11')
  phone.say(said)
  phone.press('#')
  await phone.hear('[review]')
  phone.press('1')
  assert.equal(await phone.hear('[review]'), '[review]', 'behind what was said')
  phone.press('2')
  await phone.hear('[thanks]')
  await phone.over()
  const first = await played(code)
  assert.deepEqual(first, { said: [said], urgent: true, provenance: 'by-telephone' })
  assert.ok((await listQueue(session)).lines.some(({ id }) => id !== ''))
  const { report } = await opened(code)
  await reply(session, report, { text: 'Who else knows?', language: 'en' })

  const { phone: again, heard } = await callBack(code, '[status-ask]')
  assert.match(heard, /^(\[please-wait\])?\[status\]\[state-acknowledged\]\[next-month\]\d\d\[next-day\]\d\d\[replies\]1\[hear-replies\]\[hear-withdraw\]\[status-ask\]$/)
  again.press('1')
  // Without a program that speaks, a written answer waits on the web.
  assert.equal(await again.hear('[reply-written]'), '[reply]1[reply-written]')
  await again.hear('[status-ask]')
  again.press('3')
  await again.hear('[speak]')
  const more = voiceLike(2, 7)
  again.say(more)
  again.press('#')
  await again.hear('[review]')
  again.press('2')
  await again.hear('[thanks]')
  await again.over()
  assert.deepEqual((await played(code)).said, [said, more])
  const keys = await deriveReporter(code, office.salt)
  const onWeb = await replyToReport(api, office, { keys, text: 'Written on the web', language: 'en', provenance: 'in-browser' })
  assert.deepEqual(onWeb.turns.filter(({ from }) => from === 'reporter').map(({ provenance }) => provenance), ['by-telephone', 'by-telephone', 'in-browser'])
})

test('a telephone that speaks A-law is understood and recorded as it speaks', async () => {
  const phone = await TestPhone.call(line.url, A_LAW)
  const code = await untilTone(phone)
  const said = encode('alaw', decode('ulaw', voiceLike(1, 21)))
  phone.say(said)
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[thanks]')
  assert.deepEqual((await played(code)).said, [said])
})

test('one call may look into a report and file another: each keeps to its own code', async () => {
  const old = await tellOnce(line.url, voiceLike(1, 31))
  const phone = await TestPhone.call(line.url)
  const unused = await untilTone(phone)
  // Back to the menu, into the other report, and back again.
  phone.press('****')
  await phone.hear('[menu]')
  phone.press('2')
  await phone.hear('[enter-code]')
  phone.press(old)
  await phone.hear('[status-ask]')
  phone.press('*')
  await phone.hear('[menu]')
  phone.press('1')
  await phone.hear('[consent]')
  phone.press('1')
  const code = codeIn(await phone.hear('[code-ask]'))
  phone.press('12')
  await phone.hear('[speak]')
  const said = voiceLike(2, 32)
  phone.say(said)
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[thanks]')
  assert.notEqual(code, unused)
  assert.deepEqual([(await played(code)).said, (await played(old)).said], [[said], [voiceLike(1, 31)]])
})

test('said anew, the first words are not sent; thrown away, nothing is', async () => {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  phone.say(voiceLike(6, 2))
  phone.press('#')
  await phone.hear('[review]')
  phone.press('3')
  await phone.hear('[speak]')
  const second = voiceLike(2, 3)
  phone.say(second)
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[thanks]')
  assert.deepEqual((await played(code)).said, [second])

  const other = await TestPhone.call(line.url)
  const unused = await untilTone(other)
  const put = server.calls.filter(({ route }) => route === 'put-segment').length
  other.say(voiceLike(LIMITS.spokenPartSeconds + 2, 4))
  // Its first part lies on the server by then.
  while (server.calls.filter(({ route }) => route === 'put-segment').length === put) await new Promise((resolve) => { setImmediate(resolve) })
  other.press('#')
  await other.hear('[review]')
  other.press('9')
  await other.hear('[thrown-away]')
  other.hangUp()
  await other.over()
  while (server.calls.filter(({ route }) => route === 'put-segment').length < put + 2) await new Promise((resolve) => { setImmediate(resolve) })
  const { phone: back } = await callBack(unused, '[wrong-code]')
  back.hangUp()
})

test('a caller who hangs up in mid-speech has said it, wherever that is', async () => {
  for (const keys of ['', '#', '#1']) {
    const phone = await TestPhone.call(line.url)
    const code = await untilTone(phone)
    const said = voiceLike(1, 5 + keys.length)
    phone.say(said)
    phone.press(keys)
    if (keys !== '') await phone.hear('[review]')
    const before = filings
    phone.hangUp()
    await filed(before)
    assert.deepEqual((await played(code)).said, [said])
  }
})

/** Until the server has one more report: nothing tells a caller who is gone. */
async function filed(before: number): Promise<void> {
  while (filings === before) await new Promise<void>((resolve) => { wake = resolve })
}

test('hanging up anywhere before speech files nothing, and the line goes on', async () => {
  const before = (await listQueue(session)).lines.length
  const waits = [['[language]', '1'], ['[menu]', '1'], ['[consent]', '1'], ['[code-ask]', '1'], ['[danger]', '2'], ['[speak]', '']] as const
  for (let until = 0; until < waits.length; until++) {
    const phone = await TestPhone.call(line.url)
    for (const [heard, keys] of waits.slice(0, until + 1)) {
      await phone.hear(heard)
      if (heard !== waits[until]?.[0]) phone.press(keys)
    }
    phone.hangUp()
    await phone.over()
  }
  assert.equal((await listQueue(session)).lines.length, before)
})

test('a line that ended in mid-speech loses less than a part: with the code the rest is heard and sent', async () => {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  const said = voiceLike(2 * LIMITS.spokenPartSeconds + 3, 9)
  const kept = server.calls.filter(({ route }) => route === 'put-segment').length + 2
  phone.say(said)
  while (server.calls.filter(({ route }) => route === 'put-segment').length < kept) await new Promise((resolve) => { setImmediate(resolve) })
  // The second line knows nothing of the first, as one that was started anew.
  const { line: second } = await openLine(api, session.id)
  const { phone: back } = await callBack(code, '[unsent][review]', second)
  back.press('2')
  await back.hear('[thanks]')
  assert.deepEqual((await played(code)).said, [said.slice(0, 2 * LIMITS.spokenPartSeconds * 8000)])
  phone.press('#')
  await phone.hear('[review]')
  phone.press('9')
  phone.hangUp()
})

const away: Lie = refusing('unreachable')

test('while the server is away the caller is told, and what was said arrives once it is back', async () => {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  for (const route of ['file-report', 'start-upload', 'put-segment', 'read-directory'] as const) server.lies[route] = away
  const said = voiceLike(LIMITS.spokenPartSeconds + 1, 11)
  const asked = server.calls.length
  phone.say(said)
  await sendLater(phone)
  assert.equal(line.waiting(), 1)
  assert.ok(server.calls.length <= asked + 4, 'a server that is away is not asked with every sound')
  // Others are told too: a code cannot be opened.
  server.lies['read-report'] = away
  await (await callBack(code, '[still-waiting]')).phone.over()
  await (await callBack(newReceipt(), '[unreachable]')).phone.over()
  for (const route of ['start-upload', 'put-segment', 'read-directory', 'read-report'] as const) delete server.lies[route]
  server.lies['file-report'] = counted
  const before = filings
  clock.pass(60)
  await filed(before)
  assert.deepEqual([(await played(code)).said, line.waiting()], [[said], 0])
})

test('what a server will not have is told to the caller and to whoever runs the line, by its code alone', async () => {
  const phone = await TestPhone.call(line.url)
  await untilTone(phone)
  server.lies['file-report'] = refusing('no-such-channel')
  phone.say(voiceLike(1, 12))
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[refused]')
  server.lies['file-report'] = counted
  assert.deepEqual(events.at(-1), { event: 'trouble', code: 'no-such-channel' })
})

test('three wrong codes end the call, a mistyped one as well as an unknown one', async () => {
  const { phone } = await callBack('1'.repeat(24), '[wrong-code]')
  phone.press('123#')
  await phone.hear('[wrong-code]')
  phone.press('0'.repeat(24))
  await phone.hear('[codes-over]')
  await phone.over()
})

test('zero says how to reach a person, star goes back, and who presses nothing is let go', async () => {
  const { line: named } = await openLine(api, session.id, { person: '0163296' })
  const phone = await TestPhone.call(named.url)
  await phone.hear('[language]')
  phone.press('10')
  assert.equal((await phone.hear('[person]')).replace('[menu]', ''), '[person]0163296')
  phone.hangUp()
  const quiet = await TestPhone.call(line.url)
  await quiet.hear('[language]')
  for (let time = 1; time < LIMITS.callAskedMax; time++) {
    await marked()
    clock.pass(LIMITS.callWaitSeconds)
    await quiet.hear('[language]')
  }
  await marked()
  clock.pass(LIMITS.callWaitSeconds)
  await quiet.hear('[nobody]')
  await quiet.over()
})

/** Until what the telephone sent has come through its socket. */
async function marked(): Promise<void> {
  const other = await TestPhone.call(line.url)
  await other.hear('[language]')
  other.hangUp()
  await other.over()
}

test('a call that is too long ends, and what was said in it is kept', async () => {
  const phone = await TestPhone.call(line.url)
  const code = await untilTone(phone)
  const said = voiceLike(1, 13)
  phone.say(said)
  await marked()
  const before = filings
  clock.pass(LIMITS.callSecondsMax)
  await phone.hear('[over]')
  await phone.over()
  await filed(before)
  assert.deepEqual((await played(code)).said, [said])
})

test('another codec, hostile words and a flood are refused by name, and other calls go on', async () => {
  const good = await TestPhone.call(line.url)
  const code = await untilTone(good)
  const start = (format: string): string => JSON.stringify({ event: 'MEDIA_START', format })
  const hostile = [['unsupported', start('opus')], ['malformed', start('ulaw'), start('ulaw')], ['malformed', '{"event":"DTMF_END","digit":"5"}'], ['malformed', start('ulaw'), '{"event":"DTMF_END","digit":"\u0007"}'],
    ['malformed', '['.repeat(60_000)], ['malformed', '{"event":"__proto__"}'], ['malformed', 'null'], ['malformed', start('ulaw'), new Uint8Array(70_000)]] as const
  for (const [refusal, ...messages] of hostile) {
    const phone = await TestPhone.call(line.url, { ...ASTERISK, hello: [] })
    for (const message of messages) phone.send(message as string | Bytes)
    await phone.over()
    assert.deepEqual([events.at(-1), [1008, 1009, 1006].includes(phone.code)], [{ event: 'refused', code: refusal }, true])
  }
  const flood = await TestPhone.call(line.url)
  flood.press('9'.repeat(LIMITS.callDigitsMax + 1))
  await flood.over()
  const said = voiceLike(1, 14)
  good.say(said)
  const before = filings
  good.hangUp()
  await filed(before)
  assert.deepEqual((await played(code)).said, [said])
})

test('a socket that is cut in the middle of a frame ends its call and no other', async () => {
  const cut = connect(Number(new URL(line.url).port), '127.0.0.1')
  cut.write('GET /asterisk HTTP/1.1\r\nhost: line\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n')
  await once(cut, 'data')
  // A masked text frame of which the beginning comes.
  const hello = Buffer.from(ASTERISK.hello[0] ?? '')
  cut.write(Buffer.concat([Buffer.of(0x81, 0xfe, hello.length >> 8, hello.length & 0xff, 0, 0, 0, 0), hello]))
  await once(cut, 'data')
  cut.write(Buffer.of(0x82, 0xfe, 0x01, 0x00, 0, 0, 0, 0, 1, 2, 3))
  cut.destroy()
  const phone = await TestPhone.call(line.url)
  await phone.hear('[language]')
  phone.hangUp()
})

test('a line takes so many calls and no more, and says so in both languages', async () => {
  const { line: full } = await openLine(api, session.id)
  const phones = await Promise.all(Array.from({ length: LIMITS.callsAtOnceMax }, () => TestPhone.call(full.url)))
  await Promise.all(phones.map((phone) => phone.hear('[language]')))
  const [one, ...others] = phones
  const busy = await TestPhone.call(full.url)
  assert.deepEqual([await busy.hear('[busy]'), await busy.hear('[busy]')], ['[busy]', '[busy]'])
  await busy.over()
  one?.hangUp()
  await one?.over()
  const next = await TestPhone.call(full.url)
  await next.hear('[language]')
  for (const phone of [...others, next]) phone.hangUp()
})
