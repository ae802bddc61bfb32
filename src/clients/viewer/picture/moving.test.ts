// Goal: of a picture that does not move nobody is told that only its first one is shown, and of one that does everybody is. Method: files of one and of
// two pictures as their formats have them, each cut off anywhere, then any bytes at all.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { isMoving } from './moving.ts'

const latin = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))
const frame = [0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0x80, 0, 0, 0, 255, 255, 255, 2, 2, 0x44, 1, 0]
/** A comment in which a byte is the one that begins a picture. */
const gif = (...pictures: readonly number[][]): Uint8Array => Uint8Array.from([...latin('GIF89a'), 1, 0, 1, 0, 0, 0, 0, 0x21, 0xfe, 2, 0x2c, 0x2c, 0, ...pictures.flat(), 0x3b])
const webp = (flags: number): Uint8Array => Uint8Array.from([...latin('RIFF0000WEBPVP8X'), 10, 0, 0, 0, flags, 0, 0, 0, 0, 0, 0, 0, 0, 0])
const chunk = (kind: string, data: readonly number[] = []): number[] => [0, 0, 0, data.length, ...latin(kind), ...data, 0, 0, 0, 0]
const png = (...kinds: readonly string[]): Uint8Array => Uint8Array.from([...latin('\x89PNG\r\n\x1a\n'), ...kinds.flatMap((kind) => chunk(kind, latin('acTL')))])

test('of each kind the still picture is still, and the animation moves', () => {
  for (const [still, moving] of [[gif(frame), gif(frame, frame)], [webp(0x10), webp(0x12)], [png('IHDR', 'tEXt', 'IDAT', 'acTL', 'IEND'), png('IHDR', 'acTL', 'IDAT', 'IEND')]] as const) {
    assert.deepEqual([isMoving(still), isMoving(moving)], [false, true])
  }
  assert.deepEqual([isMoving(Uint8Array.from(latin('\0\0\0 ftypavif'))), isMoving(Uint8Array.from(latin('\0\0\0 ftypavis')))], [false, true])
  assert.equal(isMoving(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0])), false)
})

test('a picture that breaks off, and any bytes at all, are looked at to their end', () => {
  for (const whole of [gif(frame, frame), webp(2), png('IHDR', 'acTL', 'IDAT')]) {
    for (let to = 0; to <= whole.length; to++) assert.equal(typeof isMoving(whole.subarray(0, to)), 'boolean')
  }
  fc.assert(fc.property(fc.constantFrom('GIF89a', '\x89PNG\r\n\x1a\n', 'RIFF0000WEBPVP8X', ''), fc.uint8Array({ maxLength: 300 }), (start, rest) => {
    assert.equal(typeof isMoving(Uint8Array.from([...latin(start), ...rest])), 'boolean')
  }), { numRuns: 1000 })
})
