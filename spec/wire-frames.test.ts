// Goal: frames are read as the vectors say, and padded to their sizes. Method: spec/vectors/frames.json against src/wire.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url } from '#base/bytes.ts'
import { bytesIn, refusedWith, vectors } from '#test/support/vectors.ts'
import { decodeFrames, encodeFrames, padFrames } from '#wire/frames.ts'

interface Vectors {
  readonly read: readonly { readonly name: string; readonly frames: string; readonly meta: unknown; readonly parts: readonly string[] }[]
  readonly refused: readonly { readonly name: string; readonly frames: string; readonly refusal: string; readonly member: string }[]
  readonly example: { readonly frames: string; readonly least: number; readonly padded: string }
  readonly padded: readonly { readonly size: number; readonly least: number; readonly paddedSize: number }[]
}
const told = vectors<Vectors>('frames')

for (const { name, frames, meta, parts } of told.read) {
  test(`frames with ${name} are read and made again`, () => {
    const decoded = decodeFrames(bytesIn(frames))
    assert.deepEqual([decoded.meta, decoded.parts.map((part) => base64url(part))], [meta, parts])
    assert.equal(base64url(encodeFrames(meta, decoded.parts)), frames)
  })
}

for (const { name, frames, refusal, member } of told.refused) {
  test(`frames are refused: ${name}`, async () => {
    const error = await refusedWith(() => decodeFrames(bytesIn(frames)))
    assert.deepEqual([error?.code, error?.details['member']], [refusal, member])
  })
}

test('an answer is padded to one of few sizes', () => {
  assert.equal(base64url(padFrames(bytesIn(told.example.frames), told.example.least)), told.example.padded)
  for (const { size, least, paddedSize } of told.padded) assert.equal(padFrames(new Uint8Array(size), least).length, paddedSize)
})
