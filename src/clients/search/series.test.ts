// Goal: copies of one page are found whoever changed a few words in them, what somebody wrote by themselves is never joined to them, and every device comes to the same.
// Method: texts that somebody labelled; properties over texts that come, change and go in any order, against a comparison of every pair.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { copyOf, LABELLED, ownText } from '#test/support/alike.ts'
import { fold } from './folding.ts'
import { newWords } from './news.ts'
import { COMPARED_UNITS_MAX, LIKENESS_LEAST, SeriesIndex, SHINGLES_LEAST } from './series-index.ts'
import { likeness, mix, shinglesOf } from './shingles.ts'

function indexOf(texts: ReadonlyMap<string, string>): SeriesIndex {
  return new SeriesIndex((id) => fold(texts.get(id) ?? ''))
}

/** Another order for each seed. */
function rank(text: string, seed: number): number {
  return mix(shinglesOf(text).reduce((hash, each) => mix(hash ^ each), seed)) >>> 0
}

const told = (index: SeriesIndex): readonly string[] => index.all().map((ids) => ids.join(' ')).toSorted()

test('copies with edits, other names, a paragraph more, in the other script join; what others wrote of the same matter does not', () => {
  const texts = new Map(LABELLED.map(({ text }, at) => [`${at}`, text]))
  const index = indexOf(texts)
  for (const id of texts.keys()) index.put(id)
  const pages = [...new Set(LABELLED.flatMap(({ page }) => page ?? []))]
  assert.deepEqual(told(index), pages.map((page) => LABELLED.flatMap((each, at) => (each.page === page ? [`${at}`] : [])).toSorted().join(' ')).toSorted())
})

test('what is far below the threshold stays far below: people who write of one matter have little in common', () => {
  const sets = LABELLED.map(({ text }) => shinglesOf(fold(text)))
  const apart = LABELLED.flatMap((one, a) => LABELLED.flatMap((other, b) => (a < b && (one.page === null || one.page !== other.page) ? [likeness(sets[a] ?? new Uint32Array(), sets[b] ?? new Uint32Array())] : [])))
  assert.ok(Math.max(...apart) < LIKENESS_LEAST / 2, `${Math.max(...apart)}`)
})

test('a few words that many write are nobody’s copy, however alike', () => {
  const texts = new Map([['a', '工资没有发，请帮忙'], ['b', '工资没有发，请帮忙'], ['c', 'help'], ['d', 'help']])
  const index = indexOf(texts)
  for (const id of texts.keys()) assert.equal(index.put(id), false)
  assert.ok(shinglesOf('工资没有发,请帮忙').length < SHINGLES_LEAST)
  assert.deepEqual(index.all(), [])
})

const deed = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('put' as const), id: fc.integer({ min: 0, max: 25 }), page: fc.integer({ min: 1, max: 4 }), copy: fc.integer({ min: 0, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), id: fc.integer({ min: 0, max: 25 }) }) },
)

test('whatever comes, changes and goes, series are what a device finds that sees what is left for the first time, in any order', () => {
  fc.assert(fc.property(fc.array(deed, { maxLength: 50 }), (deeds) => {
    const texts = new Map<string, string>()
    const index = indexOf(texts)
    for (const each of deeds) {
      const id = `${each.id}`.padStart(2, '0')
      if (each.kind === 'remove') {
        texts.delete(id)
        index.remove(id)
      } else {
        texts.set(id, each.copy === 0 ? ownText(each.page * 100 + each.id) : copyOf(each.page, each.copy))
        index.put(id)
      }
    }
    const other = indexOf(texts)
    for (const id of [...texts.keys()].toReversed()) other.put(id)
    assert.deepEqual(told(index), told(other))
    assert.equal([...texts.keys()].some((id) => index.put(id)), false, 'what is the same changes nothing')
  }), { numRuns: 60 })
})

