// Goal: tests that seal with the runtime's hybrid prove the same as with the library's. Method: each opens what the other sealed, and every
// changed byte is as foreign to the one as to the other.
import assert from 'node:assert/strict'
import test from 'node:test'
import { XWing as library } from '@noble/post-quantum/hybrid.js'
import { MLKEM768X25519 as native } from './_native-hybrid.ts'

const seedOf = (first: number): Uint8Array => new Uint8Array(32).map((_, index) => (first * 31 + index * 7) % 256)

test('a seed has one recipient, whoever works it out', () => {
  for (const first of [0, 1, 255]) assert.deepEqual(native.getPublicKey(seedOf(first)), library.getPublicKey(seedOf(first)))
})

test('each opens what the other sealed', () => {
  const [seed, other] = [seedOf(1), seedOf(2)]
  for (const [sealer, opener] of [[native, library], [library, native]] as const) {
    const { cipherText, sharedSecret } = sealer.encapsulate(library.getPublicKey(seed))
    assert.deepEqual(opener.decapsulate(cipherText, seed), sharedSecret)
    assert.notDeepEqual(opener.decapsulate(cipherText, other), sharedSecret, 'another seed opens nothing')
  }
})

test('what is changed is opened alike, to nothing that was sealed', () => {
  const seed = seedOf(3)
  const { cipherText, sharedSecret } = library.encapsulate(library.getPublicKey(seed))
  for (const at of [0, 500, 1087, 1088, 1118]) {
    const changed = cipherText.slice()
    changed[at] = (changed[at] ?? 0) ^ 1
    const opened = native.decapsulate(changed, seed)
    assert.deepEqual(opened, library.decapsulate(changed, seed))
    assert.notDeepEqual(opened, sharedSecret)
  }
})

test('wrong lengths and a point of low order are refused by both', () => {
  const seed = seedOf(4)
  const low = new Uint8Array(1120)
  for (const each of [native, library]) {
    assert.throws(() => each.getPublicKey(seed.subarray(1)))
    assert.throws(() => each.decapsulate(low.subarray(1), seed))
    assert.throws(() => each.decapsulate(low, seed))
    assert.throws(() => each.encapsulate(new Uint8Array(1215)))
  }
})
