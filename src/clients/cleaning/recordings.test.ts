// Goal: what a film or a sound tells of its maker is gone, what it plays is where it was, and none is ever held in memory. Method: recordings put
// together here, box by box; every cut and many flips of each. Real ones, and outside tools, were looked at by hand (docs/decisions/0018).
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { concat, type Bytes } from '#base/bytes.ts'
import type { FileSource } from '#clients/transport/upload.ts'
import { HIDDEN } from '#test/support/pictures.ts'
import { mp3, mp4, PICTURE, webm } from '#test/support/recordings.ts'
import { inspect, type Inspected } from './clean.ts'
import { patched } from './patches.ts'

function sourceOf(bytes: Bytes): FileSource {
  return { sizeBytes: bytes.length, read: async (from, to) => bytes.slice(from, to) }
}

function looked(bytes: Bytes): Promise<Inspected> {
  return inspect(sourceOf(bytes), 'a')
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

const KINDS = [
  ['MP4', mp4(), ['place', 'device', 'time', 'author', 'software', 'more']], ['QuickTime', mp4('qt  '), ['place', 'device', 'time', 'author', 'software', 'more']],
  ['WebM', webm(), ['time', 'software', 'thumbnail', 'text', 'more']], ['WebM of a live recorder', webm({ live: true }), ['time', 'software', 'thumbnail', 'text', 'more']], ['MP3', mp3(), ['author', 'software', 'thumbnail', 'text']],
] as const

for (const [name, full, told] of KINDS) {
  test(`${name}: everything that was put in is found and is gone, and what is played is where it was`, async () => {
    assert.ok(textOf(full).includes(HIDDEN))
    const { cleaning, source, findings } = await looked(full)
    assert.equal(cleaning, 'cleaned')
    assert.deepEqual(findings, told)
    const bytes = await source.read(0, source.sizeBytes)
    assert.doesNotMatch(textOf(bytes), new RegExp(`${HIDDEN}|appl|Phone|Core Media|Lavf|Chrome`))
    assert.equal(textOf(bytes).includes(PICTURE), true)
    if (name !== 'MP3') assert.equal(textOf(bytes).indexOf(PICTURE), textOf(full).indexOf(PICTURE))
    const again = await looked(bytes)
    assert.deepEqual([again.cleaning, again.findings], ['nothing-found', []])
  })

  test(`${name}: cut anywhere or with any byte changed, it is cleaned or not, and never anything else`, async () => {
    for (let length = 8; length < full.length; length += 7) await looked(full.slice(0, length))
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(full.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), async (changes) => {
      const changed = full.slice()
      for (const [at, byte] of changes) changed[at] = byte
      const { source } = await looked(changed)
      await source.read(0, source.sizeBytes)
    }), { numRuns: 200 })
  })
}

test('a film of any length is looked at by its index alone', async () => {
  const film = mp4()
  const place = textOf(film).indexOf('mdat') - 4
  const mdatEnd = place + new DataView(film.buffer).getUint32(place)
  const hole = 2 ** 33
  let most = 0
  // Eight gigabytes more between the samples and the index, which nobody has to hold.
  const head = concat(film.slice(0, mdatEnd), Uint8Array.of(0, 0, 0, 1, ...Buffer.from('mdat'), ...Buffer.from((BigInt(hole) + 16n).toString(16).padStart(16, '0'), 'hex')))
  const long: FileSource = {
    sizeBytes: head.length + hole + film.length - mdatEnd,
    async read(from, to) {
      most = Math.max(most, to - from)
      const bytes = new Uint8Array(to - from)
      for (const [at, part] of [[0, head], [head.length + hole, film.slice(mdatEnd)]] as const) {
        const [start, end] = [Math.max(from, at), Math.min(to, at + part.length)]
        if (start < end) bytes.set(part.subarray(start - at, end - at), start - from)
      }
      return bytes
    },
  }
  const { cleaning, source } = await inspect(long, 'a.mp4')
  assert.equal(cleaning, 'cleaned')
  assert.ok(most < 10_000, `${most} bytes at once`)
  assert.doesNotMatch(textOf(await source.read(head.length + hole, source.sizeBytes)), new RegExp(HIDDEN))
})

test('changes are put in wherever a read begins and ends', async () => {
  const bytes = Uint8Array.from({ length: 60 }, (_, at) => at + 1)
  const patches = [{ at: 40, bytes: 7 }, { at: 5, bytes: Uint8Array.of(100, 101, 102) }, { at: 8, bytes: 4 }]
  const whole = bytes.slice()
  whole.set([100, 101, 102], 5)
  whole.fill(0, 8, 12)
  whole.fill(0, 40, 47)
  const source = patched(sourceOf(bytes), patches)
  await fc.assert(fc.asyncProperty(fc.nat(60), fc.nat(60), async (from, length) => {
    assert.deepEqual(await source.read(from, Math.min(60, from + length)), whole.slice(from, from + length))
  }))
})
