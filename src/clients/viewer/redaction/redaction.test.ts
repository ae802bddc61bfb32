// Goal: what is covered is in no byte of the copy, and a copy holds nothing that was not seen. Method: pixels, documents and texts with planted values;
// every file that is written is unpacked again by zlib and by rules written here, and searched; steps of editing by chance.
import assert from 'node:assert/strict'
import { inflateSync } from 'node:zlib'
import test from 'node:test'
import fc from 'fast-check'
import { fromUtf8, type Bytes } from '#base/bytes.ts'
import { jpeg as testJpeg } from '#test/support/pictures.ts'
import { Boxes, within } from './boxes.ts'
import { bareJpeg } from './jpeg.ts'
import { Passages, placesOf, readable } from './passages.ts'
import { PictureDocument } from './pdf.ts'
import { areaOf, burn, JPEG_BLOCK, type Pixels } from './pixels.ts'
import { joined, packedRows, pngOf } from './png.ts'

/** Pixels in which none is black, and each says where it is. */
function picture(width: number, height: number, gray = false): Pixels {
  const bytes = new Uint8ClampedArray(width * height * 4)
  for (let at = 0; at < width * height; at++) bytes.set(gray ? [1 + at % 255, 1 + at % 255, 1 + at % 255, 200] : [1 + at % 255, 1 + at % 7, 1 + at % 13, 200], at * 4)
  return { width, height, bytes }
}

/** The pixels of a PNG of eight bits without interlace, by its own rules. @see PNG (W3C) 9.2 */
function unpacked(png: Uint8Array): { readonly width: number; readonly height: number; readonly colours: number; readonly rows: Uint8Array[]; readonly chunks: string[] } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const chunks: string[] = []
  const data: Uint8Array[] = []
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8))
    chunks.push(type)
    if (type === 'IDAT') data.push(png.subarray(at + 8, at + 8 + view.getUint32(at)))
  }
  const [width, height, colours] = [view.getUint32(16), view.getUint32(20), png[25] === 0 ? 1 : 3]
  return { width, height, colours, chunks, rows: unfiltered(inflateSync(joined(data)), { width, height, colours }) }
}

function unfiltered(raw: Uint8Array, { width, height, colours }: { readonly width: number; readonly height: number; readonly colours: number }): Uint8Array[] {
  const rows: Uint8Array[] = []
  const length = width * colours
  assert.equal(raw.length, height * (length + 1))
  for (let row = 0; row < height; row++) {
    const [filter, ...rest] = raw.subarray(row * (length + 1), (row + 1) * (length + 1))
    const before = rows[row - 1] ?? new Uint8Array(length)
    const made = new Uint8Array(length)
    for (const [at, value] of rest.entries()) {
      const [a, b, c] = [made[at - colours] ?? 0, before[at] ?? 0, before[at - colours] ?? 0]
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
      const guess = filter === 1 ? a : filter === 2 ? b : filter === 4 ? (pa <= pb && pa <= pc ? a : pb <= pc ? b : c) : 0
      made[at] = value + guess
    }
    rows.push(made)
  }
  return rows
}

test('whatever a box touches is black, what it does not touch is as it was, and nothing shines through', () => {
  const place = fc.record({ x: fc.double({ min: 0, max: 1, noNaN: true }), y: fc.double({ min: 0, max: 1, noNaN: true }), width: fc.double({ min: -1, max: 1, noNaN: true }), height: fc.double({ min: -1, max: 1, noNaN: true }) })
  fc.assert(fc.property(place, fc.integer({ min: 1, max: 70 }), fc.constantFrom(1, JPEG_BLOCK), (wanted, side, block) => {
    const page = picture(side, side + 3)
    const before = page.bytes.slice()
    const box = within(wanted)
    burn(page, [areaOf(box, page, block)])
    for (let y = 0; y < page.height; y++) for (let x = 0; x < page.width; x++) {
      const at = (y * page.width + x) * 4
      const touched = x + 1 > box.x * page.width && x < (box.x + box.width) * page.width && y + 1 > box.y * page.height && y < (box.y + box.height) * page.height
      const isBlack = page.bytes[at] === 0 && page.bytes[at + 1] === 0 && page.bytes[at + 2] === 0
      if (touched) assert.ok(isBlack)
      else assert.ok(isBlack || (page.bytes[at] === before[at] && page.bytes[at + 1] === before[at + 1]))
      assert.equal(page.bytes[at + 3], 255)
    }
  }), { numRuns: 200 })
})

test('a box on a photo reaches to the edge of every block that it touches', () => {
  assert.deepEqual(areaOf({ x: 0.25, y: 0.25, width: 0.1, height: 0.1 }, { width: 100, height: 100 }, JPEG_BLOCK), { left: 16, top: 16, right: 48, bottom: 48 })
  assert.deepEqual(areaOf({ x: 0.9, y: 0.9, width: 0.1, height: 0.1 }, { width: 100, height: 100 }, JPEG_BLOCK), { left: 80, top: 80, right: 100, bottom: 100 })
})

