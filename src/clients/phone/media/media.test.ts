// Goal: nothing that comes over a carrier's socket does more than be understood or be refused by name, and nothing of a caller comes further than here.
// Method: both carriers' adapters alone, over any text, any JSON and any bytes; messages as the carriers' manuals have them.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import test from 'node:test'
import * as fc from 'fast-check'
import { concat, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { ASTERISK, TWILIO } from '#test/support/test-phone.ts'
import { asterisk, readAsterisk } from './asterisk.ts'
import type { Media } from './media.ts'
import { isSignedByTwilio, readTwilio, twilio } from './twilio.ts'

const SHAPES = [['Asterisk', asterisk, ASTERISK], ['Twilio', twilio, TWILIO]] as const

function lineOf(make: typeof asterisk) {
  const [sent, heard]: [(string | Bytes)[], string[]] = [[], []]
  let [media, closed] = [null as Media | null, false]
  const adapter = make({ send: (message) => { sent.push(message) }, close: () => { closed = true } }, (opened) => {
    media = opened
    return {
      onAudio: (samples) => heard.push(`audio ${samples.length}`), onDigit: (digit) => heard.push(`digit ${digit}`),
      onPlayed: () => heard.push('played'), onEnd: () => heard.push('end'),
    }
  })
  return { adapter, sent, heard, media: () => media as unknown as Media, isClosed: () => closed }
}

function refusalIn(act: () => void): string | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

const words = fc.oneof(fc.string({ maxLength: 200 }), fc.json({ maxDepth: 4 }), fc.record({
  event: fc.constantFrom('MEDIA_START', 'DTMF_END', 'MEDIA_BUFFERING_COMPLETED', 'STATUS', 'start', 'media', 'dtmf', 'mark', 'stop', '__proto__'),
  format: fc.oneof(fc.constantFrom('ulaw', 'alaw', 'opus'), fc.jsonValue()), digit: fc.oneof(fc.constantFrom('1', '#'), fc.jsonValue()), correlation_id: fc.jsonValue(),
  start: fc.oneof(fc.constantFrom('audio/x-mulaw', 'audio/x-l16').map((encoding) => ({ streamSid: 'MZ', mediaFormat: { encoding, sampleRate: 8000, channels: 1 } })), fc.jsonValue()),
  media: fc.oneof(fc.constant({ payload: '////' }), fc.jsonValue()), dtmf: fc.jsonValue(), mark: fc.jsonValue(),
}, { requiredKeys: ['event'] }).map((value) => JSON.stringify(value)))
const messages = fc.array(fc.oneof({ weight: 4, arbitrary: words }, fc.uint8Array({ maxLength: 400 }).map((bytes): Bytes => new Uint8Array(bytes))), { maxLength: 30 })

for (const [name, make, { hello }] of SHAPES) {
  test(`${name}: whatever comes is understood or refused by name`, () => {
    const codes = new Set<string>()
    fc.assert(fc.property(messages, fc.boolean(), (all, greets) => {
      const { adapter } = lineOf(make)
      if (greets) for (const message of hello) adapter.take(message)
      for (const message of all) codes.add(refusalIn(() => adapter.take(message)) ?? 'understood')
      adapter.ended()
    }), { numRuns: 2000 })
    assert.deepEqual([...codes].toSorted(), ['malformed', 'understood', 'unsupported'])
  })

  test(`${name}: a message cut anywhere is refused, and a huge one`, () => {
    for (const whole of [...hello, '{"event":"dtmf","dtmf":{"digit":"5"}}', '{"event":"DTMF_END","digit":"5"}']) {
      for (let at = 0; at < whole.length; at++) assert.equal(refusalIn(() => lineOf(make).adapter.take(whole.slice(0, at))), 'malformed')
    }
    assert.equal(refusalIn(() => lineOf(make).adapter.take(' '.repeat(LIMITS.callMessageBytesMax + 1))), 'too-large')
  })

  test(`${name}: sound, keys and marks as its manual has them`, () => {
    const { adapter, sent, heard, media, isClosed } = lineOf(make)
    const shape = make === asterisk ? ASTERISK : TWILIO
    for (const message of hello) adapter.take(message)
    adapter.take(shape.audio(new Uint8Array(160)))
    adapter.take(shape.digit('#'))
    media().play(new Uint8Array(100_000))
    const read = sent.flatMap((message) => shape.read(message) ?? [])
    const marks = read.flatMap((each) => (typeof each === 'object' && 'mark' in each ? [each.mark] : []))
    assert.equal(concat(...read.flatMap((each) => (typeof each === 'object' && 'sound' in each ? [each.sound] : []))).length, 100_000)
    assert.ok(sent.every((message) => typeof message === 'string' || message.length <= 65_500), 'Asterisk ends a call over a longer one')
    for (const mark of marks) adapter.take(shape.marked(mark))
    media().play(new Uint8Array(160))
    media().flush()
    assert.equal(shape.read(sent.at(-1) ?? ''), 'flush')
    // What was stopped was not heard to its end.
    adapter.take(shape.marked('2'))
    media().hangup()
    assert.deepEqual([heard, isClosed()], [['audio 160', 'digit #', 'played'], true])
  })

  test(`${name}: a line is never more than sixteen seconds ahead of what is heard`, () => {
    const { adapter, sent, media } = lineOf(make)
    for (const message of hello) adapter.take(message)
    media().play(new Uint8Array(8000 * 60))
    const shape = make === asterisk ? ASTERISK : TWILIO
    const bytes = sent.reduce((sum, message) => { const read = shape.read(message); return sum + (read !== null && typeof read === 'object' && 'sound' in read ? read.sound.length : 0) }, 0)
    assert.equal(bytes, 8000 * 16)
  })
}

test('of a caller nothing is read but sound and keys', () => {
  const { adapter } = lineOf(twilio)
  for (const message of TWILIO.hello) assert.equal(JSON.stringify(readTwilio(message)).includes('+441632960961'), false)
  adapter.take(TWILIO.hello[1] ?? '')
  assert.equal(JSON.stringify(readAsterisk(JSON.stringify({ event: 'MEDIA_START', format: 'ulaw', channel_variables: { 'CALLERID(num)': '0163' } }))).includes('0163'), false)
})

test('a stream is opened by whoever has the account’s token, and by nobody else', () => {
  const [token, url] = ['12345', 'wss://line.example/twilio']
  const signature = createHmac('sha1', token).update(url).digest('base64')
  assert.equal(isSignedByTwilio(token, url, signature), true)
  for (const [other, address, given] of [['1234', url, signature], [token, `${url}/`, signature], [token, url, ''], [token, url, undefined], [token, url, signature.slice(4)]] as const) {
    assert.equal(isSignedByTwilio(other, address, given), false)
  }
})
