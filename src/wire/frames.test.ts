// Goal: frames come back as they went, and bytes that are none are refused and do no harm. Method: any parts there and back, then any
// bytes at all, and whole frames damaged anywhere.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { Refusal } from '#base/refusal.ts'
import type { Bytes } from '#base/bytes.ts'
import { decodeFrames, encodeFrames, padFrames } from './frames.ts'

const meta = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string({ unit: 'grapheme' })))
const parts = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }).map((each) => each as Bytes[])

function readsOrRefuses(bytes: Uint8Array): void {
  try {
    decodeFrames(bytes)
  } catch (error) {
    assert.ok(error instanceof Refusal && error.code === 'malformed', String(error))
  }
}

test('what goes into frames comes out of them', () => {
  fc.assert(fc.property(meta, parts, (value, pieces) => {
    const read = decodeFrames(encodeFrames(value, pieces))
    assert.deepEqual(JSON.parse(JSON.stringify(read.meta)), JSON.parse(JSON.stringify(value)))
    assert.deepEqual(read.parts, pieces)
  }))
})

test('padding adds nothing that a reader of the named parts sees, and gives one of a few sizes', () => {
  fc.assert(fc.property(meta, parts, fc.integer({ min: 0, max: 4096 }), (value, pieces, sizeMin) => {
    const frames = encodeFrames(value, pieces)
    const padded = padFrames(frames, Math.max(1, sizeMin))
    assert.ok(padded.length >= frames.length && padded.length >= sizeMin)
    assert.ok(Number.isInteger(Math.log2(padded.length / Math.max(1, sizeMin))))
    assert.deepEqual(decodeFrames(padded).parts.slice(0, pieces.length), pieces)
  }))
})

test('any bytes are read or refused', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), readsOrRefuses))
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => readsOrRefuses(new Uint8Array([1, ...bytes]))))
})

test('damaged frames are read or refused', () => {
  fc.assert(fc.property(fc.tuple(meta, parts), fc.nat(), fc.nat(255), ([value, pieces], at, byte) => {
    const frames = encodeFrames(value, pieces)
    readsOrRefuses(frames.slice(0, at % frames.length))
    frames[at % frames.length] = byte
    readsOrRefuses(frames)
  }))
})

test('another version, a length that lies and a first part in another spelling are refused', () => {
  const good = encodeFrames({ a: 1 }, [])
  for (const bad of [[2, ...good.slice(1)], [1], [1, 0, 0, 0], [1, 0xff, 0xff, 0xff, 0xff, 0x7b, 0x7d], [1, 0, 0, 0, 3, 0x7b, 0x20, 0x7d], [1, 0, 0, 0, 2, 0x7b]]) {
    assert.throws(() => decodeFrames(new Uint8Array(bad)), Refusal)
  }
})

test('a message of endless empty parts is refused', () => {
  assert.throws(() => decodeFrames(new Uint8Array([1, 0, 0, 0, 2, 0x7b, 0x7d, ...new Uint8Array(4 * 5000)])), Refusal)
})
