// Goal: what an entry says of a file is said in its words and no others. Method: the schema itself, with each word and beside it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { attachment, entered } from './bodies.ts'

const FILE = {
  file: 'A'.repeat(43), name: 'voice-1.ogg', type: 'audio/ogg', sizeBytes: 9, sha256: 'A'.repeat(43), key: 'A'.repeat(22), nonce: 'A'.repeat(22), cleaning: 'nothing-found',
}

test('a file says that it is a recorded voice, masked or not, or says nothing of it', () => {
  for (const recorded of ['masked', 'unmasked']) assert.deepEqual(v.parse(attachment, { ...FILE, recorded }), { ...FILE, recorded })
  assert.deepEqual(v.parse(attachment, FILE), FILE)
  for (const recorded of ['', 'maybe', null, true]) assert.throws(() => v.parse(attachment, { ...FILE, recorded }))
  assert.throws(() => v.parse(attachment, { ...FILE, masked: true }))
})

test('nobody’s call is recorded without consent, and of nothing but a call is it said at all', () => {
  const call = { arrival: 'phone-live', member: 'A'.repeat(43), signature: 'A'.repeat(86), answerable: true, consent: true }
  for (const recorded of [true, false]) assert.equal(v.is(entered, { ...call, recorded }), true)
  assert.equal(v.is(entered, call), true)
  assert.equal(v.is(entered, { ...call, consent: false, recorded: false }), true)
  assert.equal(v.is(entered, { ...call, consent: false, recorded: true }), false)
  assert.equal(v.is(entered, { ...call, arrival: 'meeting', recorded: true }), false)
  assert.equal(v.is(entered, { arrival: 'letter', member: call.member, signature: call.signature, answerable: true, recorded: false }), false)
})
