// Goal: a deed is the same on both sides of the thread, and an error keeps its code. Method: random deeds through a structured clone.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#base/refusal.ts'
import { exampleDesk, exampleNext, exampleReport, randomId, wrap } from '#test/support/deeds.ts'
import { packAnswer, packCalls, unpackAnswer, unpackCalls, type CallWithId } from './sqlite-messages.ts'

const report = exampleReport(randomId())
const call: fc.Arbitrary<Omit<CallWithId, 'id'>> = fc.oneof(
  fc.nat(5).map((wraps) => ({ name: 'append' as const, args: [{ ...report, wraps: Array.from({ length: wraps }, () => wrap('reporter')) }] })),
  fc.constant({ name: 'append' as const, args: [exampleNext(report, { outbox: [{ kind: 'page-urgent', payload: '{}' }] })] }),
  fc.constant({ name: 'append' as const, args: [exampleDesk(randomId(), randomId())] }),
  fc.constant({ name: 'putCard' as const, args: [{ log: 'l', office: 'o', seq: 1, bytes: new Uint8Array([1, 2]) }] }),
  fc.constant({ name: 'endSession' as const, args: ['t'] }))

test('calls arrive as they were sent', () => {
  fc.assert(fc.property(fc.array(call, { maxLength: 6 }), (sent) => {
    const calls = sent.map((each, id) => ({ id, ...each }))
    assert.deepEqual(unpackCalls(structuredClone(packCalls(calls))), calls)
  }))
})

test('answers arrive as what they are', () => {
  const through = (answer: Parameters<typeof packAnswer>[1]) => unpackAnswer(structuredClone(packAnswer(1, answer)))
  assert.deepEqual(through({ value: { outcome: 'kept' } }), { value: { outcome: 'kept' } })
  assert.deepEqual(through({ value: undefined }), { value: undefined })
  const refused = through({ error: new Refusal('stale-head', { seq: 4 }) })
  assert.ok('error' in refused && refused.error instanceof Refusal)
  assert.deepEqual([refused.error.code, refused.error.details], ['stale-head', { seq: 4 }])
  const defect = through({ error: new TypeError('ours') })
  assert.ok('error' in defect && defect.error instanceof Error && !(defect.error instanceof Refusal))
  assert.match(defect.error.message, /ours/)
})