test('a picture has three chunks, every pixel that is left, and none that was covered', async () => {
  for (const gray of [false, true]) {
    // More rows than are packed at once.
    const page = picture(37, 301, gray)
    const before = page.bytes.slice()
    const area = areaOf({ x: 0.2, y: 0.3, width: 0.5, height: 0.4 }, page)
    burn(page, [area])
    const { width, height, colours, rows, chunks } = unpacked(pngOf(await packedRows(page)))
    assert.deepEqual([width, height, colours, chunks], [37, 301, gray ? 1 : 3, ['IHDR', 'IDAT', 'IEND']])
    for (const [y, row] of rows.entries()) for (let x = 0; x < width; x++) {
      const isCovered = x >= area.left && x < area.right && y >= area.top && y < area.bottom
      assert.equal(row[x * colours], isCovered ? 0 : before[(y * width + x) * 4])
    }
  }
})

test('of a photo what draws is kept: no comment, no profile, no place, and nothing behind its end', () => {
  const planted = ['Lin Wanqing', 'Mate60Pro']
  const segment = (marker: number, text: string): Uint8Array => Uint8Array.from([0xff, marker, 0, text.length + 2, ...Buffer.from(text, 'latin1')])
  const plain = testJpeg({ orientation: 1, hidden: false })
  const telling = joined([plain.subarray(0, 2), segment(0xe1, `Exif\0\0${planted[0]}`), segment(0xfe, planted[1] ?? ''), segment(0xe2, `ICC_PROFILE\0${planted[0]}`), plain.subarray(2), Buffer.from(planted.join(''))])
  const bare = bareJpeg(telling)
  for (const word of planted) {
    assert.ok(Buffer.from(telling).includes(word))
    assert.ok(!Buffer.from(bare).includes(word))
  }
  assert.deepEqual([bare[0], bare[1], bare.at(-2), bare.at(-1)], [0xff, 0xd8, 0xff, 0xd9])
  assert.throws(() => bareJpeg(Uint8Array.of(1, 2, 3, 4)))
  assert.throws(() => bareJpeg(telling.subarray(0, 40)))
})

async function documentOf(pages: readonly Pixels[]): Promise<Bytes> {
  const parts: Uint8Array[] = []
  const made = new PictureDocument(async (bytes) => { parts.push(bytes) })
  for (const page of pages) await made.page({ kind: 'rows', rows: await packedRows(page) }, { width: 595.276, height: 841.89 })
  await made.end()
  return joined(parts)
}

