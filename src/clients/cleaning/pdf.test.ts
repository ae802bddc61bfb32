// Goal: what a PDF tells of whoever made it is found and is gone, what its pages draw is as it was, and what cannot be cleaned says so. Method:
// documents put together with every place where such things stand; cuts and flips of them. With qpdf, poppler and exiftool: docs/decisions/0018.
import assert from 'node:assert/strict'
import test from 'node:test'
import { PDFParser, PDFRawStream } from '@cantoo/pdf-lib'
import * as fc from 'fast-check'
import { BEFORE, changedPdf, pdfFile, SEEN, tellingPdf, type PdfParts } from '#test/support/pdf-files.ts'
import { HIDDEN } from '#test/support/pictures.ts'
import { inspect } from './clean.ts'
import { NotReadable, type Cleaned } from './findings.ts'
import { cleanJpeg } from './jpeg.ts'
import { cleanPdf } from './pdf.ts'

async function clean(bytes: Uint8Array<ArrayBuffer>): Promise<Cleaned> {
  const cleaned = await cleanPdf(bytes, cleanJpeg)
  assert.ok(cleaned !== null)
  return cleaned
}

const textIn = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** Every object as text, unpacked. */
async function objectsIn(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const context = await PDFParser.forBytesWithOptions(bytes, Infinity, true).parseDocument()
  const objects = context.enumerateIndirectObjects().map(([, object]) => `${String(object)} ${object instanceof PDFRawStream ? textIn(object.asUint8Array()) : ''}`)
  return [textIn(bytes), ...objects, Object.entries(context.trailerInfo).filter(([, value]) => value !== undefined).map(([name, value]) => `/${name} ${String(value)}`).join()].join('\n')
}

test('everything that was put in is found and is gone, and the page is as it was', async () => {
  const full = tellingPdf()
  assert.equal(textIn(full).split(HIDDEN).length - 1 > 10, true)
  const { bytes, findings } = await clean(full)
  assert.deepEqual([...findings].toSorted(), ['author', 'device', 'more', 'place', 'software', 'text', 'thumbnail', 'time'])
  const text = await objectsIn(bytes)
  assert.ok((await objectsIn(full)).includes(HIDDEN), 'the control')
  for (const gone of [HIDDEN, 'Metadata', 'PieceInfo', 'JavaScript', 'Launch', 'file:', '20261125', '/Info', '/ID [', 'Word']) assert.ok(!text.includes(gone), gone)
  for (const kept of [SEEN, 'look here', 'DCTDecode', '/Annots', '/Helvetica']) assert.ok(text.includes(kept), kept)
})

test('what was cleaned has nothing more to clean', async () => {
  const once = await clean(tellingPdf())
  const twice = await clean(once.bytes)
  assert.deepEqual([twice.findings.size, twice.bytes], [0, once.bytes])
})

test('what a page said before it was changed is gone', async () => {
  const changed = changedPdf()
  assert.ok(textIn(changed).includes(BEFORE) && textIn(changed).includes(SEEN))
  const { bytes, findings } = await clean(changed)
  assert.deepEqual([...findings], ['changes'])
  const text = await objectsIn(bytes)
  assert.ok(!text.includes(BEFORE) && text.includes(SEEN))
})

test('links and leaps stay', async () => {
  const { bytes } = await clean(pdfFile({ catalog: '/OpenAction [3 0 R /Fit] /Lang (zh-CN)', remark: '/A << /S /URI /URI (https://example.org/) >>' }))
  const text = await objectsIn(bytes)
  for (const kept of ['https://example.org/', '/OpenAction', '/Lang']) assert.ok(text.includes(kept), kept)
})

test('a stream keeps its last byte, whatever that is', async () => {
  const words = `${'x'.repeat(40)}\r`
  const { bytes } = await clean(pdfFile({ page: '/Group 8 0 R', more: [`<< /Length 9 0 R >>\nstream\n${words}\nendstream`, String(words.length)] }))
  assert.ok((await objectsIn(bytes)).includes(words))
})

const REFUSED: Readonly<Record<string, PdfParts>> = {
  'encrypted': { trailer: '/Encrypt << /Filter /Standard /V 1 /R 2 /O (a) /U (b) /P -4 >>' },
  'with a file in it': { catalog: '/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /EF << /F 4 0 R >> >>] >> >>' },
  'a portfolio': { catalog: '/Collection << /View /T >>' },
  'with a film': { remark: '/RichMediaContent << /Assets << >> >>' },
  'signed': { catalog: '/AcroForm << /Fields [<< /FT /Sig /T (s) /V << /Type /Sig /Name (Lin) >> >>] >>' },
  'with words in another file': { more: ['<< /Length 0 /F (other.txt) >>\nstream\n\nendstream'], page: '/Group 8 0 R' },
}
for (const [what, parts] of Object.entries(REFUSED)) {
  test(`a document ${what} is told to be one that cannot be cleaned`, async () => {
    assert.equal(await cleanPdf(pdfFile(parts), cleanJpeg), null)
    const bytes = pdfFile(parts)
    const inspected = await inspect({ sizeBytes: bytes.length, read: async (from, to) => bytes.slice(from, to) }, 'a.pdf')
    assert.deepEqual([inspected.cleaning, inspected.findings], ['cannot-be-cleaned', []])
  })
}

test('a list of files that has none is no file', async () => {
  await clean(pdfFile({ catalog: '/Names << /EmbeddedFiles << /Names [] >> >>' }))
})

test('cut anywhere or with any byte changed, it is cleaned or refused, and never anything else', async () => {
  const full = tellingPdf()
  for (let length = 0; length < full.length; length += 7) await attempt(full.slice(0, length))
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(full.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), async (changes) => {
    const changed = full.slice()
    for (const [at, byte] of changes) changed[at] = byte
    await attempt(changed)
  }), { numRuns: 200 })
})

async function attempt(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await cleanPdf(bytes, cleanJpeg)
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error
  }
}
