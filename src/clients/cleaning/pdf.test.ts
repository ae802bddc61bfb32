// Goal: what a PDF tells of whoever made it is found and is gone, what its pages draw is as it was, and what cannot be cleaned says so. Method:
// documents put together with every place where such things stand; cuts and flips of them. With qpdf, poppler and exiftool: docs/decisions/0018.
import assert from 'node:assert/strict'
import test from 'node:test'
import { PDFParser, PDFRawStream } from '@cantoo/pdf-lib'
import * as fc from 'fast-check'
import { BEFORE, changedPdf, drawing, fromLatin1, pdfFile, SEEN, startOf, streamOf, tellingPdf, withUpdate, type PdfParts, type Update } from '#test/support/pdf-files.ts'
import { HIDDEN, jpeg } from '#test/support/pictures.ts'
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

const WRITTEN: Readonly<Record<string, Update>> = {
  'a table': {}, 'a table that is a stream': { table: 'stream' }, 'a table with a stream beside it': { table: 'both' },
}
for (const [how, update] of Object.entries(WRITTEN)) {
  test(`a document that was changed through ${how} is cleaned, and is what was seen last`, async () => {
    const { bytes } = await clean(withUpdate(pdfFile(), { ...update, objects: [[4, drawing('seen last')], [8, '<< >>']] }))
    const text = await objectsIn(bytes)
    assert.ok(text.includes('seen last') && !text.includes(SEEN))
  })
}

test('objects that are packed in a stream are those that the table names', async () => {
  const packed = (words: string): string => streamOf('/Type /ObjStm /N 1 /First 4', `7 0 << /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (${words}) >>`)
  const row = (at: number): string => `3900 0 obj\n${streamOf(`/Type /XRef /W [1 4 1] /Index [7 2] /Size 40 /Root 1 0 R /Prev ${startOf(pdfFile())} /Filter /ASCIIHexDecode`, `020000000800${Buffer.from([1, 0, 0, at >> 8, at & 255, 0]).toString('hex')}>`)}\nendobj\n`
  const base = textIn(pdfFile())
  const file = (...streams: readonly string[]): Uint8Array<ArrayBuffer> => {
    const body = base + streams.map((words) => `8 0 obj\n${packed(words)}\nendobj\n`).join('')
    return fromLatin1(`${body}${row(base.length)}startxref\n${body.length}\n%%EOF\n`)
  }
  assert.ok((await objectsIn((await clean(file('packed words'))).bytes)).includes('packed words'))
  assert.equal(await cleanPdf(file('packed words', 'others'), cleanJpeg), null)
})

const OTHER = `4 0 obj\n${drawing('another document')}\nendobj\n`
const ANOTHER_ROOT = `9 0 obj\n<< /Type /Catalog /Pages 10 0 R >>\nendobj\n10 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 9 0 R >>\n`
const base = pdfFile()
const DOUBTFUL: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  'has an object behind the one that its table names': withUpdate(base, { objects: [[4, drawing(SEEN)]], stray: OTHER }),
  'has an object that no table names': fromLatin1(textIn(base).replace(/%%EOF\n$/, `${OTHER}%%EOF\n`)),
  'was changed back to what it was': withUpdate(withUpdate(base, { objects: [[4, drawing('another document')]] }), { rows: [[4, textIn(base).indexOf('4 0 obj')]] }),
  'draws what its table calls free': withUpdate(base, { rows: [[4, 'free']] }),
  'draws what its table, a stream, calls free': withUpdate(base, { rows: [[4, 'free']], table: 'stream' }),
  'has another first object behind its end': fromLatin1(textIn(base) + ANOTHER_ROOT),
  'has a table that leads into nothing': fromLatin1(textIn(base).replace(/startxref\n\d+/, 'startxref\n99')),
  'has a table that leads to itself': fromLatin1(textIn(base).replace('/Root 1 0 R', `/Root 1 0 R /Prev ${startOf(base)}`)),
  'names an object twice in one table': withUpdate(base, { objects: [[4, drawing('a')], [4, drawing('b')]] }),
  'has a page that hangs elsewhere than it says': pdfFile({ more: ['<< /Type /Pages /Kids [] /Count 0 >>'], page: '/Parent 8 0 R' }),
}
for (const [what, bytes] of Object.entries(DOUBTFUL)) {
  test(`a document that ${what} may show two things, and is not cleaned`, async () => {
    assert.equal(await cleanPdf(bytes, cleanJpeg), null)
  })
}

