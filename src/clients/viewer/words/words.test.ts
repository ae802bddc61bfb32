// Goal: what a document holds comes out as the words that are in it, however it was made, and no document makes this take long. Method: small
// documents written here by their standards; hostile ones by size and by chance.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { utf8 } from '#base/bytes.ts'
import { LABELS, type Labels } from '../protocol.ts'
import { encodingOf } from './encoding.ts'
import { attribute, tokens, wordsOfPage } from './markup.ts'
import { wordsOfParts } from './parts.ts'
import { openDocumentSheets, sheetsOf, type Sheet } from './sheets.ts'
import type { Parts } from './zip.ts'

const labels = { ...Object.fromEntries(LABELS.map((label) => [label, ''])) as Labels, page: 'Page' }

function partsOf(parts: Readonly<Record<string, string>>): Parts {
  return { names: Object.keys(parts), read: async (name) => parts[name] ?? '' }
}

async function rows(sheet: Sheet | undefined): Promise<(readonly string[])[]> {
  return sheet === undefined ? [] : [...await sheet.rows()]
}

test('markup is read for its words: entities, sections and quotes, and nothing is resolved', () => {
  const read = [...tokens('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "boom">]><a b="1 > 2">a &lt;b&gt; &#x6c14;&#20307;&e;</a><!-- <c> --><![CDATA[<d>]]>')]
  assert.equal(read.map((token) => ('text' in token ? token.text : '')).join(''), ']> 2">a <b> 气体&e;<d>')
  assert.equal(attribute(' w:val="a &amp; b" val=\'c\'', 'w:val'), 'a & b')
  assert.equal(attribute(' w:val="a" val=\'c\'', 'val'), 'c')
  assert.equal(attribute(' xval="a"', 'val'), null)
})

test('markup of any shape ends, and in one pass', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '/', '!', '-', '[', ']', 'a', ' ', '&', ';', '#'), maxLength: 200 }), (text) => {
    assert.ok([...tokens(text)].length <= text.length + 1)
  }), { numRuns: 500 })
  assert.equal([...tokens('<a "'.repeat(200_000))].length, 0)
  assert.equal(wordsOfPage(`${'<script>'.repeat(50_000)}x`), '')
})

test('a page is its words, without script, style and pictures', () => {
  assert.equal(wordsOfPage('<style>p{}</style><h1>Head</h1><p>one\n two<br>three</p><SCRIPT>alert(1)</SCRIPT><img src=x>&amp;'), 'Head\none two\nthree\n&')
})

test('letters, slides and their notes come out line by line', async () => {
  const word = await wordsOfParts({ type: 'x.document', labels }, partsOf({
    'word/comments.xml': '<w:p><w:t>aside</w:t></w:p>', 'word/document.xml': '<w:p><w:r><w:t xml:space="preserve">气体 </w:t><w:tab/><w:t>b</w:t></w:r></w:p><w:p><w:del><w:delText>gone</w:delText></w:del></w:p><w:instrText>PAGE</w:instrText>',
  }))
  assert.deepEqual(word, [{ heading: null, pieces: ['气体 \tb', 'gone'] }, { heading: 'comments', pieces: ['aside'] }])
  const slides = await wordsOfParts({ type: 'x.presentation', labels }, partsOf({
    'ppt/presentation.xml': '', 'ppt/slides/slide10.xml': '<a:p><a:t>ten</a:t></a:p>', 'ppt/slides/slide2.xml': '<a:p><a:t>two</a:t></a:p>', 'ppt/notesSlides/notesSlide2.xml': '<a:p><a:t>said</a:t></a:p>',
  }))
  assert.deepEqual(slides.map(({ heading, pieces }) => [heading, ...pieces]), [['Page 2', 'two'], ['Page 2', 'said'], ['Page 10', 'ten']])
  const open = await wordsOfParts({ type: 'application/vnd.oasis.opendocument.presentation', labels }, partsOf({ 'content.xml': '<draw:page name="a"><text:p>one<text:s text:c="3"/>x</text:p></draw:page><draw:page name="b"><text:p>two</text:p></draw:page>' }))
  assert.deepEqual(open.map(({ pieces }) => pieces), [['one   x'], ['two']])
})

