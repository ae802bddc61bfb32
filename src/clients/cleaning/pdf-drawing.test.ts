// Goal: what a drawing, a profile and the labels of pages say beside what is drawn is gone, and every deed that draws is there. Method: streams with
// everything in them, taken apart again; any mixture of deeds, strings and notes; documents as qpdf writes them to be read by people.
import assert from 'node:assert/strict'
import test from 'node:test'
import { decodePDFRawStream, PDFParser, PDFRawStream } from '@cantoo/pdf-lib'
import { zlibSync } from 'fflate'
import * as fc from 'fast-check'
import { concat, utf8, type Bytes } from '#base/bytes.ts'
import { fromLatin1, pdfFile, streamOf } from '#test/support/pdf-files.ts'
import { wordyPdf } from '#test/support/pdf-words.ts'
import { HIDDEN, jpeg } from '#test/support/pictures.ts'
import { iccProfile } from '#test/support/colour-profile.ts'
import { NotReadable } from './findings.ts'
import { cleanJpeg } from './jpeg.ts'
import { cleanDrawing } from './pdf-drawing.ts'
import { cleanProfile } from './pdf-profile.ts'
import { cleanPdf } from './pdf.ts'

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

function drawn(text: string): string | null {
  const drawing = cleanDrawing(fromLatin1(text), cleanJpeg)
  return drawing === null ? null : latin1(drawing.bytes)
}

test('a note between deeds goes, and what looks like one in a string, a number of letters or a photo stays', () => {
  assert.equal(drawn(`q % drawn by ${HIDDEN}\n1 0 0 1 0 0 cm%x\rQ %`), 'q  \n1 0 0 1 0 0 cm \rQ  ')
  for (const same of ['(100% \\( % (a) %) Tj', '<25 25> Tj', '/A#25B gs', 'BI /W 1 /H 1 /BPC 8 /CS /G ID %\n\nEI\nQ', 'BI /W 2 /H 1 /BPC 8 /CS /G ID a EI\x90% \nEI Q']) assert.equal(drawn(same), null, same)
})

test('words that stand for what is drawn go, in whatever way they are written, and no other member', () => {
  assert.equal(drawn(`/Span << /Lang (zh) /ActualText (${HIDDEN} \\) >>) /MCID 3 >> BDC`), '/Span << /Lang (zh)   /MCID 3 >> BDC')
  for (const list of [`<</Alt<feff>/MCID 3>>`, `<< /A#6ct (x) /MCID 3 >>`, `<< /E [ (a) << /B >> ] /MCID 3 >>`, `<< /MCID 3 /ActualText /Name >>`, `<< %x\n /MCID 3 /E %y\n (z) >>`]) {
    const left = drawn(`/P ${list} BDC`) ?? assert.fail(list)
    assert.match(left.replaceAll(/\s+/g, ' '), /^\/P << ?\/MCID 3 ?>> BDC$/, list)
  }
  for (const same of ['/P << /Kind /Alt /MCID 3 >> BDC', '/P << /Kind [/ActualText (a)] >> BDC', '/Alt << /MCID 1 >> BDC']) assert.equal(drawn(same), null, same)
})

test('a photo in a drawing loses what it tells, and one without an end is not guessed at', () => {
  const photo = jpeg({ orientation: 1, hidden: true })
  const whole = concat(utf8('q BI /W 8 /H 8 /CS /RGB /BPC 8 /F /DCT ID '), photo, utf8('\nEI Q'))
  assert.ok(latin1(whole).includes(HIDDEN), 'the control')
  const drawing = cleanDrawing(whole, cleanJpeg) ?? assert.fail()
  assert.ok(drawing.findings.has('device') && !latin1(drawing.bytes).includes(HIDDEN))
  assert.deepEqual(drawing.bytes.subarray(-5), utf8('\nEI Q'))
  assert.throws(() => cleanDrawing(utf8('BI /W 1 /H 1 ID abc'), cleanJpeg), NotReadable)
})

test('any mixture of deeds and notes keeps its deeds, and is clean afterwards', () => {
  const deeds = fc.constantFrom('q', 'Q', '1 0 0 RG', '(a%b)', '(\\()', '<25>', '[(x) -3 (y%)] TJ', '/F1 9 Tf', '/P <</MCID 1>> BDC', "'", 'BI /W 1 ID %% \nEI')
  const notes = fc.constantFrom('% one\n', '%\r', '%(\n', '% EI\n', '%<<\n')
  fc.assert(fc.property(fc.array(fc.tuple(deeds, fc.option(notes, { nil: '' })), { maxLength: 30 }), (parts) => {
    const text = parts.map(([deed, note]) => `${deed} ${note}`).join('')
    const left = drawn(text)
    assert.equal(left === null, parts.every(([, note]) => note === ''))
    assert.equal((left ?? text).replaceAll(/\s+/g, ''), parts.map(([deed]) => deed).join('').replaceAll(/\s+/g, ''))
    assert.equal(left === null ? null : drawn(left), null)
  }), { numRuns: 500 })
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    try {
      cleanDrawing(bytes, cleanJpeg)
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error
    }
  }), { numRuns: 2000 })
})

