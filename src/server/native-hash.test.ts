// Goal: the fast hash is the slow one. Method: both on the same random parts.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { inJavaScript } from '#sealing/proof/hash.ts'
import { nativeDigest } from './native-hash.ts'

test('both ways to hash give the same bytes', () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (parts) => {
    assert.deepEqual(nativeDigest(parts), inJavaScript(parts))
  }))
})
