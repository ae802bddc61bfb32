// Goal: what a HEIC or AVIF picture tells of its maker is gone, and what it is drawn from lies where it lay. Method: pictures put together box by
// box; every cut and many flips of each. Real ones: `npm run test:cleaning`.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { box, DEPTH, DRAWN, heif } from '#test/support/heif.ts'
import { HIDDEN } from '#test/support/pictures.ts'
import { utf8 } from '#base/bytes.ts'
import { inspect } from './clean.ts'
import { NotReadable } from './findings.ts'
import { cleanHeif } from './heif.ts'

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

for (const version of [0, 1, 2] as const) {
  test(`with places of version ${version}: everything that was put in is found and is gone, and what is drawn lies where it lay`, () => {
    const full = heif({ version, more: [box('uuid', utf8(HIDDEN)), box('free', utf8(HIDDEN))] })
    const { bytes, findings } = cleanHeif(full)
    assert.equal(textOf(full).split(HIDDEN).length - 1 >= 9, true)
    assert.deepEqual([...findings].toSorted(), ['author', 'device', 'more', 'place', 'software', 'text', 'thumbnail', 'time'])
    assert.ok(!textOf(bytes).includes(HIDDEN))
    for (const kept of [DRAWN, DEPTH, 'irot', 'ispe']) assert.equal(textOf(bytes).indexOf(kept), textOf(full).indexOf(kept), kept)
    assert.equal(bytes.length, full.length)
    const again = cleanHeif(bytes)
    assert.deepEqual([again.findings.size, again.bytes], [0, bytes])
  })
}

test('it is cleaned as any picture, and the original is not touched', async () => {
  const bytes = heif()
  const before = bytes.slice()
  const { cleaning, source } = await inspect({ sizeBytes: bytes.length, read: async (from, to) => bytes.subarray(from, to) }, 'IMG_0417.HEIC')
  assert.equal(cleaning, 'cleaned')
  assert.ok(!textOf(await source.read(0, source.sizeBytes)).includes(HIDDEN))
  assert.deepEqual(bytes, before)
})

test('a picture that moves, one whose bytes lie elsewhere, and one of no index are not touched', () => {
  assert.throws(() => cleanHeif(heif({ more: [box('moov', utf8('film'))] })), NotReadable)
  assert.throws(() => cleanHeif(heif({ astray: true })), NotReadable)
  assert.throws(() => cleanHeif(box('ftyp', utf8('heic'))), NotReadable)
})

test('cut anywhere or with any byte changed, it is cleaned or refused, and never anything else', () => {
  const full = heif()
  const attempt = (bytes: Uint8Array<ArrayBuffer>): void => {
    try {
      cleanHeif(bytes)
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error
    }
  }
  for (let length = 0; length < full.length; length++) attempt(full.slice(0, length))
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(full.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
    const changed = full.slice()
    for (const [at, byte] of changes) changed[at] = byte
    attempt(changed)
  }), { numRuns: 500 })
})
