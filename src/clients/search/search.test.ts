// Goal: whoever types a word finds every text in which it stands, however either is spelled, and sees where. Method: pairs of spellings; properties
// against a plain search through every text, with documents that are put, replaced and removed in any order.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { excerptOf, markHits, type Piece } from './excerpt.ts'
import { fold, foldWithPlaces, SEPARATOR } from './folding.ts'
import { parseQuery } from './query.ts'
import { TextIndex } from './text-index.ts'

const PAIRS: readonly (readonly [string, string])[] = [
  ['採購負責人與供應商串通圍標', '采购负责人与供应商串通围标'],
  ['裏面', '里面'], ['裡面', '里面'], ['臺灣', '台湾'], ['乾燥', '干燥'], ['幹部', '干部'], ['發票', '发票'], ['頭髮', '头发'],
  ['ＡＢＣ１２３', 'abc123'], ['ﾃｽﾄ', 'テスト'], ['（甲）', '(甲)'], ['第①項', '第1项'], ['㎏', 'kg'],
  ['Straße', 'STRASSE'], ['Ελλάς', 'ΕΛΛΑΣ'], ['naïve café', 'NAIVE CAFE'], ['Ångström', 'angstrom'], ['İstanbul', 'istanbul'], ['Лёша', 'леша'],
  ['the manager’s “gift”', 'the manager\'s "gift"'], ['3–5 days', '3-5 days'],
  ['采购\n负责人', '采购负责人'], ['采购　负责人 Wang', '采购负责人wang'], ['two\n\n words', 'two words'], ['sil\u00adence', 'silence'], ['zero\u200bwidth', 'zerowidth'],
  ['𠮷野家', '𠮷野家'], ['偽造の𪋿', '伪造の𪋿'],
]

test('two spellings of one word are folded alike, and folding again changes nothing', () => {
  for (const [a, b] of PAIRS) {
    assert.equal(fold(a), fold(b), a)
    assert.equal(fold(fold(a)), fold(a))
  }
  for (const [a, b] of [['发票', '发飘'], ['台湾', '台弯'], ['a b', 'ab'], ['か', 'が'], ['หน', 'หนี']] as const) assert.notEqual(fold(a), fold(b), a)
})

const written = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom('圍', '围', '標', 'Ａ', 'a', ' ', '\n', '　', 'é', 'e\u0301', '㎏', '𠮷', '\u200b', '“', 'ß', '\ud800', SEPARATOR, ','), { maxLength: 40 }).map((parts) => parts.join('')),
)

test('what is folded has its places in order, holds no separator, and is the same with and without places', () => {
  fc.assert(fc.property(written, (text) => {
    const folded = foldWithPlaces(text)
    assert.equal(folded.text, fold(text))
    assert.equal(folded.places.length, folded.text.length + 1)
    assert.ok(folded.places.every((place, at) => at === 0 || place >= (folded.places[at - 1] ?? 0)))
    assert.equal(folded.places.at(-1), text.length)
    assert.ok(!folded.text.includes(SEPARATOR) && !folded.text.includes('\n') && !folded.text.includes('  '))
    assert.equal(fold(folded.text), folded.text)
  }), { numRuns: 2000 })
})

test('a long text is folded as its parts are', () => {
  const text = '採購部門 the Manager，'.repeat(5000)
  assert.equal(fold(text), fold('採購部門 the Manager，').repeat(5000))
})

test('words, phrases and what is not wanted', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['', [], []], ['   ', [], []], ['圍標 發票', ['围标', '发票'], []], ['“bid rigging” -Zhang', ['bid rigging'], ['zhang']], ['－发票', [], ['发票']],
    ['"unfinished', ['unfinished'], []], ['a a A', ['a'], []], ['-', ['-'], []], ['""', [], []], ['bid-rigging', ['bid-rigging'], []], ['「圍標」', ['围标'], []],
  ]
  for (const [line, wanted, unwanted] of cases) assert.deepEqual(parseQuery(line), { wanted, unwanted }, line)
})

const look = (index: TextIndex, line: string): readonly string[] => [...index.find(parseQuery(line))].flat().map(({ id }) => id).toSorted()

