// Files of many kinds as strangers send them, small and made here: what each must show, and what a hostile one must not do.
import { gzipSync } from 'node:zlib'
import { TextReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js'
import { utf8, type Bytes } from '#base/bytes.ts'

export const WORDS = '四号厂房的气体报警器被关掉了。Nobody was told. 🚧'

async function zipped(parts: Readonly<Record<string, string>>, password?: string): Promise<Bytes> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, ...(password === undefined ? {} : { password, zipCrypto: true }) })
  for (const [name, text] of Object.entries(parts)) await writer.add(name, new TextReader(text))
  return new Uint8Array(await writer.close())
}

/** An archive of so many empty files, written by hand: a library takes seconds for it. @see APPNOTE 4.3.7, 4.3.12, 4.3.16 */
function emptyFiles(count: number): Bytes {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (let index = 0; index < count; index++) {
    const name = Buffer.from(`d/${index}.txt`)
    const head = Buffer.alloc(30)
    head.write('PK\x03\x04', 0, 'latin1')
    head.writeUInt16LE(20, 4)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.write('PK\x01\x02', 0, 'latin1')
    entry.writeUInt16LE(20, 6)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    local.push(head, name)
    central.push(entry, name)
    at += head.length + name.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(central.reduce((sum, { length }) => sum + length, 0), 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...local, ...central, end]))
}

const RELATED = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="worksheet" Target="worksheets/sheet2.xml"/></Relationships>'

/** A page of text in the two ways in which a document may leave its fonts to whoever reads it: a plain one, and Chinese by a named table. */
export function pdf(script = ''): Bytes {
  const chinese = [...'气体报警器'].map((letter) => letter.charCodeAt(0).toString(16).padStart(4, '0')).join('')
  const drawing = `BT /F1 24 Tf 40 760 Td (The gas alarm is off) Tj ET BT /F2 24 Tf 40 700 Td <${chinese}> Tj ET`
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R${script === '' ? '' : ` /OpenAction << /S /JavaScript /JS (${script}) >>`} >>`,
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 6 0 R /F2 7 0 R >> >> >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Resources << >> >>',
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [8 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 9 0 R >>',
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>',
  ]
  let text = '%PDF-1.5\n'
  const places = objects.map((object, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`
  return utf8(`${text}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`)
}

function tape(name: string, content: string): Bytes {
  const block = new Uint8Array(1024)
  block.set(utf8(name), 0)
  block.set(utf8('0000644\0'), 100)
  block.set(utf8(`${content.length.toString(8).padStart(11, '0')}\0`), 124)
  block.set(utf8('0'), 156)
  block.set(utf8('ustar\x0000'), 257)
  block.set(utf8(content), 512)
  return new Uint8Array(gzipSync(new Uint8Array([...block, ...new Uint8Array(1024)])))
}

export interface OddFile {
  readonly name: string
  readonly bytes: Bytes
  /** What stands in the frame when it is shown, or the obstacle that the desk names. */
  readonly shows: RegExp
}

const PAGE = '<!doctype html><script>parent.postMessage("out", "*"); document.write("written")</script><img src=x onerror="document.title=1">'

/** Every kind that is shown as words, and what hostile people make of them. */
export async function wordFiles(): Promise<readonly OddFile[]> {
  const word = `<w:document><w:body><w:p><w:r><w:t>${WORDS}</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a &lt;b&gt; &amp; c</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`
  return [
    { name: 'log.txt', bytes: utf8(`${WORDS}\n\x1b[31mred\u202egpj.exe`), shows: /四号厂房.*U\+001B.*\[31mredU\+202E/s },
    { name: 'photo.jpg', bytes: utf8(PAGE), shows: /<script>parent\.postMessage/ },
    { name: 'old.txt', bytes: Uint8Array.from([0xc6, 0xf8, 0xcc, 0xe5, 0xb1, 0xa8, 0xbe, 0xaf, 0xc6, 0xf7]), shows: /气体报警器/ },
    { name: 'prices.csv', bytes: utf8('name;price\n"报警器; red";12,50\n=cmd|calc;3'), shows: /price.*报警器; red.*12,50.*=cmd\|calc/s },
    { name: 'letter.docx', bytes: await zipped({ 'word/document.xml': word, 'word/comments.xml': '<w:comments><w:comment w:author="x"><w:p><w:r><w:t>a comment</w:t></w:r></w:p></w:comment></w:comments>' }), shows: /四号厂房.*a <b> & c.*a comment/s },
    {
      name: 'book.xlsx',
      bytes: await zipped({
        'xl/workbook.xml': '<workbook><sheets><sheet name="一月" sheetId="1" r:id="rId1"/><sheet name="二月" sheetId="2" r:id="rId2"/></sheets></workbook>', 'xl/_rels/workbook.xml.rels': RELATED,
        'xl/sharedStrings.xml': `<sst><si><t>${WORDS}</t></si></sst>`, 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row r="1"><c r="B1" t="s"><v>0</v></c><c r="D1"><v>42</v></c></row></sheetData></worksheet>',
        'xl/worksheets/sheet2.xml': '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>second</t></is></c></row></sheetData></worksheet>',
      }),
      shows: /一月.*四号厂房.*42/s,
    },
    {
      name: 'mail.eml',
      bytes: utf8(`From: =?utf-8?B?${Buffer.from('李娜').toString('base64')}?= <li@example.test>\r\nTo: office@example.test\r\nSubject: alarm\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>${WORDS}</p><script>alert(1)</script><img src="http://127.0.0.1:1/pixel">\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="plan.png"\r\n\r\nxx\r\n--b--\r\n`),
      shows: /李娜 <li@example\.test>.*plan\.png.*四号厂房/s,
    },
    { name: 'archive.zip', bytes: await zipped({ '照片/1.jpg': 'x', '../../etc/passwd': 'y' }), shows: /照片\/1\.jpg.*\.\.\/\.\.\/etc\/passwd/s },
    { name: 'locked.zip', bytes: await zipped({ 'a.txt': 'x' }, 'secret'), shows: /a\.txt \(encrypted\)/ },
    { name: 'thousands.zip', bytes: emptyFiles(10_000), shows: /d\/999\.txt/ },
    { name: 'bomb.docx', bytes: await zipped({ 'word/document.xml': ' '.repeat(80 * 1024 * 1024) }), shows: /more memory than a page may have/ },
    { name: 'backup.tar.gz', bytes: tape('保险柜/清单.txt', 'twelve bytes'), shows: /保险柜\/清单\.txt/ },
    { name: 'cut.docx', bytes: (await zipped({ 'word/document.xml': word })).subarray(0, 120), shows: /cannot be drawn/ },
    { name: 'noise.bin', bytes: Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256), shows: /cannot be drawn/ },
    { name: 'old.doc', bytes: Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), shows: /cannot be shown here/ },
    // A name that ends one way and a content that says another: the content decides.
    { name: 'scan.pdf', bytes: await zipped({ 'inside.txt': 'x' }), shows: /inside\.txt/ },
  ]
}