const GONE_PAGE = ['<< /Type /Page /MediaBox [0 0 9 9] /Contents 9 0 R >>', drawing(HIDDEN)]
const inRemark = (deed: string): PdfParts => ({ remark: `/A << /S /URI /URI (https://example.org/) /Next [${deed}] >>` })
const hex = (text: string): string => `<${Buffer.from(text, 'latin1').toString('hex')}>`
const TELLING: Readonly<Record<string, PdfParts>> = {
  'a deleted page that a part of the text is on': { catalog: `/StructTreeRoot << /Type /StructTreeRoot /K [<< /Type /StructElem /S /P /Pg 8 0 R /K 0 /ActualText (${HIDDEN}) >>] >>`, more: GONE_PAGE },
  'a part of a deleted page that only the list by pages has': { catalog: `/StructTreeRoot << /Type /StructTreeRoot /K [] /ParentTree << /Nums [0 [10 0 R]] >> >>`, more: [...GONE_PAGE, `<< /S /P /P 1 0 R /Pg 8 0 R /K 0 /ActualText (${HIDDEN}) >>`] },
  'a deleted page to which a bookmark leads, and its heading': { catalog: '/Outlines 10 0 R', more: [...GONE_PAGE, '<< /Type /Outlines /First 11 0 R /Last 11 0 R /Count 1 >>', `<< /Title (${HIDDEN}) /Parent 10 0 R /Dest [8 0 R /Fit] >>`] },
  'a deleted page that has a name': { catalog: `/Names << /Dests << /Names [(${HIDDEN}) [8 0 R /Fit]] >> >>`, more: GONE_PAGE },
  'a deleted page that has a name as in old documents': { catalog: `/Dests << /${HIDDEN.replaceAll(/[^A-Za-z]/g, '')} [8 0 R /Fit] >>`, more: GONE_PAGE },
  'a deleted page to which a link leads': { remark: '/Dest [8 0 R /Fit]', more: GONE_PAGE },
  'a page that only a script would show': { catalog: '/Names << /Templates << /Names [(a) 8 0 R] >> >>', more: GONE_PAGE },
  'addresses that a program keeps': { catalog: `/Names << /URLS << /Names [(http://intra/${HIDDEN}) << /S /SPS >>] >> >>` },
  'what a program keeps in a remark': { remark: `/AAPL:AKExtras << /Author (${HIDDEN}) >> /Foxit_UserName (${HIDDEN}) /Subj (${HIDDEN}) /State (${HIDDEN})` },
  'a remark that is hidden': { remark: `/F 2 /X (${HIDDEN})`, page: `/Group << /X [<< /Rect [0 0 1 1] /Subtype /Text /Contents (${HIDDEN}) >>] >>` },
  'a hidden field of a form': { catalog: `/AcroForm << /Fields [<< /FT /Tx /T (uid) /V (${HIDDEN}) /F 2 /Rect [0 0 0 0] /Subtype /Widget >>] >>` },
  'a field that is on no page': { catalog: `/AcroForm << /Fields [<< /FT /Tx /T (a) /V (${HIDDEN}) /Kids [] >>] >>` },
  'the file from which a drawing came': { page: '/Resources << /XObject << /X 8 0 R >> >>', more: [streamOf(`/Type /XObject /Subtype /Form /BBox [0 0 1 1] /PTEX.FileName (/home/${HIDDEN}) /PTEX.InfoDict << /Author (${HIDDEN}) >> /Ref << /F (${HIDDEN}) >>`, 'q Q')] },
  'information under another key': { page: '/Group << /XMP 8 0 R /Z 9 0 R >>', more: [streamOf('/Type /Metadata /Subtype /XML', HIDDEN), `<< /Author (${HIDDEN}) /Producer (${HIDDEN}) >>`] },
  'how a program wants to be seen': { catalog: `/ViewerPreferences << /X (${HIDDEN}) >>` },
  'who made a layer': { catalog: `/OCProperties << /OCGs [] /D << /Creator (${HIDDEN}) >> /X << /Usage << /User << /Name (${HIDDEN}) >> >> >> >>` },
  'a path as numbers': { remark: `/A << /S /URI /URI ${hex(`file:///C:/${HIDDEN}`)} >>` },
  'a path in two bytes each': { remark: `/A << /S /URI /URI ${hex(`\xfe\xff${[...`file:///${HIDDEN}`].map((each) => `\0${each}`).join('')}`)} >>` },
  'a path behind a space': { remark: `/A << /S /URI /URI ( file:///C:/${HIDDEN}) >>` },
  'a path behind a number': { remark: `/A << /S /URI /URI (\\146ile:///C:/${HIDDEN}) >>` },
  'a path in a network': { remark: `/A << /S /URI /URI (smb://hq/${HIDDEN}) >> /PA << /S /URI /URI (\\\\\\\\hq\\\\${HIDDEN}) >>` },
  'a path at the beginning': { catalog: `/OpenAction << /S /URI /URI (file:///${HIDDEN}) >>` },
  'a path that comes next': inRemark(`<< /S /URI /URI (file:///${HIDDEN}) >>`),
  'a program that comes next': inRemark(`<< /S /Thread /F (${HIDDEN}) >>`),
}
const nameOnly = HIDDEN.replaceAll(/[^A-Za-z]/g, '')
for (const [what, parts] of Object.entries(TELLING)) {
  test(`gone is ${what}`, async () => {
    const full = pdfFile(parts)
    const { bytes, findings } = await clean(full)
    const text = await objectsIn(bytes)
    for (const gone of [HIDDEN, nameOnly, hex(HIDDEN).slice(1, -1), [...HIDDEN].map((each) => `00${Buffer.from(each).toString('hex')}`).join('')]) assert.ok(!text.toLowerCase().includes(gone.toLowerCase()), text)
    assert.ok(findings.size > 0 && text.includes(SEEN))
  })
}

test('a bookmark, a name, a part and a field that are on a page stay', async () => {
  const { bytes } = await clean(pdfFile({
    catalog: '/Outlines 8 0 R /Names << /Dests << /Names [(chapter.1) [3 0 R /Fit] (gone) [12 0 R /Fit]] >> >> /StructTreeRoot << /Type /StructTreeRoot /K 11 0 R >> /AcroForm << /Fields [7 0 R] >>',
    remark: '/Subtype /Widget /FT /Tx /T (a field) /V (its value)',
    more: [
      '<< /Type /Outlines /First 9 0 R /Last 10 0 R /Count 2 >>', '<< /Title (gone) /Parent 8 0 R /Next 10 0 R /Dest (gone) /First 13 0 R /Last 13 0 R /Count 1 >>', '<< /Title (chapter) /Parent 8 0 R /Prev 9 0 R /Dest (chapter.1) >>',
      '<< /Type /StructElem /S /Document /P 1 0 R /K [<< /Type /StructElem /S /P /Pg 3 0 R /K [0] /ActualText (aloud) >> << /Type /StructElem /S /P /Pg 12 0 R /K [0] /ActualText (gone) >>] >>',
      '<< /Type /Page /MediaBox [0 0 9 9] >>', '<< /Title (below) /Parent 9 0 R /Dest [3 0 R /Fit] >>',
    ],
  }))
  const text = await objectsIn(bytes)
  for (const kept of ['(chapter)', '(below)', '(chapter.1)', '/S /P', '(its value)', '/First 13 0 R', '/Next 10 0 R']) assert.ok(text.includes(kept), kept)
  for (const gone of ['(gone)', '(aloud)']) assert.ok(!text.includes(gone), gone)
})

test('a list that is longer than what a call takes is no hindrance, nor a page that is shown twice', async () => {
  const { bytes } = await clean(fromLatin1(textIn(pdfFile({ page: `/Group << /X [${'0 '.repeat(200_000)}] >>` })).replace('<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>')))
  assert.ok((await objectsIn(bytes)).includes(SEEN))
})

test('fonts, drawings and glyphs may have any names', async () => {
  const { bytes } = await clean(pdfFile({ page: '/Resources << /Font << /F1.0 5 0 R /F1 5 0 R >> /XObject << /I1 6 0 R /JS 6 0 R >> /ColorSpace << /Author:1 /DeviceRGB >> >>' }))
  const text = await objectsIn(bytes)
  for (const kept of ['/F1.0', '/JS', '/Author:1']) assert.ok(text.includes(kept), kept)
})

test('a photo is cleaned under the short name of its kind too', async () => {
  const full = fromLatin1(textIn(pdfFile({ photo: jpeg({ orientation: 1, hidden: true }) })).replace('/Filter /DCTDecode', '/Filter /#44CT     '))
  assert.ok(textIn(full).includes(HIDDEN))
  assert.ok(!(await objectsIn((await clean(full)).bytes)).includes(HIDDEN))
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
  'packed in an unknown way': { page: '/Group 8 0 R', more: [streamOf('/Filter /OwnDecode', 'a')] },
  'with a photo that is packed twice': { page: '/Group 8 0 R', more: [streamOf('/Filter [/ASCIIHexDecode /DCT]', 'a')] },
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