test('parts of words are found, in all of the words wanted and none unwanted; title first is told', () => {
  const index = new TextIndex()
  index.put('1', '採購部門圍標\n供應商虛開發票')
  index.put('2', 'Bid rigging in procurement\nThe vendor’s invoice is forged. 发票号１２３')
  index.put('3', '')
  assert.deepEqual([look(index, '围标'), look(index, '购部'), look(index, '发票'), look(index, 'RIGG'), look(index, '号123'), look(index, '发票 -vendor'), look(index, '"is forged"'), look(index, '"forged is"')],
    [['1'], ['1'], ['1', '2'], ['2'], ['2'], ['1'], ['2'], []])
  assert.deepEqual([...index.find(parseQuery('围标'))].flat(), [{ id: '1', inTitle: true }])
  assert.deepEqual([...index.find(parseQuery('围标 发票'))].flat(), [{ id: '1', inTitle: false }])
  assert.deepEqual(look(index, ''), [])
  // Words do not reach from the title into the text, nor from one document into the next.
  assert.deepEqual([look(index, '围标供应'), look(index, '发票bid')], [[], []])
})

const deed = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('put' as const), id: fc.integer({ min: 0, max: 30 }), text: fc.array(fc.constantFrom('圍標', '发票', 'Vendor ', 'invoice', '\n', '王'), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')), times: fc.constantFrom(1, 1, 1, 20_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), id: fc.integer({ min: 0, max: 30 }) }) },
)

test('whatever is put, replaced and removed, a word finds what stands there now, each document once', () => {
  fc.assert(fc.property(fc.array(deed, { maxLength: 60 }), fc.constantFrom('围标', '发票 王', 'vendor invoice', '王', 'invoice -圍'), (deeds, line) => {
    const index = new TextIndex()
    const plain = new Map<string, string>()
    for (const each of deeds) {
      if (each.kind === 'remove') {
        index.remove(String(each.id))
        plain.delete(String(each.id))
      } else {
        const text = each.text.repeat(each.times)
        index.put(String(each.id), text)
        plain.set(String(each.id), text.split('\n').slice(0, 1).map(fold).concat(fold(text.split('\n').slice(1).join('\n'))).join('\n'))
      }
    }
    const { wanted, unwanted } = parseQuery(line)
    const expected = [...plain].filter(([, text]) => wanted.every((word) => text.includes(word)) && !unwanted.some((word) => text.includes(word))).map(([id]) => id).toSorted()
    assert.deepEqual(look(index, line), expected)
    assert.equal(index.size, plain.size)
    for (const [id, text] of plain) assert.ok(index.textOf(id)?.startsWith(text))
  }), { numRuns: 60 })
})

const shown = (pieces: readonly Piece[]): string => pieces.map(({ text, isHit }) => (isHit ? `[${text}]` : text)).join('')

test('what was looked for is marked where it stands as it was written', () => {
  const mark = (text: string, line: string): string => shown(markHits(text, parseQuery(line)))
  assert.equal(mark('採購負責人圍標', '围标'), '採購負責人[圍標]')
  assert.equal(mark('ＡＢＣ公司', 'abc'), '[ＡＢＣ]公司')
  assert.equal(mark('Cafe\u0301 noir', 'cafe'), '[Cafe\u0301] noir')
  assert.equal(mark('采购\n负责人', '购负'), '采[购\n负]责人')
  assert.equal(mark('重5㎏的箱', 'kg'), '重5[㎏]的箱')
  assert.equal(mark('abcd', 'abc bcd'), '[abcd]')
  assert.equal(mark('𠮷野家', '野'), '𠮷[野]家')
  assert.equal(mark('nothing', 'else'), 'nothing')
})

test('an excerpt shows the first place, whole characters, and says where it was cut', () => {
  const text = `${'前'.repeat(100)}圍標\n${'後'.repeat(100)}`
  const pieces = excerptOf(text, parseQuery('围标'), 30)
  assert.match(shown(pieces), /^…前{10}\[圍標\] 後{17}…$/)
  assert.equal(shown(excerptOf('short', parseQuery('x'), 30)), 'short')
  fc.assert(fc.property(written, fc.constantFrom('围标', 'a', 'kg', 'e', '𠮷'), fc.integer({ min: 1, max: 20 }), (words, line, charactersMax) => {
    const whole = words.toWellFormed()
    assert.equal(markHits(whole, parseQuery(line)).map((piece) => piece.text).join(''), whole)
    const joined = excerptOf(whole, parseQuery(line), charactersMax).map((piece) => piece.text).join('')
    assert.ok(joined.isWellFormed() && joined.length <= charactersMax + 3)
    assert.equal(markHits(whole, parseQuery(line)).some(({ isHit }) => isHit), fold(whole).includes(fold(line)))
  }), { numRuns: 1000 })
})