test('a document is its pages as pictures, each object where its table says, and nothing else', async () => {
  const pages = [picture(60, 80), picture(61, 81, true), picture(62, 82)]
  const bytes = await documentOf(pages)
  const latin = Buffer.from(bytes).toString('latin1')
  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(latin)?.[1])
  const rows = latin.slice(table).split('\n').filter((line) => line.endsWith(' n '))
  assert.equal(rows.length, 2 + 3 * pages.length)
  for (const [at, row] of rows.entries()) assert.ok(latin.startsWith(`${at + 1} 0 obj\n`, Number(row.slice(0, 10))))
  assert.equal(latin.match(/\/Type\/Page\//g)?.length, pages.length)
  assert.match(latin, /\/MediaBox\[0 0 595.28 841.89\]/)
  for (const key of ['/Info', '/ID', '/Font', '/Metadata', '/Annots', '/Names', '/Outlines']) assert.ok(!latin.includes(key), key)
  // Each picture unpacks to its pixels.
  for (const [at, page] of pages.entries()) {
    const head = latin.indexOf(`${3 + at * 3} 0 obj`)
    const from = latin.indexOf('stream\n', head) + 7
    const colours = at === 1 ? 1 : 3
    const got = unfiltered(inflateSync(bytes.subarray(from, from + Number(/\/Length (\d+)/.exec(latin.slice(head))?.[1]))), { ...page, colours })
    assert.deepEqual(got.map((row) => row[0]), Array.from({ length: page.height }, (_, row) => page.bytes[row * page.width * 4]))
  }
})

const LETTER = '值班员张伟说：气体报警器被关掉。\r\nTold to ＺＨＡＮＧ Wei and 张\n伟, again to zhang\n  wei.\u202e \u{e0041}𠀀伟'

test('a name is found however it is written', () => {
  const text = readable(LETTER)
  const found = (word: string): readonly string[] => placesOf(text, word).map(({ from, to }) => text.slice(from, to))
  assert.deepEqual(found('张伟'), ['张伟', '张\n伟'])
  assert.deepEqual(found('zhang wei'), ['ＺＨＡＮＧ Wei', 'zhang\n  wei'])
  assert.deepEqual(found('ZHANG　WEI'), ['ＺＨＡＮＧ Wei', 'zhang\n  wei'])
  assert.deepEqual(found('张 伟'), ['张伟', '张\n伟'])
  assert.deepEqual(found('ngwei'), [], 'two words are not one')
  assert.deepEqual(placesOf('a张\u200d伟b', '张伟'), [{ from: 1, to: 4 }])
  assert.deepEqual([found(''), found(' '), found('\u200d')], [[], [], []])
})

test('of what is covered nothing is left, and what stands there says not how much it was', () => {
  const covered = (word: string, label = ''): string => {
    const passages = new Passages(readable(LETTER))
    passages.cover(placesOf(passages.text, word), label)
    return passages.redacted
  }
  for (const word of ['张伟', 'zhang wei', '气体报警器被关掉']) assert.deepEqual(placesOf(covered(word), word), [])
  assert.equal(covered('张伟').match(/█+/g)?.every((blocks) => blocks.length === 5), true)
  assert.equal(covered('张伟', 'person A').split('[person A]').length, 3)
  const long = new Passages(`a${'x'.repeat(1000)}b`)
  long.cover([{ from: 1, to: 1001 }], '')
  assert.equal(long.redacted, 'a█████b')
  assert.match(covered('张伟'), /\[U\+202E\] \[U\+E0041\]/, 'what nobody sees is a mark, and no word hides in it')
})

test('half of a character is never left, and passages that touch are one', () => {
  const passages = new Passages('a𠀀b')
  passages.cover([{ from: 2, to: 3 }], '')
  assert.equal(passages.redacted, 'a█████b')
  passages.cover([{ from: 3, to: 4 }], 'B')
  assert.deepEqual([passages.redacted, passages.count], ['a[B]', 1])
})

test('whatever is covered, shown again, undone and done again, the copy has no word of what is covered now', () => {
  const step = fc.oneof(
    fc.record({ act: fc.constant('cover' as const), from: fc.nat({ max: 60 }), length: fc.nat({ max: 20 }), label: fc.constantFrom('', 'A') }),
    fc.record({ act: fc.constant('uncover' as const), from: fc.nat({ max: 60 }), length: fc.nat({ max: 20 }), label: fc.constant('') }),
    fc.record({ act: fc.constantFrom('undo' as const, 'redo' as const), from: fc.constant(0), length: fc.constant(0), label: fc.constant('') }),
  )
  // Each character is there once: where one of them is, it is known.
  const text = Array.from({ length: 60 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join('')
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    const passages = new Passages(text)
    for (const { act, from, length, label } of steps) {
      const before = passages.redacted
      if (act === 'undo') passages.undo()
      else if (act === 'redo') passages.redo()
      else if (act === 'uncover') passages.uncover(passages.sourceOf({ from, to: from + length }))
      else {
        const range = passages.sourceOf({ from: Math.min(from, before.length), to: Math.min(from + length, before.length) })
        passages.cover([range], label)
        for (const character of text.slice(range.from, range.to)) assert.ok(!passages.redacted.includes(character))
        if (passages.redacted !== before) {
          const after = passages.redacted
          passages.undo()
          assert.equal(passages.redacted, before)
          passages.redo()
          assert.equal(passages.redacted, after)
        }
      }
    }
    // What is not covered stands there, in its order, and once.
    const left = passages.redacted.replaceAll(/█{5}|\[A\]/g, '')
    assert.ok([...left].every((character, at) => at === 0 || text.indexOf(character) > text.indexOf(left[at - 1] ?? '')))
  }), { numRuns: 300 })
})

test('boxes stay on their page, and every step can be taken back and done again', () => {
  const boxes = new Boxes()
  const id = boxes.add(2, { x: 0.9, y: 0.9, width: 0.5, height: -0.2 })
  assert.ok(id !== null)
  const [box] = boxes.on(2)
  assert.ok(box !== undefined && box.x + box.width <= 1 && box.y >= 0 && box.height > 0)
  assert.deepEqual(boxes.on(1), [])
  boxes.label(id, '甲')
  boxes.place(id, { ...box, x: -3, y: 7 })
  assert.deepEqual(boxes.on(2).map(({ x, label }) => [x, label]), [[0, '甲']])
  boxes.remove(id)
  for (let step = 0; step < 4; step++) boxes.undo()
  assert.deepEqual([boxes.all, boxes.canUndo, boxes.canRedo], [[], false, true])
  for (let step = 0; step < 3; step++) boxes.redo()
  assert.deepEqual(boxes.on(2).map(({ label }) => label), ['甲'])
  boxes.add(1, { x: 0, y: 0, width: 0, height: 0 })
  assert.equal(boxes.canRedo, false)
  assert.ok((boxes.on(1)[0]?.width ?? 0) > 0)
})

test('a text is kept as UTF-8, without the mark of its beginning', () => {
  const passages = new Passages(readable('\ufeff甲\r乙'))
  assert.equal(fromUtf8(new TextEncoder().encode(passages.redacted)), '甲\n乙')
})
