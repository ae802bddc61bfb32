// Goal: what an entry says of a file is said in its words and no others. Method: the schema itself, with each word and beside it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { attachment } from './bodies.ts'

const FILE = {
  file: 'A'.repeat(43), name: 'voice-1.ogg', type: 'audio/ogg', sizeBytes: 9, sha256: 'A'.repeat(43), key: 'A'.repeat(22), nonce: 'A'.repeat(22), cleaning: 'nothing-found',
}

test('a file says that it is a recorded voice, masked or not, or says nothing of it', () => {
  for (const recorded of ['masked', 'unmasked']) assert.deepEqual(v.parse(attachment, { ...FILE, recorded }), { ...FILE, recorded })
  assert.deepEqual(v.parse(attachment, FILE), FILE)
  for (const recorded of ['', 'maybe', null, true]) assert.throws(() => v.parse(attachment, { ...FILE, recorded }))
  assert.throws(() => v.parse(attachment, { ...FILE, masked: true }))
})
