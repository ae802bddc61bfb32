// Goal: entries, pages and queues come back as they went, whoever sends them, and anything else is refused. Method: made-up entries
// of any size there and back, then the same bytes damaged.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { base64url, type Bytes } from '#base/bytes.ts'
import { asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { CLOCK_DEEDS, STATES } from '#domain/docket.ts'
import { decodeAppend, decodeFileReport, encodeAppend, encodeFileReport } from './append.ts'
import { encodeFrames } from './frames.ts'
import { decodeNewPage } from './keyrings.ts'
import { decodeLogPage, decodeQueuePage, encodeLogPage, encodeQueuePage, encodeReporterAnswer } from './log.ts'

/** Objects as everybody writes them, with the usual prototype. */
const plain = <T>(shape: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record<T>(shape, { noNullPrototype: true })
const bytes = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max }).map((each) => each as Bytes)
const id = bytes(32, 32).map(base64url)
const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/)
const count = fc.nat(1_000_000)
const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }).map((date) => asDay(date.toISOString().slice(0, 10)))
const reader = fc.oneof(fc.constantFrom('reporter', 'recovery'), id.map((each) => `member:${each}`), fc.tuple(name, count).map(([team, epoch]) => `team:${team}:${epoch}`))
const wrap = plain({ subject: count.map((generation) => `log:${generation}`), reader, bytes: bytes(1, 60) })
const wraps = fc.array(wrap, { maxLength: 4 })
const entry = plain({ header: bytes(0, 80), signature: bytes(64, 64), body: bytes(0, 80) })

const append = plain({ entry, wraps })
const file = plain({ entry, wraps, access: plain({ lookupHash: bytes(32, 32), tokenHash: bytes(32, 32) }) })
const page = plain({ log: id, from: count, more: fc.boolean(), entries: fc.array(entry, { maxLength: 5 }), wraps })
const desk = fc.option(plain({ log: id, seq: count, head: id, first: entry, keyed: fc.option(entry), wraps, card: fc.option(bytes(1, 50)) }))
const row = plain({
  log: id, state: fc.constantFrom(...STATES), channel: name, team: name, urgent: fc.boolean(), receivedDay: day, acknowledgedDay: fc.option(day),
  entries: count, lastFrom: fc.constantFrom('reporter' as const, 'office' as const), lastDay: day,
  packs: fc.array(name, { maxLength: 3 }), events: fc.array(fc.oneof(plain({ day, state: fc.constantFrom(...STATES) }), plain({ day, by: id, rule: name, deed: fc.constantFrom(...CLOCK_DEEDS) })), { maxLength: 3 }),
  first: entry, keyed: fc.option(entry), wraps, desk,
})
const queue = plain({ rows: fc.array(row, { maxLength: 4 }), total: count, next: fc.option(fc.string({ maxLength: 40 })) })

function thereAndBack<T>(what: fc.Arbitrary<T>, encode: (value: T) => Bytes, decode: (encoded: Bytes) => unknown): void {
  fc.assert(fc.property(what, fc.nat(), fc.nat(255), (value, at, byte) => {
    const encoded = encode(value)
    assert.deepEqual(decode(encoded), value)
    for (const damaged of [encoded.slice(0, at % encoded.length), encoded.map((each, index) => (index === at % encoded.length ? byte : each))]) {
      try {
        decode(damaged)
      } catch (error) {
        assert.ok(error instanceof Refusal, String(error))
      }
    }
  }), { numRuns: 60 })
}

test('an append comes back as it went', () => thereAndBack(append, encodeAppend, decodeAppend))
test('a filed report comes back as it went', () => thereAndBack(file, encodeFileReport, decodeFileReport))
test('a log page comes back as it went', () => thereAndBack(page, encodeLogPage, decodeLogPage))
test('the answer to a receipt comes back as it went, padded', () => thereAndBack(page, encodeReporterAnswer, decodeLogPage))
test('a queue page comes back as it went', () => thereAndBack(queue, encodeQueuePage, decodeQueuePage))

test('a first part that is longer than any append has is refused unread', () => {
  const rows = Array.from({ length: 3000 }, (_, at) => ({ subject: `log:${at}`, reader: 'reporter' }))
  const sent = encodeFrames({ wraps: rows }, [new Uint8Array(1), new Uint8Array(64), new Uint8Array(1)])
  for (const decode of [decodeAppend, decodeFileReport, decodeNewPage]) {
    assert.throws(() => decode(sent), (error) => error instanceof Refusal && error.details['member'] === 'meta')
  }
})
