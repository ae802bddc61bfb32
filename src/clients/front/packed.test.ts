// Goal: what is compressed once and sent with another tail each time is, for every reader, the document with its tail. Method:
// Node's own inflaters over arbitrary documents and tails; then that a tail's content does not change the length.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { encodingFor, pack, unpackAs } from './packed.ts'

test('every encoding gives back document and tail', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 20_000 }), fc.string({ unit: 'binary', maxLength: 300 }), async (document, tail) => {
    const [documentBytes, tailBytes] = [Buffer.from(document), Buffer.from(tail)]
    const packed = await pack(documentBytes)
    const whole = Buffer.concat([documentBytes, tailBytes])
    assert.deepEqual(unpackAs(packed, 'identity', tail), whole)
    assert.deepEqual(gunzipSync(unpackAs(packed, 'gzip', tail)), whole)
    assert.deepEqual(brotliDecompressSync(unpackAs(packed, 'br', tail)), whole)
  }), { numRuns: 60 })
})

test('the longest tail that is allowed arrives, a longer one is a mistake', async () => {
  const packed = await pack('x'.repeat(1000))
  const tail = 'y'.repeat(0xffff)
  assert.equal(gunzipSync(unpackAs(packed, 'gzip', tail)).length, 1000 + 0xffff)
  assert.equal(brotliDecompressSync(unpackAs(packed, 'br', tail)).length, 1000 + 0xffff)
  assert.throws(() => unpackAs(packed, 'gzip', `${tail}y`), RangeError)
})

test('a tail that repeats the document is not told from one that does not', async () => {
  const packed = await pack('the secret is 4821093755601184'.repeat(20))
  for (const encoding of ['gzip', 'br'] as const) {
    assert.equal(unpackAs(packed, encoding, '4821093755601184').length, unpackAs(packed, encoding, '7302661912345678').length)
  }
})

test('the best encoding that a browser takes is chosen', () => {
  assert.equal(encodingFor('gzip, deflate, br, zstd'), 'br')
  assert.equal(encodingFor('gzip, deflate'), 'gzip')
  assert.equal(encodingFor('br;q=0, gzip;q=0.5'), 'gzip')
  assert.equal(encodingFor('identity'), 'identity')
  assert.equal(encodingFor(undefined), 'identity')
})
