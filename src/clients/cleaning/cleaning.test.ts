// Goal: what a picture tells of its maker is found and is gone afterwards, the picture stays as it was, and no broken file hangs or breaks
// anything. Method: pictures put together with every place where such things stand; then every cut and many flips of each.
// That the pixels stay the same, Chromium is asked in test/reporter-files.test.ts.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import * as fc from 'fast-check'
import { concat, utf8 } from '#base/bytes.ts'
import { exif, gif, HIDDEN, jpeg, png, webp } from '#test/support/pictures.ts'
import { inspect } from './clean.ts'
import { readExif } from './exif.ts'
import { NotReadable } from './findings.ts'
import { cleanGif } from './gif.ts'
import { cleanJpeg } from './jpeg.ts'
import { cleanPng } from './png.ts'
import { cleanWebp } from './webp.ts'

const KINDS = [
  ['JPEG', cleanJpeg, jpeg, ['author', 'device', 'more', 'place', 'software', 'text', 'thumbnail', 'time']],
  ['PNG', cleanPng, png, ['author', 'device', 'more', 'place', 'software', 'text', 'thumbnail', 'time']],
  ['WebP', cleanWebp, webp, ['author', 'device', 'more', 'place', 'software', 'text', 'thumbnail', 'time']],
  ['GIF', cleanGif, gif, ['more', 'text']],
] as const

function holds(bytes: Uint8Array, words: string): boolean {
  return Buffer.from(bytes).includes(words)
}

for (const [name, clean, make, told] of KINDS) {
  test(`${name}: everything that was put in is found and is gone, and the picture is as it was`, () => {
    const full = make({ orientation: 1, hidden: true })
    assert.ok(holds(full, HIDDEN))
    const { bytes, findings } = clean(full)
    assert.deepEqual([...findings].toSorted(), told)
    assert.equal(holds(bytes, HIDDEN), false)
    assert.deepEqual(bytes, make({ orientation: 1, hidden: false }))
  })

  test(`${name}: what was cleaned has nothing more to clean`, () => {
    const { bytes } = clean(make({ orientation: 1, hidden: true }))
    const again = clean(bytes)
    assert.deepEqual([again.findings.size, again.bytes], [0, bytes])
  })

  test(`${name}: cut anywhere or with any byte changed, it is cleaned or refused, and never anything else`, () => {
    const full = make({ orientation: 6, hidden: true })
    for (let length = 0; length < full.length; length++) attempt(() => clean(full.slice(0, length)))
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(full.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
      const changed = full.slice()
      for (const [at, byte] of changes) changed[at] = byte
      attempt(() => clean(changed))
    }), { numRuns: 300 })
  })
}

function attempt(act: () => unknown): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error
  }
}

for (const [name, clean, make] of KINDS.slice(0, 3)) {
  test(`${name}: which way is up stays, and is all that stays of Exif`, () => {
    const { bytes } = clean(make({ orientation: 6, hidden: true }))
    assert.equal(holds(bytes, HIDDEN), false)
    const at = Buffer.from(bytes).indexOf(Buffer.from('MM\0*'))
    assert.ok(at > 0)
    const { orientation, findings } = readExif(bytes.subarray(at))
    assert.deepEqual([orientation, findings.size], [6, 0])
  })
}

test('a directory of Exif that leads to itself ends', () => {
  const block = exif(1)
  for (let at = 0; at + 4 <= block.length; at++) {
    const looped = block.slice()
    looped.set([0, 0, 0, 8], at)
    readExif(looped)
  }
})

const sourceOf = (bytes: Uint8Array<ArrayBuffer>) => ({ sizeBytes: bytes.length, read: async (from: number, to: number) => bytes.slice(from, to) })

test('a file is taken by what it is: by its bytes, not by its name', async () => {
  const cleaned = await inspect(sourceOf(jpeg({ orientation: 1, hidden: true })), 'notes.txt')
  assert.deepEqual([cleaned.cleaning, cleaned.findings.includes('place')], ['cleaned', true])
  assert.equal(cleaned.findings[0], 'place')
  assert.deepEqual(await cleaned.source.read(0, cleaned.source.sizeBytes), jpeg({ orientation: 1, hidden: false }))
  assert.equal((await inspect(sourceOf(jpeg({ orientation: 1, hidden: false })), 'a.jpg')).cleaning, 'nothing-found')
  assert.equal((await inspect(sourceOf(utf8('只有文字。')), 'a.txt')).cleaning, 'nothing-found')
  assert.equal((await inspect(sourceOf(utf8('%PDF-1.7')), 'a.jpg')).cleaning, 'cannot-be-cleaned')
  assert.equal((await inspect(sourceOf(jpeg({ orientation: 1, hidden: true }).slice(0, 200)), 'a.jpg')).cleaning, 'cannot-be-cleaned')
  assert.equal((await inspect(sourceOf(new Uint8Array(0)), 'empty')).cleaning, 'nothing-found')
})

test('two pictures one behind the other give away no second one', () => {
  const one = jpeg({ orientation: 1, hidden: false })
  const { bytes, findings } = cleanJpeg(concat(one, one))
  assert.deepEqual([bytes, findings.has('more')], [one, true])
})

test('no name of a colour profile is taken for the profile', () => {
  assert.equal(readFileSync(new URL('jpeg.ts', import.meta.url), 'utf8').includes('ICC_PROFILE'), true)
  const plain = jpeg({ orientation: 1, hidden: false })
  const fake = concat(plain.subarray(0, 2), Uint8Array.of(0xff, 0xe2, 0, 2 + HIDDEN.length), utf8(HIDDEN), plain.subarray(2))
  assert.deepEqual(cleanJpeg(fake).bytes, plain)
})
