// For tests: PDF files put together by hand, with every place where a document tells of whoever made it.
import { concat, utf8, type Bytes } from '#base/bytes.ts'
import { HIDDEN, jpeg } from './pictures.ts'

/** What the page says: it must be there afterwards. */
export const SEEN = 'The gas alarm in hall 4 is switched off'
/** What stood on the page before it was changed. */
export const BEFORE = 'What was written at first'

export interface PdfParts {
  /** Members of the catalog, of the page, and of a remark on it. */
  readonly catalog?: string
  readonly page?: string
  readonly remark?: string
  readonly trailer?: string
  /** Objects from number 8 on; each character is a byte. */
  readonly more?: readonly string[]
  readonly photo?: Bytes
}

type PdfObject = string | readonly [string, Uint8Array]

/** A page with words, a photo and a remark. */
export function pdfFile({ catalog = '', page = '', remark = '', trailer = '', more = [], photo = jpeg({ orientation: 1, hidden: false }) }: PdfParts = {}): Bytes {
  const content = `BT /F1 18 Tf 40 100 Td (${SEEN}) Tj ET q 100 0 0 60 40 20 cm /I1 Do Q`
  return assemble([
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 160] /Contents 4 0 R /Annots [7 0 R] /Resources << /Font << /F1 5 0 R >> /XObject << /I1 6 0 R >> >> ${page} >>`,
    [`<< /Length ${content.length} >>`, utf8(content)], '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    [`<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${photo.length} >>`, photo],
    `<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (look here) ${remark} >>`, ...more,
  ], trailer)
}

function assemble(objects: readonly PdfObject[], trailer: string): Bytes {
  const pieces: Uint8Array[] = [utf8('%PDF-1.7\n')]
  const places: number[] = []
  let at = pieces[0]?.length ?? 0
  const put = (bytes: Uint8Array): void => {
    pieces.push(bytes)
    at += bytes.length
  }
  for (const [index, object] of objects.entries()) {
    places.push(at)
    const [dictionary, stream] = typeof object === 'string' ? [object, null] : object
    put(fromLatin1(`${index + 1} 0 obj\n${dictionary}\n`))
    if (stream !== null) put(concat(utf8('stream\n'), stream, utf8('\nendstream\n')))
    put(utf8('endobj\n'))
  }
  const start = at
  put(utf8(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}`))
  put(utf8(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`))
  return concat(...pieces)
}

/** The same page as `pdfFile` draws, with everything that tells. */
export function tellingPdf(): Bytes {
  const xmp = `<x:xmpmeta><dc:creator>${HIDDEN}</dc:creator></x:xmpmeta>`
  return pdfFile({
    catalog: `/Metadata 9 0 R /PieceInfo << /Maker << /Private (${HIDDEN}) >> >> /OpenAction << /S /JavaScript /JS (app.alert("${HIDDEN}")) >> /Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (${HIDDEN}) >>] >> >> /Unheard (${HIDDEN})`,
    page: `/LastModified (D:20261125120000+08'00') /Thumb 10 0 R /AA << /O << /S /Launch /F (C:\\\\Users\\\\${HIDDEN}) >> >> /Own (${HIDDEN})`,
    remark: `/T (${HIDDEN}) /M (D:20261125120000+08'00') /NM (${HIDDEN}) /A << /S /URI /URI (file:///home/${HIDDEN}/a) >>`,
    trailer: `/Info 8 0 R /ID [(${HIDDEN}) (${HIDDEN})]`,
    photo: jpeg({ orientation: 1, hidden: true }),
    more: [
      `<< /Author (${HIDDEN}) /Title (${HIDDEN}) /Creator (Word) /Producer (Office) /CreationDate (D:20261125120000+08'00') >>`,
      `<< /Type /Metadata /Subtype /XML /Length ${xmp.length} >>\nstream\n${xmp}\nendstream`,
      `<< /Length ${HIDDEN.length} >>\nstream\n${HIDDEN}\nendstream`,
    ],
  })
}

/** A document in which a page was written once and changed later: both are in the file. */
export function changedPdf(): Bytes {
  const first = fromLatin1(latin1(pdfFile()).replace(SEEN, BEFORE.padEnd(SEEN.length)))
  return withUpdate(first, { objects: [[4, drawing(SEEN)]] })
}

export function drawing(words: string): string {
  return streamOf('', `BT /F1 18 Tf 40 100 Td (${words}) Tj ET`)
}

export function streamOf(members: string, words: string): string {
  return `<< ${members} /Length ${words.length} >>\nstream\n${words}\nendstream`
}

export interface Update {
  readonly objects?: readonly (readonly [number, string])[]
  /** What the new table says of objects that are not written anew: where they lie, or that there are none. */
  readonly rows?: readonly (readonly [number, number | 'free'])[]
  /** Written before the table, which does not name it. */
  readonly stray?: string
  readonly trailer?: string
  /** The table as text, as a stream, or as both. */
  readonly table?: 'text' | 'stream' | 'both'
}

/** As programs do that change a document without writing it anew. */
export function withUpdate(base: Bytes, { objects = [], rows = [], stray = '', trailer = '/Root 1 0 R', table = 'text' }: Update): Bytes {
  let text = latin1(base)
  const all: (readonly [number, number | 'free'])[] = [...rows]
  for (const [number, object] of objects) {
    all.push([number, text.length])
    text += `${number} 0 obj\n${object}\nendobj\n`
  }
  const last = `/Size 40 ${trailer} /Prev ${startOf(base)}`
  text += stray
  const streamAt = text.length
  if (table !== 'text') text += `39 0 obj\n${tableStream(all, last)}\nendobj\n`
  const start = table === 'stream' ? streamAt : text.length
  if (table === 'text') text += `xref\n${all.map(([number, at]) => `${number} 1\n${String(at === 'free' ? 0 : at).padStart(10, '0')} ${at === 'free' ? '00001 f' : '00000 n'} \n`).join('')}trailer\n<< ${last} >>\n`
  if (table === 'both') text += `xref\n0 0\ntrailer\n<< ${last} /XRefStm ${streamAt} >>\n`
  return fromLatin1(`${text}startxref\n${start}\n%%EOF\n`)
}

/** Each row as its difference from the one above, as most programs write it. */
function tableStream(rows: readonly (readonly [number, number | 'free'])[], members: string): string {
  let above = [0, 0, 0, 0, 0, 0]
  const lines = rows.map(([, at]) => {
    const row = at === 'free' ? [0, 0, 0, 0, 0, 1] : [1, 0, at >> 16, (at >> 8) & 255, at & 255, 0]
    const line = Buffer.from([2, ...row.map((byte, column) => byte - (above[column] ?? 0))]).toString('hex')
    above = row
    return line
  })
  return streamOf(`/Type /XRef /W [1 4 1] /Index [${rows.map(([number]) => `${number} 1`).join(' ')}] /Filter /ASCIIHexDecode /DecodeParms << /Predictor 12 /Columns 6 >> ${members}`, `${lines.join('')}>`)
}

export function startOf(file: Bytes): number {
  return Number(/startxref\n(\d+)\n%%EOF\n$/.exec(latin1(file))?.[1])
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

export function fromLatin1(text: string): Bytes {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}
