// Goal: no name that a stranger gave a file leads elsewhere, turns text around or hides its ending. Method: names that try, then any name.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { LIMITS } from './limits.ts'
import { fileName } from './file-name.ts'

for (const [name, safe] of [
  ['码头 1.jpg', '码头 1.jpg'], ['report.tar.gz', 'report.tar.gz'], ['😀.png', '😀.png'],
  ['../../etc/passwd', 'passwd'], ['C:\\Users\\lin\\a.doc', 'a.doc'], ['..', '_'], ['.bashrc', '_bashrc'], ['', '_'], ['/', '_'],
  ['invoice\u202egpj.exe', 'invoice_gpj.exe'], ['a\u0000b\u001b[31m.txt', 'a_b_[31m.txt'], ['zero\u200bwidth', 'zero_width'], ['a\nb', 'a_b'], ['half \ud800', 'half \ufffd'],
] as const) {
  test(`${JSON.stringify(name)} becomes ${JSON.stringify(safe)}`, () => assert.equal(fileName(name), safe))
}

test('a long name keeps its ending, which says what it is', () => {
  const safe = fileName(`${'很长'.repeat(400)}.part01.xlsx`)
  assert.ok(safe.length <= LIMITS.nameCharactersMax && safe.endsWith('.part01.xlsx'))
})

test('whatever the name, it is safe, stays the same when made safe again, and is text', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 300 })), (name) => {
    const safe = fileName(name)
    assert.equal(fileName(safe), safe)
    assert.ok(safe.length > 0 && safe.length <= LIMITS.nameCharactersMax && safe.isWellFormed())
    assert.doesNotMatch(safe, /[\p{Cc}\p{Cf}\\/]/u)
  }))
})
