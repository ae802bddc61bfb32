// Goal: whoever a report names stays out of it until somebody else than they and those who found it says otherwise. Method: single steps, then a property over any order of them.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { conflictsIn, type ConflictStep } from './conflicts.ts'

const step = (kind: string, author: string, about?: string): ConflictStep => ({ kind, author, about, given: [] })
const grant = (author: string, ...given: readonly string[]): ConflictStep => ({ kind: 'grant', author, given })
const out = (...steps: readonly ConflictStep[]): readonly string[] => [...conflictsIn(steps).keys()]

test('what is declared ends by a colleague’s grant, and what is found does not', () => {
  assert.deepEqual(out(step('recusal', 'wei')), ['wei'])
  assert.deepEqual(out(step('recusal', 'wei'), grant('lin', 'wei')), [])
  assert.deepEqual(out(step('recusal', 'wei'), grant('wei', 'wei')), ['wei'])
  assert.deepEqual(out(step('conflict', 'lin', 'wei'), grant('zhou', 'wei')), ['wei'])
})

test('a finding ends by a third person’s word alone', () => {
  const found = step('conflict', 'lin', 'wei')
  for (const author of ['lin', 'wei']) assert.deepEqual(out(found, step('conflict-ended', author, 'wei')), ['wei'])
  assert.deepEqual(out(found, step('conflict-ended', 'zhou', 'wei')), [])
  assert.deepEqual(out(found, step('conflict', 'zhou', 'wei'), step('conflict-ended', 'zhou', 'wei')), ['wei'], 'who found it as well is no third person')
  assert.deepEqual(out(step('conflict', 'wei', 'wei')), [], 'of oneself one declares')
  assert.deepEqual(out(found, step('recusal', 'wei'), step('conflict-ended', 'zhou', 'wei')), ['wei'], 'what they declared themselves stands')
})

const PEOPLE = ['lin', 'wei', 'zhou', 'chen'] as const
const people = fc.constantFrom(...PEOPLE)
const steps = fc.array(fc.record({ kind: fc.constantFrom('recusal', 'conflict', 'conflict-ended', 'grant', 'note'), author: people, about: people, given: fc.uniqueArray(people) }), { maxLength: 20 })

test('in any order: nobody comes back by a word of their own or of a finder alone', () => {
  fc.assert(fc.property(steps, (given) => {
    for (const signKey of PEOPLE) {
      const last = given.findLastIndex(({ kind, author, about }) => kind === 'conflict' && about === signKey && author !== signKey)
      if (last < 0 || conflictsIn(given).get(signKey)?.found.length) continue
      assert.ok(given.slice(last + 1).some(({ kind, author, about }) => kind === 'conflict-ended' && about === signKey && author !== signKey && author !== given[last]?.author))
    }
  }))
})
