// Goal: what a document tells of whoever made it is gone, its words are as they were, and office programs still open it. Method: documents with
// all of it in them, put together here; every part of what comes out is searched. What the programs say, was looked at by hand (docs/decisions/0018).
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { strFromU8, unzipSync, zipSync } from 'fflate'
import type { Bytes } from '#base/bytes.ts'
import { docx, odt, STRUCK_OUT, WORDS, xlsx } from '#test/support/documents.ts'
import { HIDDEN, jpeg } from '#test/support/pictures.ts'
import { inspect, type Inspected } from './clean.ts'
import { rewrite } from './markup.ts'

function looked(bytes: Bytes, name: string): Promise<Inspected> {
  return inspect({ sizeBytes: bytes.length, read: async (from, to) => bytes.slice(from, to) }, name)
}

async function partsAfter(bytes: Bytes, name: string): Promise<{ readonly parts: Readonly<Record<string, Uint8Array>>; readonly inspected: Inspected; readonly whole: Bytes }> {
  const inspected = await looked(bytes, name)
  const whole = await inspected.source.read(0, inspected.source.sizeBytes)
  return { inspected, whole, parts: inspected.cleaning === 'cleaned' ? unzipSync(whole) : {} }
}

for (const [name, make] of [['a.docx', docx], ['a.xlsx', xlsx], ['a.odt', odt]] as const) {
  test(`${name}: nobody is in it any more, in no part and between none`, async () => {
    const original = make()
    assert.ok(Object.values(unzipSync(original)).some((part) => Buffer.from(part).includes(HIDDEN)))
    const { parts, inspected, whole } = await partsAfter(original, name)
    assert.equal(inspected.cleaning, 'cleaned')
    assert.ok(inspected.findings.includes('author') && inspected.findings.includes('thumbnail'), inspected.findings.join())
    for (const [part, bytes] of Object.entries(parts)) assert.ok(!Buffer.from(bytes).includes(HIDDEN), part)
    assert.ok(!Buffer.from(whole).includes(HIDDEN))
    assert.ok(Object.values(parts).some((bytes) => strFromU8(bytes).includes(WORDS)), 'its words are there')
    const again = await looked(whole, name)
    assert.deepEqual(again.findings, [], 'and nothing is left to clean')
  })
}

test('tracked changes are accepted: what was put in stays, what was struck out is gone, and a remark has no author', async () => {
  const { parts, inspected } = await partsAfter(docx(), 'a.docx')
  const text = strFromU8(parts['word/document.xml'] ?? new Uint8Array(0))
  assert.ok(inspected.findings.includes('changes'))
  assert.match(text, new RegExp(`${WORDS} </w:t></w:r><w:r><w:t>and put in</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>bold`))
  assert.ok(!text.includes(STRUCK_OUT))
  assert.equal(strFromU8(parts['word/comments.xml'] ?? new Uint8Array(0)), '<w:comments><w:comment w:id="0" w:author=""><w:p><w:r><w:t>a remark</w:t></w:r></w:p></w:comment></w:comments>')
  const open = await partsAfter(odt(), 'a.odt')
  assert.ok(!strFromU8(open.parts['content.xml'] ?? new Uint8Array(0)).includes(STRUCK_OUT))
  assert.match(strFromU8(open.parts['settings.xml'] ?? new Uint8Array(0)), /AddFrameOffsets/)
  assert.equal(Object.keys(open.parts)[0], 'mimetype')
})

test('no relation and no type names a part that is gone, and links of the words stay', async () => {
  const { parts } = await partsAfter(docx(), 'a.docx')
  const read = (name: string): string => strFromU8(parts[name] ?? new Uint8Array(0))
  assert.doesNotMatch(read('[Content_Types].xml') + read('_rels/.rels') + read('word/_rels/document.xml.rels'), /docProps|people|customXml|file:/)
  assert.match(read('word/_rels/document.xml.rels'), /https:\/\/example\.test\//)
  assert.ok((parts['word/media/image1.jpeg']?.length ?? 0) < jpeg({ orientation: 6, hidden: true }).length)
})

test('a document with other files in it, with rows struck out, or broken, is told to be one that cannot be cleaned', async () => {
  const row = docx('<w:tbl><w:tr><w:trPr><w:del w:id="9" w:author="x"/></w:trPr><w:tc/></w:tr></w:tbl>')
  const embedded = zipSync({ ...unzipSync(docx()), 'word/embeddings/oleObject1.bin': new Uint8Array(9) }) as Bytes
  for (const [what, bytes, name] of [['a row', row, 'a.docx'], ['a file inside', embedded, 'a.docx'], ['cut off', docx().slice(0, 900), 'a.docx'], ['cut off', odt().slice(0, 500), 'a.odt']] as const) {
    assert.equal((await looked(bytes, name)).cleaning, 'cannot-be-cleaned', what)
  }
})

test('with any byte changed a document is cleaned or not, and never anything else', async () => {
  const full = docx()
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(full.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), async (changes) => {
    const changed = full.slice()
    for (const [at, byte] of changes) changed[at] = byte
    await looked(changed, 'a.docx')
  }), { numRuns: 150 })
})

test('markup is rewritten where it is told to, and nowhere else', () => {
  const rules = { fate: ({ name }: { readonly name: string }) => (name === 'x' ? 'drop' : name === 'u' ? 'unwrap' : name === 'e' ? 'empty' : 'keep') as 'drop', emptied: () => {}, attribute: (name: string) => (name === 'gone' ? null : name === 'new' ? '1' : undefined) }
  assert.equal(rewrite('<?xml?><a b="1 > 2" gone="x" new=\'y\'>t<x>no<x>no</x>no</x><x/><u>yes<u>yes</u></u><e>no<i/>no</e>&amp;</a><!-- c -->', rules), '<?xml?><a b="1 > 2" new="1">t yesyes<e><i/></e>&amp;</a><!-- c -->'.replace('t yes', 'tyes'))
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', '/', 'x', 'u', ' ', '!', '-'), maxLength: 60 }), (text) => { rewrite(text, rules) }), { numRuns: 500 })
})
