// Goal: nobody can say that a member took a report down who did not, and no word or day of it can be changed afterwards. Method: spec/vectors/entered.json.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as v from 'valibot'
import type { Day } from '#base/day.ts'
import { BODIES, type Bodies } from '#domain/bodies.ts'
import { vectors } from '#test/support/vectors.ts'
import { isEnteredBy } from './entered.ts'

interface Case { readonly name: string; readonly received: Day | null; readonly body: Bodies['report'] }
interface Vectors { readonly report: string; readonly good: readonly Case[]; readonly unproved: readonly Case[]; readonly malformed: readonly Omit<Case, 'received'>[] }

const { report, good, unproved, malformed } = vectors<Vectors>('entered')

test('a member’s word holds for one report, its words and its day, and for nothing else', async () => {
  for (const { name, received, body } of good) {
    assert.equal(v.is(BODIES.report, body), true, name)
    assert.equal(await isEnteredBy({ report, received, body }), true, name)
  }
  for (const { name, received, body } of unproved) {
    assert.equal(v.is(BODIES.report, body), true, name)
    assert.equal(await isEnteredBy({ report, received, body }), false, name)
  }
  const { entered: _, ...own } = good[0]?.body ?? assert.fail('no vectors')
  assert.equal(await isEnteredBy({ report, received: null, body: own }), false, 'a reporter’s own')
})

test('minutes of a meeting that the reporter did not want are no report', () => {
  for (const { name, body } of malformed) assert.equal(v.is(BODIES.report, body), false, name)
})
