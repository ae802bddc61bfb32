// Goal: whoever is asked is asked until they write, and nobody is asked by what they wrote themselves. Method: short histories of the desk, and a property over any.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import type { Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { foldDesk, type DeskEntry } from './conversation.ts'
import { askedOnCard, isAskedOnCard } from './mentions.ts'

const base = (log: string, seq: number, author: string) => ({ seq, hash: `${log}${seq}`, author, day: '2026-11-25' as Day, docket: null })
const note = (seq: number, author: string, mentions: string[]): DeskEntry => ({ ...base('d', seq, author), kind: 'note', body: { text: 'x', reportHead: 'r0', mentions } })
const seen = (seq: number, author: string): DeskEntry => ({ ...base('d', seq, author), kind: 'triage', body: { seen: true, reportHead: 'r0' } })
const askedIn = (desk: readonly DeskEntry[], suspects?: ReadonlySet<string>): readonly string[] => foldDesk(desk, suspects).asked

test('a mention asks until whoever it names writes at the desk: a note, or a mark', () => {
  const asking = [note(0, 'lin', ['wei', 'zhou'])]
  assert.deepEqual(askedIn(asking), ['wei', 'zhou'])
  assert.deepEqual(askedIn([...asking, note(1, 'wei', ['lin'])]), ['zhou', 'lin'])
  assert.deepEqual(askedIn([...asking, seen(1, 'zhou')]), ['wei'])
})

test('what was written before the question does not answer it, nor does a key, and nobody asks themselves', () => {
  assert.deepEqual(askedIn([note(0, 'wei', []), note(1, 'lin', ['wei', 'lin'])]), ['wei'])
  const keyed: DeskEntry = { ...base('d', 1, 'wei'), kind: 'grant', body: {} }
  assert.deepEqual(askedIn([note(0, 'lin', ['wei']), keyed]), ['wei'])
})

test('an entry that cites what the report lacks asks nobody', () => {
  assert.deepEqual(askedIn([note(0, 'lin', ['wei'])], new Set(['d0'])), [])
})

test('in any history who wrote last is not asked, and nobody is asked twice', () => {
  const who = fc.constantFrom('a', 'b', 'c', 'd')
  fc.assert(fc.property(fc.array(fc.tuple(who, fc.uniqueArray(who, { minLength: 1 })), { minLength: 1 }), (written) => {
    const asked = askedIn(written.map(([author, mentions], seq) => note(seq, author, mentions)))
    assert.ok(!asked.includes(written.at(-1)?.[0] ?? ''))
    assert.equal(new Set(asked).size, asked.length)
  }))
})

test('a card names the latest of those who are asked, by the beginning of their keys', () => {
  const keys = Array.from({ length: LIMITS.askedOnCardMax + 1 }, (_, at) => `${at}${'k'.repeat(42)}`)
  const card = askedOnCard(keys)
  assert.deepEqual([card.length, isAskedOnCard(card, keys[0] ?? ''), isAskedOnCard(card, keys.at(-1) ?? '')], [LIMITS.askedOnCardMax, false, true])
})
