// Goal: the table of kinds, the schemas of bodies and the documentation speak of the same things. Method: each is read against the others.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import * as v from 'valibot'
import { BODIES } from './bodies.ts'
import { belongsTo, ENTRY_KINDS, isEntryKind, LOG_KINDS, ruleOf, type EntryKind } from './kinds.ts'

const KINDS = Object.keys(ENTRY_KINDS) as EntryKind[]

test('every kind has a body, and every body a kind', () => {
  assert.deepEqual(Object.keys(BODIES).sort(), KINDS.toSorted())
})

test('every log is begun by one kind', () => {
  for (const log of LOG_KINDS) assert.equal(KINDS.filter((kind) => belongsTo(kind, log) && ruleOf(kind).opens === true).length, 1, log)
})

test('a log is clear or sealed as a whole, but for the word that it was erased', () => {
  for (const log of LOG_KINDS) assert.equal(new Set(KINDS.filter((kind) => kind !== 'erased' && belongsTo(kind, log)).map((kind) => ruleOf(kind).clear)).size, 1, log)
})

test('only a report has a docket to move', () => {
  for (const kind of KINDS) if (ruleOf(kind).docket === true) assert.deepEqual(ruleOf(kind).logs, ['report'])
})

test('a kind that begins a log belongs to no other', () => {
  for (const kind of KINDS) assert.ok(ruleOf(kind).logs.length >= 1 && (ruleOf(kind).opens !== true || ruleOf(kind).logs.length === 1), kind)
})

test('what everything inherits is no kind', () => {
  for (const text of ['toString', '__proto__', 'constructor', '', 'Report', 'report ']) assert.equal(isEntryKind(text), false)
})

test('the table in spec/entries.md is this one', () => {
  const rows = [...readFileSync(new URL('../../spec/entries.md', import.meta.url), 'utf8').matchAll(/^\| `([a-z-]+)` \| ([a-z, ]+) \| ([a-z, ]+) \| (clear|sealed) \| ([a-z0 ]*) \|$/gm)]
  const told = rows.map(([, kind, log, authors, clear, more]) => [kind, log, authors, clear, more?.trim()])
  const real = KINDS.map((kind) => {
    const rule = ruleOf(kind)
    const more = [...(rule.opens === true ? ['entry 0'] : []), ...(rule.docket === true ? ['docket'] : [])].join(' ')
    return [kind, rule.logs.join(', '), rule.authors.join(', '), rule.clear ? 'clear' : 'sealed', more]
  })
  assert.deepEqual(told, real)
})

const KEY = 'A'.repeat(43)

test('a body with a member too many, or a key in another spelling, is refused', () => {
  const note = { text: 'words', reportHead: KEY }
  assert.equal(v.safeParse(BODIES['note'], note).success, true)
  for (const spoilt of [{ ...note, more: 1 }, { text: 'words' }, { ...note, reportHead: `${'A'.repeat(42)}B` }, { ...note, reportHead: `${KEY}A` }, { ...note, text: 1 }, null, []]) {
    assert.equal(v.safeParse(BODIES['note'], spoilt).success, false)
  }
})

test('no answer hides behind a name that everything inherits', () => {
  const report = (answers: unknown) => v.safeParse(BODIES['report'], { answers, language: 'en', provenance: 'in-browser', directory: KEY, recipient: 'age1pq1me' }).success
  assert.equal(report({ what: 'a' }), true)
  for (const name of ['__proto__', 'constructor', 'prototype', 'What', '']) assert.equal(report(JSON.parse(`{"${name}":"x"}`)), false, name)
})
