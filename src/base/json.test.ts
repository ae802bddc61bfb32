// Goal: one value has one spelling, so that whoever verifies a signature reads what its author wrote. Method: properties over any
// JSON, an independent spelling by RFC 8785's own rule, and every other spelling of the same value refused.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { concat, utf8 } from './bytes.ts'
import { canonicalBytes, canonicalJson, parseCanonical } from './json.ts'

const text = fc.string({ unit: 'binary' }).map((each) => each.toWellFormed())
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' }, fc.constant(null), fc.boolean(), fc.maxSafeInteger().map((each) => each + 0), text,
    fc.array(tie('value'), { maxLength: 5 }), fc.dictionary(text, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value

test('what is spelt canonically is read back as the same value', () => {
  fc.assert(fc.property(json, (value) => { assert.deepEqual(parseCanonical(canonicalBytes(value)), value) }))
})

test('a megabyte of brackets is refused at once, and as many in a text are read', () => {
  const deep = utf8('['.repeat(500_000) + ']'.repeat(500_000))
  const begunMs = performance.now()
  assert.equal(parseCanonical(deep), undefined)
  assert.ok(performance.now() - begunMs < 100)
  for (const said of ['['.repeat(5000), '\\"['.repeat(2000), '{"[\\'.repeat(2000)]) assert.deepEqual(parseCanonical(canonicalBytes({ said })), { said })
  const wide = Array.from({ length: 5000 }, () => [[0]])
  assert.deepEqual(parseCanonical(canonicalBytes(wide)), wide)
})

test('whatever order the members came in, they leave in one', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.tuple(text, fc.nat()), { selector: ([key]) => key }), (members) => {
    const forward = canonicalJson(Object.fromEntries(members))
    assert.equal(canonicalJson(Object.fromEntries(members.toReversed())), forward)
    assert.deepEqual(JSON.parse(forward), JSON.parse(JSON.stringify(Object.fromEntries(members))))
  }))
})

test('members are sorted by UTF-16 code units, as in the example of RFC 8785 section 3.2.3', () => {
  const value = {
    '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis',
  }
  assert.deepEqual([...canonicalJson(value).matchAll(/:"(\w+)/g)].map(([, first]) => first), ['Carriage', 'One', 'Control', 'Latin', 'Euro', 'Emoji', 'Hebrew'])
})

test('strings are spelt as in RFC 8785 section 3.2.2.2', () => {
  assert.equal(canonicalJson('\u20ac$\u000f\nA\'\u0042"\\"/\u2028'), String.raw`"€$\u000f\nA'B\"\\\"/` + '\u2028"')
})

for (const [why, spelt] of [
  ['a space', '{"a": 1}'], ['a line feed at the end', '{"a":1}\n'], ['another order', '{"b":1,"a":2}'], ['a member twice', '{"a":1,"a":1}'],
  ['a member twice, the second hidden by an escape', String.raw`{"a":1,"\u0061":2}`], ['a needless escape', String.raw`{"a":"\u0041"}`],
  ['an escaped slash', String.raw`{"a":"\/"}`], ['an upper-case escape', String.raw`{"a":"\u000F"}`], ['a fraction', '{"a":1.5}'],
  ['a whole number spelt as a fraction', '{"a":1.0}'], ['an exponent', '{"a":1e3}'], ['minus nothing', '{"a":-0}'], ['a leading nought', '{"a":01}'],
  ['a number past the safe ones', '{"a":9007199254740993}'], ['a lone surrogate', String.raw`{"a":"\ud800"}`],
  ['a lone surrogate as a name', String.raw`{"\udc00":1}`], ['a trailing comma', '{"a":1,}'], ['a comment', '{"a":1/**/}'], ['NaN', '{"a":NaN}'],
  ['nothing', ''], ['two values', '{}{}'], ['a byte order mark', '\ufeff{}'], ['no JSON', 'undefined'],
] as const) {
  test(`JSON with ${why} is refused`, () => { assert.equal(parseCanonical(utf8(spelt)), undefined) })
}

test('bytes that are not UTF-8 are refused', () => {
  assert.equal(parseCanonical(concat(utf8('{"a":"'), new Uint8Array([0xc3, 0x28]), utf8('"}'))), undefined)
})

test('what is nested too deep to be read is refused, and throws nothing', () => {
  assert.equal(parseCanonical(utf8('['.repeat(500_000) + ']'.repeat(500_000))), undefined)
})

test('a text is read or refused, and what was read has exactly that spelling', () => {
  const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', '"a"', '"b"', ':', ',', '1', '-', '0', ' ', 'null', 'true', String.raw`"\u0061"`), { maxLength: 9 })
  fc.assert(fc.property(pieces, (parts) => {
    const spelt = parts.join('')
    const value = parseCanonical(utf8(spelt))
    if (value !== undefined) assert.equal(canonicalJson(value), spelt)
  }), { numRuns: 2000 })
})

test('what is no JSON is not spelt at all', () => {
  for (const value of [1.5, Number.NaN, Infinity, -0, 2 ** 53]) assert.throws(() => canonicalJson(value), RangeError)
  for (const value of [undefined, () => 1, Symbol('a'), 1n, new Date(0), new Map(), utf8('words'), new (class Box { a = 1 })(), '\ud800', [undefined]]) {
    assert.throws(() => canonicalJson(value), TypeError)
  }
  assert.throws(() => canonicalJson(Array.from({ length: 2 }).fill(1, 1)), TypeError)
  // oxlint-disable-next-line no-sparse-arrays
  assert.throws(() => canonicalJson([, 1]), TypeError)
})

test('members without a value are left out', () => {
  assert.equal(canonicalJson({ b: undefined, a: 1 }), '{"a":1}')
})
