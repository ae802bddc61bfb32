// Goal: a page of brief dockets says what went into it, and nothing else is taken for one. Method: any page there and back; pages that somebody bent.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { base64url } from '#base/bytes.ts'
import { asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { STATES } from '#domain/docket.ts'
import { decodeDocketPage, encodeDocketPage, type DocketPage } from './dockets.ts'
import { decodeFrames, encodeFrames } from './frames.ts'

const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2200-12-31'), noInvalidDate: true }).map((date) => asDay(date.toISOString().slice(0, 10)))
const page: fc.Arbitrary<DocketPage> = fc.record({
  dockets: fc.array(fc.record({
    log: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => base64url(bytes)), state: fc.constantFrom(...STATES), channel: fc.constantFrom('web', 'letter', 'line-2'), team: fc.constantFrom('intake', 'ethics'),
    urgent: fc.boolean(), hasAlert: fc.boolean(), hasObjection: fc.boolean(), isOpened: fc.boolean(), receivedDay: day, dueDay: fc.option(day),
  }, { noNullPrototype: true }), { maxLength: 30 }),
  total: fc.nat(), next: fc.option(fc.constantFrom('a', 'b')),
}, { noNullPrototype: true })

test('a page of brief dockets is read as it was written, in 46 bytes for each', () => {
  fc.assert(fc.property(page, (made) => {
    const bytes = encodeDocketPage(made)
    assert.deepEqual(decodeDocketPage(bytes), made)
    const { parts } = decodeFrames(bytes)
    assert.equal(parts.reduce((sum, { length }) => sum + length, 0), 46 * made.dockets.length)
  }))
})

test('a page that was cut, or names a state, a channel or a day that is none, is malformed', () => {
  const made: DocketPage = { dockets: [{ log: base64url(new Uint8Array(32)), state: 'received', channel: 'web', team: 'intake', urgent: false, hasAlert: false, hasObjection: false, isOpened: true, receivedDay: asDay('2026-11-26'), dueDay: null }], total: 1, next: null }
  const { meta, parts: [ids, rows] } = decodeFrames(encodeDocketPage(made))
  assert.ok(ids !== undefined && rows !== undefined)
  const bent = (at: number, value: number): Uint8Array => rows.map((byte, index) => (index === at ? value : byte))
  const refused = (parts: readonly Uint8Array[]): void => assert.throws(() => decodeDocketPage(encodeFrames(meta, parts)), (error) => error instanceof Refusal && error.code === 'malformed')
  for (const parts of [[ids], [ids, rows, rows], [ids.subarray(1), rows], [ids, rows.subarray(1)], [ids, bent(0, 99)], [ids, bent(3, 1)], [ids, bent(5, 1)], [ids, bent(6, 127)]]) refused(parts)
})