test('a table in a letter, on a slide and in an open document is its rows and their cells', async () => {
  const inner = '<w:tbl><w:tr><w:tc><w:p><w:t>x</w:t></w:p></w:tc><w:tc><w:p><w:t>y</w:t></w:p></w:tc></w:tr></w:tbl>'
  const cell = (...paragraphs: readonly string[]): string => `<w:tc><w:tcPr/>${paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join('')}</w:tc>`
  const [letter] = await wordsOfParts({ type: 'x.document', labels }, partsOf({
    'word/document.xml': `<w:p><w:t>before</w:t></w:p><w:tbl><w:tr>${cell('日期')}${cell('who', 'and whom')}</w:tr><w:tr><w:tc><w:p/></w:tc><w:tc>${inner}<w:p/></w:tc></w:tr></w:tbl><w:p><w:t>after</w:t></w:p>`,
  }))
  assert.deepEqual(letter?.pieces, ['before', [['日期', 'who\nand whom'], ['', 'x\ty\n']], 'after'])
  const [slide] = await wordsOfParts({ type: 'x.presentation', labels }, partsOf({ 'ppt/presentation.xml': '', 'ppt/slides/slide1.xml': '<a:tbl><a:tr><a:tc><a:p><a:t>1</a:t></a:p></a:tc><a:tc><a:p><a:t>2</a:t></a:p></a:tc></a:tr></a:tbl>' }))
  assert.deepEqual(slide?.pieces, [[['1', '2']]])
  const [open] = await wordsOfParts({ type: 'x.text', labels }, partsOf({ 'content.xml': '<table:table table:name="a"><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell><table:table-cell/><table:table-cell><text:p>3</text:p></table:table-cell></table:table-row></table:table><text:p>end</text:p>' }))
  assert.deepEqual(open?.pieces, [[['1', '', '3']], 'end'])
})

test('tables that are broken off, or closed more often than opened, lose no word', async () => {
  const [cut] = await wordsOfParts({ type: 'x.document', labels }, partsOf({ 'word/document.xml': '<w:tbl><w:tr><w:tc><w:p><w:t>a</w:t></w:p></w:tc><w:tc><w:p><w:t>b</w:t></w:p>' }))
  assert.deepEqual(cut?.pieces, [[['a', 'b']]])
  const [closed] = await wordsOfParts({ type: 'x.document', labels }, partsOf({ 'word/document.xml': '</w:tc></w:tr></w:tbl><w:p><w:t>a</w:t></w:p>' }))
  assert.deepEqual(closed?.pieces, ['a'])
  const parts = fc.array(fc.constantFrom('<w:tbl>', '</w:tbl>', '<w:tr>', '</w:tr>', '<w:tc>', '</w:tc>', '<w:p><w:t>o</w:t></w:p>'), { maxLength: 40 })
  await fc.assert(fc.asyncProperty(parts, async (all) => {
    const [passage] = await wordsOfParts({ type: 'x.document', labels }, partsOf({ 'word/document.xml': all.join('') }))
    assert.equal(JSON.stringify(passage?.pieces).match(/o/g)?.length ?? 0, all.filter((each) => each.includes('o<')).length)
  }), { numRuns: 500 })
})

test('a workbook is its sheets in their order, with every cell in its column', async () => {
  const sheets = await sheetsOf(partsOf({
    'xl/workbook.xml': '<sheet name="一月 &amp; 二月" r:id="rId2"/><sheet name="lost" r:id="rId9"/>', 'xl/_rels/workbook.xml.rels': '<Relationship Id="rId2" Target="/xl/worksheets/one.xml"/>',
    'xl/sharedStrings.xml': '<sst><si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si></sst>',
    'xl/worksheets/one.xml': '<row r="1"><c r="B1" t="s"><v>1</v></c><c r="AA1"><v>42</v></c><c r="ZZZ1"><v>far</v></c></row><row r="3"><c t="inlineStr"><is><t>in</t></is></c><c t="s"><v>99</v></c></row>',
  }))
  assert.deepEqual(sheets.map(({ name }) => name), ['一月 & 二月', 'lost'])
  const [first = [], second] = await rows(sheets[0])
  assert.deepEqual([first[0], first[1], first[26], first.length], ['', 'bc', '42', 27])
  assert.deepEqual(second, ['in', ''])
  assert.deepEqual(await rows(sheets[1]), [])
})

test('a table of an open document does not grow by what it says is repeated', async () => {
  const [sheet] = openDocumentSheets('<table:table table:name="三月"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell><table:table-cell table:number-columns-repeated="999999999"/></table:table-row><table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row></table:table>')
  const all = await rows(sheet)
  assert.equal(sheet?.name, '三月')
  assert.equal(all.length, 101)
  assert.deepEqual(all[0], ['x', 'x'])
})

test('the encoding of a text is told by its bytes', () => {
  assert.equal(encodingOf(utf8('气体')), 'utf-8')
  assert.equal(encodingOf(Uint8Array.of(0xc6, 0xf8, 0xcc, 0xe5)), 'gb18030')
  assert.equal(encodingOf(Uint8Array.of(0xff, 0xfe, 0x14, 0x6c)), 'utf-16le')
  assert.equal(encodingOf(Uint8Array.of(0xfe, 0xff, 0x6c, 0x14)), 'utf-16be')
  assert.equal(encodingOf(Uint8Array.of(1, 0, 2)), null)
})
