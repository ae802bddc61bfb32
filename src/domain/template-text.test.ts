// Goal: nothing that was left open in a prepared answer reaches a reporter raw, and no other word is touched. Method: random texts with and without marks.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { fillIn, openNames, partsOf, PLACEHOLDERS, unknownNames, type PlaceholderValues } from './template-text.ts'

const plain = fc.stringMatching(/^[a-z $&\\\n举报人，。]{0,12}$/)
const known = fc.constantFrom(...PLACEHOLDERS)
const spaces = fc.constantFrom('', ' ', '\t')
const mark = fc.tuple(known, spaces, fc.boolean()).map(([name, space, wide]) => (wide ? `【【${space}${name}${space}】】` : `[[${space}${name}${space}]]`))
/** Brackets that stay what they are, whatever stands beside them. A pair torn apart by a placeholder is a test of its own below. */
const broken = fc.constantFrom('[', ']]', '[office]', '[[office]', '[office]]', '【office】', '[[of\nfice]]', '[[office】】\n')
const unknown = fc.constantFrom('[[ofice]]', '[[Office]]', '[[]]', '【【日期】】', '[[__proto__]]', '[[constructor]]')
const text = fc.array(fc.oneof(plain, mark, broken, unknown), { maxLength: 8 }).map((pieces) => pieces.join(' '))
/** Values that would mean something to a careless replacing. */
const value = fc.constantFrom('', '$&', '$1', 'Qingjia Group', '23 November 2026', '\\')
const all: fc.Arbitrary<PlaceholderValues> = fc.record({ 'office': value, 'team': value, 'received': value, 'today': value, 'next-date': value, 'by-hand': value })

test('the parts of a text, in a row, are the text', () => {
  fc.assert(fc.property(text, (written) => partsOf(written).map(({ source }) => source).join('') === written))
})

test('with everything known only unknown names stay open, and nothing else changes', () => {
  fc.assert(fc.property(text, all, (written, values) => {
    const filled = fillIn(written, values)
    assert.deepEqual(openNames(filled), unknownNames(written))
    const expected = partsOf(written).map((part) => (part.kind === 'placeholder' ? values[part.name] ?? '' : part.source)).join('')
    assert.equal(filled, expected)
  }))
})

test('what is not known stays as it stands, and is told', () => {
  fc.assert(fc.property(text, all, known, (written, values, left) => {
    const filled = fillIn(written, { ...values, [left]: undefined })
    assert.equal(openNames(filled).includes(left), openNames(written).includes(left))
    assert.equal(fillIn(filled, values), fillIn(written, values), 'and can be filled in later')
  }))
})

test('what is put in is not read for placeholders again, and holds back the sending where it looks like one', () => {
  assert.equal(fillIn('[[office]]', { office: '[[today]]', today: '23 November 2026' }), '[[today]]')
  assert.deepEqual(openNames('[[today]]'), ['today'])
})

test('a pair of brackets around a placeholder closes over what is put in, and holds back the sending too', () => {
  const filled = fillIn('[[ [[office]] ]]', { office: '' })
  assert.equal(filled, '[[  ]]')
  assert.deepEqual(openNames(filled), [''])
})

test('a text without double brackets is left alone; one bracket, or a pair over two lines, is no placeholder', () => {
  fc.assert(fc.property(plain, all, (written, values) => fillIn(written, values) === written && openNames(written).length === 0))
  assert.deepEqual(openNames('[office] 【office】 [[of\nfice]]'), [])
  assert.deepEqual(openNames('[[ office ]] 【【next-date】】 [[Office]]'), ['office', 'next-date', 'Office'])
})
