import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ChunkReader } from './chunks.ts'

const buffers = fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { maxLength: 8 })

test('however a chunked body is cut, it is the same body, and what follows it is left alone', () => {
  fc.assert(fc.property(buffers, fc.array(fc.nat(200), { maxLength: 40 }), (parts, cuts) => {
    const body = Buffer.concat([
      ...parts.map((part) => Buffer.concat([Buffer.from(`${part.length.toString(16)};ext=1\r\n`), part, Buffer.from('\r\n')])),
      Buffer.from('0\r\nTrailer: x\r\n\r\n'),
    ])
    const stream = Buffer.concat([body, Buffer.from('NEXT')])
    const reader = new ChunkReader()
    const read: Buffer[] = []
    let [at, used] = [0, 0]
    for (const size of [...cuts, stream.length]) {
      if (reader.isDone) break
      const piece = stream.subarray(at, at + size)
      const result = reader.read(piece)
      read.push(...result.data.map((data) => Buffer.from(data)))
      used += result.used
      at += size
    }
    assert.equal(reader.isDone, true)
    assert.equal(used, body.length)
    assert.deepEqual(Buffer.concat(read), Buffer.concat(parts))
  }))
})

for (const [name, text] of [
  ['no size', '\r\nabc'], ['a size in words', 'five\r\nabcde'], ['a negative size', '-1\r\n'], ['a bare line feed', '3\nabc\r\n'],
  ['a chunk that is longer than it says', '3\r\nabcd\r\n'], ['a size of nine digits', '100000000\r\n'], ['an endless line', '1'.repeat(2000)],
] as const) {
  test(`${name} is refused`, () => assert.throws(() => new ChunkReader().read(Buffer.from(text))))
}
