// Goal: whatever a telephone, a carrier or a stranger on the port does, for however long, one call ends over it and no other, and what was said until then is kept.
// Method: raw sockets that speak both carriers' shapes, well and badly, in frames that are cut anywhere; floods of keys; a call of three hours by a clock in the test's hand.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import test from 'node:test'
import * as fc from 'fast-check'
import { LIMITS } from '#base/limits.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openOffice } from '#test/support/office.ts'
import { HandClock, keyedVoice, openLine, voiceLike } from '#test/support/phone-line.ts'
import { codeIn, played, untilTone } from '#test/support/phone-talk.ts'
import { ASTERISK, inWords, TestPhone, TWILIO, understood, type Shape } from '#test/support/test-phone.ts'
import { decode } from '#clients/telephony/sound/g711.ts'
import { Codes } from '../spoken/codes.ts'
import { WaitingRoom } from '../spoken/waiting-room.ts'
import { Call } from './call.ts'
import { LineOffice } from './office.ts'

const { api, session } = await openOffice()
const [STREAM, TOKEN] = ['wss://line.example/twilio', 'token of the carrier']
const { line, events } = await openLine(api, session.id, { twilio: { url: STREAM, token: TOKEN } })
const desk = { api, session, office: await loadOffice(api, session.id) }
const SIGNED = { 'x-twilio-signature': createHmac('sha1', TOKEN).update(STREAM).digest('base64') }
const SHAPES: readonly (readonly [string, Shape])[] = [['Asterisk', ASTERISK], ['Twilio', TWILIO]]

const frameOf = (message: string | Uint8Array): Buffer => typeof message === 'string' ? frame(0x81, Buffer.from(message)) : frame(0x82, Buffer.from(message))

/** A masked frame as clients send it; the mask is nothing. */
function frame(head: number, payload: Buffer): Buffer {
  const size = payload.length < 126 ? Buffer.of(0x80 | payload.length) : Buffer.of(0xfe, payload.length >> 8, payload.length & 0xff)
  return Buffer.concat([Buffer.of(head), size, Buffer.alloc(4), payload])
}

/** Opens a socket by hand, writes, and cuts it: after a moment, or once so much was said. @returns how many bytes the line said before */
async function rawCall(shape: Shape, bytes: Buffer, { isAbrupt = false, untilBytes = null }: { readonly isAbrupt?: boolean; readonly untilBytes?: number | null }): Promise<number> {
  const socket = connect(Number(new URL(line.url).port), '127.0.0.1')
  let heard = 0
  socket.on('error', () => {})
  socket.write([`GET ${shape.path} HTTP/1.1`, 'host: line', 'upgrade: websocket', 'connection: upgrade', 'sec-websocket-version: 13', 'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...Object.entries(SIGNED).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n'))
  await once(socket, 'data')
  const enough = new Promise<void>((resolve) => { socket.on('data', (data: Buffer) => { heard += data.length; if (untilBytes !== null && heard >= untilBytes) resolve() }) })
  const closed = new Promise((resolve) => { socket.once('close', resolve) })
  socket.write(bytes)
  // As long as the line takes to read it.
  await Promise.race([closed, untilBytes === null ? new Promise((resolve) => { setTimeout(resolve, 15) }) : enough])
  if (isAbrupt) socket.resetAndDestroy()
  else socket.destroy()
  await closed
  return heard
}

const hostileText = (shape: Shape): fc.Arbitrary<string> => fc.oneof(
  fc.json({ maxDepth: 3 }), fc.string({ maxLength: 80 }), fc.constantFrom('['.repeat(30_000), '{"event":"__proto__"}', '{"event":"stop","event":"start"}', shape.hello.at(-1) ?? ''),
  fc.record({ event: fc.constantFrom('MEDIA_START', 'DTMF_END', 'MEDIA_BUFFERING_COMPLETED', 'start', 'media', 'dtmf', 'mark'), digit: fc.jsonValue(), media: fc.jsonValue(), correlation_id: fc.jsonValue(), mark: fc.jsonValue() }).map((value) => JSON.stringify(value)))
const hostileFrame = (shape: Shape): fc.Arbitrary<Buffer> => fc.oneof(
  fc.constantFrom(...'1209*#').map((digit) => frameOf(shape.digit(digit))), fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => frameOf(shape.audio(new Uint8Array(bytes)))),
  hostileText(shape).map(frameOf), fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 30 })).map(([head, bytes]) => frame(head, Buffer.from(bytes))),
  fc.constant(Buffer.of(0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)))