test('what was removed gives its room to others, and those that stay stay together', () => {
  const texts = new Map(Array.from({ length: 700 }, (_, at) => [`${at}`, at % 100 === 0 ? copyOf(7, at / 100 + 1) : ownText(5000 + at)]))
  const index = indexOf(texts)
  for (const id of texts.keys()) index.put(id)
  const before = told(index)
  assert.deepEqual(before, [['0', '100', '200', '300', '400', '500', '600'].toSorted().join(' ')])
  for (let at = 0; at < 700; at++) if (at % 100 !== 0) index.remove(`${at}`)
  assert.deepEqual(told(index), before)
  texts.set('late', copyOf(7, 9))
  assert.ok(index.put('late'))
  assert.deepEqual(told(index), [`${before[0]} late`])
})

test('hundreds of texts that are almost alike cost no more than a few each, and hide no copy', () => {
  // Forty sentences, of which each text has its own twenty: a third of what two of them say is the same.
  const sentences = Array.from({ length: 40 }, (_, at) => ownText(at * 10).split('，')[0] ?? '')
  const mixed = (seed: number): string => sentences.toSorted((a, b) => rank(a, seed) - rank(b, seed)).slice(0, 20).join('，')
  const texts = new Map(Array.from({ length: 400 }, (_, at) => [`${at}`, mixed(at)]))
  let units = 0
  const index = new SeriesIndex((id) => { const text = fold(texts.get(id) ?? ''); units += text.length; return text })
  for (const id of texts.keys()) {
    units = 0
    index.put(id)
    const own = fold(texts.get(id) ?? '').length
    assert.ok(units <= own + COMPARED_UNITS_MAX + 1000, `${units} characters were cut for the one that came in`)
  }
  const before = index.all().flat().length
  texts.set('copy', `${texts.get('17')}，第九户`)
  index.put('copy')
  assert.ok(index.all().some((ids) => ids.includes('copy') && ids.includes('17')), 'the likest is looked at first')
  assert.ok(before < texts.size / 2)
})

test('whatever is taken out while a series is looked at again, what is left of it is what a device finds anew', () => {
  const texts = new Map(Array.from({ length: 600 }, (_, at) => [`${at}`, at % 20 === 0 ? copyOf(3, at / 20 + 1) : ownText(7000 + at)]))
  const index = indexOf(texts)
  for (const id of texts.keys()) index.put(id)
  index.remove('40')
  let steps = 0
  for (const _ of index.settle()) {
    // So many go that slots are given up in between.
    if (++steps === 3) for (let at = 0; at < 600; at++) if (at % 20 !== 0 || at < 60) { texts.delete(`${at}`); index.remove(`${at}`) }
  }
  const anew = indexOf(texts)
  for (const id of texts.keys()) anew.put(id)
  assert.deepEqual(told(index), told(anew))
})

test('what is new in a copy is marked, a word or a paragraph, and nothing that another has at another place', () => {
  const [page, , , signed, edited, , longer] = LABELLED.map(({ text }) => text)
  assert.ok(page !== undefined && signed !== undefined && edited !== undefined && longer !== undefined)
  const marked = (text: string, others: readonly string[]): readonly string[] => newWords(text, others.map(fold)).flatMap(({ text: piece, isHit }) => (isHit ? [piece] : []))
  assert.deepEqual(marked(page, [page]), [])
  assert.deepEqual(marked(signed, [page]), ['李某，住九号楼，电话可以打给我儿子'])
  assert.deepEqual(marked(signed, [page, `${signed}多一句`]), [])
  assert.deepEqual(marked(page.split('。').toReversed().join('。'), [page]).join('').length < 20, true)
  for (const word of ['去年年底', '三点到五', '三十多']) assert.ok(marked(edited, [page]).some((each) => each.includes(word)), word)
  assert.match(marked(longer, [page]).join('|'), /^另外补充一点.*不归他们管$/u)
  for (const text of [page, signed, edited, longer]) assert.equal(newWords(text, [fold(page)]).map((piece) => piece.text).join(''), text)
  assert.deepEqual(newWords('', []), [])
})