for (const version of [2, 4] as const) {
  test(`a colour profile of version ${version} keeps its curves and colours, and neither names, machines nor times`, () => {
    const profile = iccProfile(version, HIDDEN)
    const left = cleanProfile(profile) ?? assert.fail()
    assert.ok(latin1(profile).includes(HIDDEN) && !latin1(left).includes(HIDDEN))
    const view = new DataView(left.buffer, left.byteOffset)
    const names = Array.from({ length: view.getUint32(128) }, (_, row) => latin1(left.subarray(132 + row * 12, 136 + row * 12)))
    assert.deepEqual(names, ['desc', 'cprt', 'wtpt', 'rXYZ', 'rTRC', 'gTRC'])
    for (const row of [2, 3, 4, 5]) assert.ok(latin1(profile).includes(latin1(left.subarray(view.getUint32(136 + row * 12), view.getUint32(136 + row * 12) + view.getUint32(140 + row * 12)))))
    assert.equal(view.getUint32(136 + 4 * 12), view.getUint32(136 + 5 * 12), 'one curve for two')
    assert.deepEqual([view.getUint32(0), left.subarray(24, 36).every((byte) => byte === 0), latin1(left.subarray(36, 40))], [left.length, true, 'acsp'])
    assert.equal(cleanProfile(left), null)
  })
}

test('what is no profile is not taken for one', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => { assert.throws(() => cleanProfile(bytes), NotReadable) }))
  const cut = iccProfile(2, 'x')
  for (let to = 0; to < cut.length; to += 5) assert.throws(() => cleanProfile(cut.subarray(0, to)), NotReadable)
})

async function contextOf(bytes: Bytes) {
  return PDFParser.forBytesWithOptions(bytes, Infinity, true).parseDocument()
}

async function textsOf(bytes: Bytes): Promise<string> {
  const objects = (await contextOf(bytes)).enumerateIndirectObjects()
  return objects.map(([, object]) => `${String(object)} ${object instanceof PDFRawStream && !String(object.dict).includes('DCTDecode') ? latin1(decodePDFRawStream(object).decode()) : ''}`).join('\n')
}

test('a document loses other words for what it shows, notes in what draws it, texts of its profiles and what stands before its page numbers', async () => {
  const full = wordyPdf()
  assert.equal((await textsOf(full)).split(HIDDEN).length - 1 >= 10, true, 'the control')
  const cleaned = await cleanPdf(full, cleanJpeg) ?? assert.fail()
  const text = await textsOf(cleaned.bytes)
  assert.ok(!text.includes(HIDDEN))
  for (const kept of ['/Lang (zh-CN)', '/St 4', '/Figure', '1 0 d0', 'acsp']) assert.ok(text.includes(kept), kept)
  assert.deepEqual([...cleaned.findings].toSorted(), ['more', 'text'])
  const twice = await cleanPdf(cleaned.bytes, cleanJpeg) ?? assert.fail()
  assert.deepEqual([twice.findings.size, twice.bytes], [0, cleaned.bytes])
})

test('a stream of which nothing goes stays as it was packed', async () => {
  const packed = latin1(zlibSync(fromLatin1('q Q '.repeat(50)), { level: 1 }))
  const { bytes } = await cleanPdf(pdfFile({ page: '/Group 8 0 R', more: [streamOf('/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter /FlateDecode', packed)] }), cleanJpeg) ?? assert.fail()
  assert.ok(latin1(bytes).includes(packed))
})

test('a drawing that unpacks to more than a document may be is not cleaned, and fills no memory', async () => {
  const bomb = latin1(zlibSync(new Uint8Array(64 * 1024 ** 2), { level: 9 }))
  const more = Array.from({ length: 3 }, () => streamOf('/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter /FlateDecode', bomb))
  const before = process.memoryUsage().rss
  assert.equal(await cleanPdf(pdfFile({ page: `/Group << /More [${more.map((_, at) => `${at + 8} 0 R`).join(' ')}] >>`, more }), cleanJpeg), null)
  assert.ok(process.memoryUsage().rss - before < 1024 ** 3)
})

test('a document that qpdf wrote to be read by people is cleaned: lengths that stand behind, and streams that hold the word', async () => {
  const font = 'stream of letters\nstream\n\x00'
  const written = (length: number): Bytes => pdfFile({ page: '/Group 8 0 R', more: [`<< /Length 9 0 R >>\n%% a note\nstream\n${font}\nendstream`, String(length)] })
  const { bytes } = await cleanPdf(written(font.length), cleanJpeg) ?? assert.fail()
  assert.ok(latin1(bytes).includes(font))
})
