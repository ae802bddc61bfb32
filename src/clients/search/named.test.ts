// Goal: a name is found in every spelling of its characters, and not in the middle of another word. Method: by hand, both scripts, and a property over what stands around it.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { standsIn } from './named.ts'

test('a name is found whatever its case, width, accents and characters', () => {
  for (const text of ['I saw Chen Mo there.', 'CHEN  MO', 'Ｃｈｅｎ Ｍｏ', 'chén mò took it', '"Chen\nMo"', '是Chen Mo签的字']) assert.ok(standsIn(text, 'Chen Mo'), text)
  for (const text of ['举报陈默受贿', '舉報陳默受賄', '陈 默', '陳默']) assert.ok(standsIn(text, '陈默'), text)
  assert.ok(standsIn('市場監督管理局的副局長', '市场监督管理局'))
})

test('nobody is found in the middle of a word, or by one character', () => {
  for (const [text, name] of [['Chen Mole came', 'Chen Mo'], ['Xuchen Mo', 'Chen Mo'], ['Mo Chen', 'Chen Mo'], ['a b c', 'a'], ['陈某', '陈'], ['so it is', 'it'], ['', 'Chen Mo'], ['x', '']] as const) assert.ok(!standsIn(text, name), `${text} / ${name}`)
})

test('a long text that says nearly nothing but a name costs no more than its length', (t) => {
  assert.ok(!standsIn('', 'Anna'))
  let units = 0
  const look = RegExp.prototype.test
  t.mock.method(RegExp.prototype, 'test', function counted(this: RegExp, text: string) {
    units += text.length
    return look.call(this, text)
  })
  assert.ok(!standsIn('anna'.repeat(50_000), 'Anna'))
  assert.ok(units < 2_000_000, String(units))
})

test('a character above U+FFFF beside a name is a letter like others', () => {
  assert.deepEqual([standsIn('𐐀Chen Mo', 'Chen Mo'), standsIn('Chen Mo𐐀', 'Chen Mo'), standsIn('😀Chen Mo😀', 'Chen Mo')], [false, false, true])
})

test('a name between other words is found, whatever they are', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), fc.constantFrom('Chen Mo', '陈默', 'O’Brien'), (before, after, name) => {
    assert.ok(standsIn(`${before}. ${name} .${after}`, name))
  }))
})
