// Goal: what a picture asks for in memory is known before it is decoded. Method: first blocks as their formats have them, then any bytes at all.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { pictureSize } from './size.ts'

const latin = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))

test('each format says its size', () => {
  const size = { width: 60_000, height: 300 }
  assert.deepEqual(pictureSize(Uint8Array.from([...latin('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), 0, 0, 0xea, 0x60, 0, 0, 1, 0x2c])), size)
  assert.deepEqual(pictureSize(Uint8Array.from([...latin('GIF89a'), 0x60, 0xea, 0x2c, 1])), size)
  assert.deepEqual(pictureSize(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 11, 8, 1, 0x2c, 0xea, 0x60, 3])), size)
  assert.deepEqual(pictureSize(Uint8Array.from([...latin('RIFF0000WEBPVP8X'), 0, 0, 0, 0, 0, 0, 0, 0, 0x5f, 0xea, 0, 0x2b, 1, 0])), size)
  assert.deepEqual(pictureSize(Uint8Array.from([...latin('RIFF0000WEBPVP8 '), 0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0])), { width: 320, height: 240 })
})

test('a picture of something else, or cut off, says nothing', () => {
  assert.equal(pictureSize(Uint8Array.from(latin('<svg>'))), null)
  assert.equal(pictureSize(Uint8Array.from([0xff, 0xd8, 0xff, 0xc4, 0xff])), null)
  fc.assert(fc.property(fc.constantFrom('', '\x89PNG', 'GIF89a', '\xff\xd8\xff\xe1', 'RIFF0000WEBPVP8X'), fc.uint8Array({ maxLength: 60 }), (start, rest) => {
    const size = pictureSize(Uint8Array.from([...latin(start), ...rest]))
    assert.ok(size === null || (size.width >= 0 && size.height >= 0))
  }), { numRuns: 1000 })
})