for (const [name, shape] of SHAPES) {
  test(`${name}: hostile messages in frames that are cut anywhere end their own call, while another goes on`, async () => {
    const good = await TestPhone.call(line.url, shape, SIGNED)
    const code = await untilTone(good)
    const said = voiceLike(2, 40)
    const before = events.length
    let answered = 0
    await fc.assert(fc.asyncProperty(fc.boolean(), fc.array(hostileFrame(shape), { minLength: 1, maxLength: 8 }), fc.nat(), fc.boolean(), async (...drawn) => {
      const [greets, frames, cut, isAbrupt] = drawn
      const last = frames.at(-1) ?? Buffer.alloc(0)
      const whole = [...(greets ? shape.hello.map(frameOf) : []), ...frames.slice(0, -1), last.subarray(0, cut % (last.length + 1))]
      if (await rawCall(shape, Buffer.concat(whole), { isAbrupt }) > 0) answered += 1
      good.say(said.slice(0, 160))
    }), { numRuns: 60 })
    // The same hand on the same socket is answered when it greets as a carrier does.
    assert.ok(answered > 0, String(answered))
    assert.ok(await rawCall(shape, Buffer.concat(shape.hello.map(frameOf)), { untilBytes: 1000 }) >= 1000)
    assert.deepEqual(new Set(events.slice(before).map(({ event }) => event)), new Set(['refused']))
    assert.ok(events.slice(before).every(({ code: refusal }) => ['malformed', 'unsupported', 'too-large'].includes(refusal)))
    good.say(said)
    good.press('#')
    await good.hear('[review]')
    good.press('2')
    await good.hear('[thanks]')
    const [heard] = (await played(desk, code)).said
    assert.deepEqual([heard?.length, heard?.slice(-said.length)], [60 * 160 + said.length, said])
  })

  test(`${name}: a flood of keys in mid-speech ends that call, and what was said is kept`, async () => {
    const phone = await TestPhone.call(line.url, shape, SIGNED)
    const code = await untilTone(phone)
    const said = voiceLike(2, 50)
    phone.say(said)
    phone.press('5'.repeat(10_000))
    await phone.over()
    for (;;) {
      const kept = await played(desk, code).catch(() => null)
      if (kept === null) continue
      assert.deepEqual(kept.said, [said])
      break
    }
  })
}

/** A call without sockets: what it says is heard at once. */
async function direct() {
  const clock = new HandClock()
  const waiting = new WaitingRoom(api, clock, () => {})
  const room = { api, office: new LineOffice(api, session.id), channel: desk.office.channels[0]?.channel ?? '', voice: await keyedVoice(), person: null, line: null, offersMask: false, waiting, codes: new Codes(waiting, clock), clock, trouble: () => assert.fail('no trouble') }
  let [heard, isOver] = ['', false]
  const call: Call = new Call(room, {
    codec: 'ulaw', flush: () => {}, hangup: () => { isOver = true },
    play: (sound) => { heard += inWords(understood(decode('ulaw', sound))); queueMicrotask(() => call.onPlayed()) },
  })
  const hear = async (wanted: string): Promise<string> => {
    while (!heard.includes(wanted)) await new Promise((resolve) => { setImmediate(resolve) })
    const said = heard
    heard = ''
    return said
  }
  return { call, clock, hear, isOver: () => isOver, heard: () => heard }
}

/** As far as speech, by its shortest way. @returns the code, as it was heard */
async function untilSpeech({ call, hear }: Pick<Awaited<ReturnType<typeof direct>>, 'call' | 'hear'>): Promise<string> {
  for (const [wanted, key] of [['[language]', '1'], ['[menu]', '1'], ['[consent]', '1']] as const) {
    await hear(wanted)
    call.onDigit(key)
  }
  const code = codeIn(await hear('[code-ask]'))
  call.onDigit('1')
  await hear('[danger]')
  call.onDigit('2')
  await hear('[speak]')
  await new Promise((resolve) => { setImmediate(resolve) })
  return code
}

test('who speaks for three hours is warned, let go after one, and all of that is kept; who speaks for fifty minutes is not let go', async () => {
  const { call, clock, hear, isOver, heard } = await direct()
  const code = await untilSpeech({ call, hear })
  const word = voiceLike(1, 60).slice(0, 1600)
  const [stepSeconds, warned] = [20, [] as number[]]
  let steps = 0
  for (; steps * stepSeconds < 3 * 3600 && !isOver(); steps++) {
    call.onAudio(word)
    clock.pass(stepSeconds)
    await new Promise((resolve) => { setImmediate(resolve) })
    if (heard().includes('[near-end]') && warned.length === 0) warned.push((steps + 1) * stepSeconds)
    if (steps * stepSeconds === 3000) assert.equal(isOver(), false)
  }
  await call.settled()
  assert.deepEqual([warned, steps * stepSeconds, heard().includes('[over]')], [[LIMITS.callSecondsWarned], LIMITS.callSecondsMax, true])
  const [said] = (await played(desk, code)).said
  assert.equal(said?.length, (LIMITS.callSecondsMax / stepSeconds) * word.length)
})

test('of speech without end so much is kept as may be, and it is sent', async () => {
  const { call, hear } = await direct()
  const code = await untilSpeech({ call, hear })
  const minute = voiceLike(60, 61)
  for (let spoken = 0; spoken < LIMITS.spokenSecondsMax + 120; spoken += 60) call.onAudio(minute)
  assert.match(await hear('[review]'), /\[full\]\[review\]/)
  call.onDigit('2')
  await hear('[thanks]')
  const [said] = (await played(desk, code)).said
  assert.equal(said?.length, LIMITS.spokenSecondsMax * 8000)
})
