// Goal: whoever writes a prepared answer last is read, nobody's wording is lost, and two who wrote at once are told. Method: random orders of entries.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import * as v from 'valibot'
import { asDay } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { nextStates, STATES } from './docket.ts'
import { foldTemplates, missingLanguages, TEMPLATE_DEEDS, templateBody, wordsFor, type TemplateBody } from './templates.ts'

const BODY: TemplateBody = { id: 'AAAAAAAAAAAAAAAAAAAAAA', name: 'Thanks', texts: { en: 'Thank you.' }, deed: 'none', order: 0, retired: false, previous: null }
const day = asDay('2026-11-23')
const is = (body: unknown): boolean => v.is(templateBody, body)

test('a prepared answer has a name, words in at least one language, and a deed that an office may do', () => {
  assert.ok(is(BODY))
  assert.ok(is({ ...BODY, texts: { en: 'Thank you.', zh: '谢谢。' }, deed: 'outside-remit' }))
  for (const wrong of [
    { ...BODY, texts: {} }, { ...BODY, texts: { en: ' ' } }, { ...BODY, texts: { fr: 'Merci.' } }, { ...BODY, texts: { en: 'x'.repeat(LIMITS.templateCharactersMax + 1) } },
    { ...BODY, name: '' }, { ...BODY, deed: 'withdrawn' }, { ...BODY, deed: 'received' }, { ...BODY, order: -1 }, { ...BODY, previous: 'x' }, { ...BODY, id: 'x' }, { ...BODY, more: 1 },
  ]) assert.equal(is(wrong), false, JSON.stringify(wrong).slice(0, 100))
  const reachable = new Set(STATES.flatMap((state) => nextStates(state)))
  assert.deepEqual(new Set(TEMPLATE_DEEDS), new Set(['none', ...reachable]))
})

test('the last entry of an id counts, every earlier one is kept, and one that did not know of the last is marked', () => {
  const proposal = fc.record({ id: fc.constantFrom('a', 'b', 'c'), sawBack: fc.constantFrom(0, 0, 1), order: fc.nat(2) })
  fc.assert(fc.property(fc.array(proposal, { maxLength: 15 }), (proposals) => {
    const hashes = new Map<string, string[]>()
    const entries = proposals.map(({ id, sawBack, order }, index) => {
      const known = hashes.get(id) ?? []
      const entry = { ...BODY, id, order, previous: known.at(-1 - sawBack) ?? null, hash: `h${index}`, author: 'a', day }
      hashes.set(id, [...known, entry.hash])
      return { entry, crossed: sawBack > 0 && known.length > 0 }
    })
    const folded = foldTemplates(entries.map(({ entry }) => entry))
    for (const { id, hash, earlier } of folded) assert.deepEqual([hash, ...earlier.map((each) => each.hash)], hashes.get(id)?.toReversed())
    const crossed = new Map(folded.flatMap((each) => [each, ...each.earlier]).map((each) => [each.hash, each.crossed]))
    for (const { entry, crossed: expected } of entries) assert.equal(crossed.get(entry.hash), expected)
    assert.equal(folded.length, hashes.size)
    assert.deepEqual(folded.map(({ order }) => order), folded.map(({ order }) => order).toSorted((a, b) => a - b))
  }))
})

test('a reporter is answered in their language where there are words in it, and else in the other, which is told', () => {
  assert.deepEqual(wordsFor({ texts: { en: 'Yes.', zh: '是。' } }, 'zh'), { text: '是。', language: 'zh' })
  assert.deepEqual(wordsFor({ texts: { en: 'Yes.' } }, 'zh'), { text: 'Yes.', language: 'en' })
  assert.deepEqual(missingLanguages({ texts: { en: 'Yes.' } }), ['zh'])
  assert.deepEqual(missingLanguages({ texts: { en: 'Yes.', zh: '是。' } }), [])
})
