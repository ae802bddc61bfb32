// Goal: what a person wrote is kept as it was seen, and what no person can type is refused. Method: texts in many scripts, every
// character that a terminal or a reader obeys, and properties.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { LIMITS } from './limits.ts'
import { Refusal, type RefusalCode } from './refusal.ts'
import { cleanText, nameText, requiredText } from './text.ts'

function refuses(code: RefusalCode, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof Refusal && error.code === code)
}

test('Chinese, emoji of four bytes, Arabic with isolates and tabs are kept', () => {
  for (const text of ['他把标底告诉了 𠮷野家', '👩‍👩‍👧 🗝️', '\u2067سر\u2069 (a)', 'a\tb\nc', 'e\u0301'.normalize('NFC')]) assert.equal(cleanText(text), text)
})

test('lines end in one way, and letters are composed in one way', () => {
  assert.equal(cleanText('a\r\nb\rc\nd'), 'a\nb\nc\nd')
  assert.equal(cleanText('cafe\u0301'), 'café')
})

test('every control character but tab and line feed is refused', () => {
  for (let code = 0; code <= 0x9f; code++) {
    const control = code < 0x20 || code >= 0x7f
    const text = `a${String.fromCharCode(code)}b`
    if (!control || code === 0x09 || code === 0x0a || code === 0x0d) assert.doesNotThrow(() => cleanText(text), `U+${code.toString(16)}`)
    else refuses('bad-text', () => cleanText(text))
  }
})

test('bidirectional overrides and half surrogates are refused', () => {
  for (const text of ['a\u202eb', 'a\u202db', 'a\ud800', '\udc00', 'a\ud83d b']) refuses('bad-text', () => cleanText(text))
})

test('a name holds nothing that cannot be seen', () => {
  for (const name of ['李娜', '  Li Na ', 'Ángel O’Neill-Sáenz', 'محمد', 'अनिल']) assert.equal(nameText(name, 200), name.trim())
  for (const name of ['Li\u200bNa', 'Li\u2060Na', 'Li\u00adNa', 'Li\u2066Na', 'Li\ufe0fNa', 'Li\nNa', 'Li\tNa', 'Li\u2028Na', '\u3164', '李\u{e0100}娜']) refuses('bad-text', () => nameText(name, 200))
  refuses('empty-text', () => nameText(' ', 200))
  refuses('too-large', () => nameText('a'.repeat(201), 200))
})

test('200,000 characters pass and one more does not', () => {
  assert.equal(cleanText('报'.repeat(LIMITS.answerCharactersMax)).length, LIMITS.answerCharactersMax)
  refuses('too-large', () => cleanText('报'.repeat(LIMITS.answerCharactersMax + 1)))
  refuses('too-large', () => cleanText('abc', 2))
})

test('something must be left where something is asked for', () => {
  for (const text of ['', ' \n\t', '\u3000']) refuses('empty-text', () => requiredText(text))
  assert.equal(requiredText(' a '), ' a ')
})

test('a clean text is clean', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    let clean: string
    try {
      clean = cleanText(text)
    } catch (error) {
      assert.ok(error instanceof Refusal)
      return
    }
    assert.equal(cleanText(clean), clean)
    assert.equal(clean, text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').normalize('NFC'))
  }), { numRuns: 1000 })
})
