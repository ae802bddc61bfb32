// Goal: both sides read the same conversation out of the same entries. Method: small logs, then properties over any sequence.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { firstLine, foldConversation, foldDesk, type DeskEntry, type ReportEntry } from './conversation.ts'
import type { EntryKind } from './kinds.ts'
import type { DocketChange, State } from './docket.ts'
import { UNTRIAGED } from './triage.ts'

const DAY = asDay('2026-11-23')
const KEY = 'A'.repeat(43)
const REPORTER = 'reporter-key'
const HANDLER = 'handler-key'

function report(answers: Readonly<Record<string, string>> = { what: 'bribe' }): ReportEntry {
  const docket: DocketChange = { state: 'received', channel: 'web', team: 'intake' }
  return { kind: 'report', seq: 0, hash: 'h0', author: REPORTER, day: DAY, docket, body: { answers, language: 'zh', provenance: 'in-browser', directory: KEY, recipient: 'age1pq1me' } }
}

function message(seq: number, author: string, docket: DocketChange | null = null): ReportEntry {
  return { kind: 'message', seq, hash: `h${seq}`, author, day: DAY, docket, body: { text: `words ${seq}`, language: 'en' } }
}

function stateChange(seq: number, said: State, signed: State | null): ReportEntry {
  const docket = signed === null ? null : { state: signed }
  return { kind: 'state', seq, hash: `h${seq}`, author: HANDLER, day: DAY, docket, body: { state: said, reason: 'because', language: 'en' } }
}

test('a conversation has its turns in order, each from its side', () => {
  const folded = foldConversation([report(), message(1, HANDLER, { state: 'acknowledged' }), message(2, REPORTER), stateChange(3, 'accepted', 'accepted')])
  assert.deepEqual(folded.turns.map(({ seq, kind, from, text, state }) => [seq, kind, from, text, state]), [
    [0, 'report', 'reporter', 'bribe', undefined], [1, 'message', 'office', 'words 1', undefined],
    [2, 'message', 'reporter', 'words 2', undefined], [3, 'state', 'office', 'because', 'accepted'],
  ])
  assert.equal(folded.docket.state, 'accepted')
  assert.equal(folded.docket.entries, 4)
  assert.deepEqual([folded.reporter, folded.language, folded.provenance], [REPORTER, 'zh', 'in-browser'])
})

test('where a body says another state than its signed header, the header counts', () => {
  const folded = foldConversation([report(), stateChange(1, 'accepted', 'not-accepted')])
  assert.equal(folded.turns[1]?.state, 'not-accepted')
  assert.equal(folded.docket.state, 'not-accepted')
  assert.equal(foldConversation([report(), stateChange(1, 'accepted', null)]).turns[1]?.state, undefined)
})

test('a reporter who signs a change of state is refused', () => {
  assert.throws(() => foldConversation([report(), message(1, REPORTER, { state: 'accepted' })]), (error) => error instanceof Refusal && error.code === 'not-allowed')
})

test('a log that begins otherwise is no conversation', () => {
  assert.throws(() => foldConversation([]), RangeError)
  assert.throws(() => foldConversation([message(0, REPORTER)]), RangeError)
})

test('the office may write unless the reporter said no', () => {
  assert.equal(foldConversation([report()]).contactWelcome, true)
  assert.equal(foldConversation([report({ what: 'a', contact: 'no' })]).contactWelcome, false)
})

test('a conversation is a fold: reading its beginning gives its beginning', () => {
  const steps = fc.array(fc.constantFrom(REPORTER, HANDLER), { maxLength: 10 })
  fc.assert(fc.property(steps, fc.nat(), (authors, cut) => {
    const entries = [report(), ...authors.map((author, index) => message(index + 1, author))]
    const part = entries.slice(0, 1 + (cut % entries.length))
    assert.deepEqual(foldConversation(part).turns, foldConversation(entries).turns.slice(0, part.length))
    assert.equal(foldConversation(entries).docket.entries, entries.length)
  }))
})

test('a desk shows its notes, the last title, and what of the report it has seen', () => {
  const base = { author: HANDLER, day: DAY, docket: null }
  const entries: DeskEntry[] = [
    { ...base, kind: 'opened', seq: 0, hash: 'd0', body: { reportHead: 'h0' } },
    { ...base, kind: 'note', seq: 1, hash: 'd1', body: { text: 'call her', reportHead: 'h0' } },
    { ...base, kind: 'title', seq: 2, hash: 'd2', body: { title: 'first', reportHead: 'h0' } },
    { ...base, kind: 'title', seq: 3, hash: 'd3', body: { title: 'second', reportHead: 'h1' } },
  ]
  assert.deepEqual(foldDesk(entries), { notes: [{ seq: 1, author: HANDLER, day: DAY, text: 'call her', reportHead: 'h0' }], title: 'second', triage: UNTRIAGED, handOver: null, cases: [], asked: [], excuses: [], secondApprovals: { waiting: null, agreed: [] }, reportHeadSeen: 'h1' })
  assert.deepEqual(foldDesk([]), { notes: [], title: null, triage: UNTRIAGED, handOver: null, cases: [], asked: [], excuses: [], secondApprovals: { waiting: null, agreed: [] }, reportHeadSeen: null })
})

test('a first line is cut between characters, never inside one', () => {
  assert.equal(firstLine('  one\ntwo '), 'one')
  assert.equal(firstLine('𠮷'.repeat(100), 10), `${'𠮷'.repeat(9)}…`)
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 90 }), (text, max) => {
    const line = firstLine(text, max)
    assert.ok([...line].length <= max && line.isWellFormed() && !line.includes('\n'))
  }))
})

function hidden(seq: number, author: string, what: { readonly claimed: EntryKind; readonly docket?: DocketChange }) {
  const { claimed, docket = null } = what
  return { kind: 'unreadable' as const, claimed, seq, hash: `h${seq}`, author, day: DAY, docket }
}

test('an entry that does not open is a turn without words, and still moves the report as its signed header says', () => {
  const folded = foldConversation([report(), hidden(1, HANDLER, { claimed: 'state', docket: { state: 'accepted' } }), message(2, REPORTER)])
  assert.deepEqual(folded.turns.map(({ kind, text, state }) => [kind, text, state]), [['report', 'bribe', undefined], ['unreadable', '', 'accepted'], ['message', 'words 2', undefined]])
  assert.equal(folded.docket.state, 'accepted')
})

test('a report that does not open is still a conversation', () => {
  const docket: DocketChange = { state: 'received', channel: 'web', team: 'intake' }
  const folded = foldConversation([hidden(0, REPORTER, { claimed: 'report', docket }), message(1, HANDLER, { state: 'acknowledged' })])
  assert.deepEqual([folded.answers, folded.provenance, folded.recipient, folded.docket.state, folded.reporter], [{}, null, null, 'acknowledged', REPORTER])
  assert.throws(() => foldConversation([hidden(0, REPORTER, { claimed: 'message', docket })]), RangeError)
})

test('a change of keys is one plain turn, and a note that does not open stays where it was written', () => {
  const keying = (seq: number, kind: 'rekey' | 'grant') => ({
    ...hidden(seq, HANDLER, { claimed: kind }), ...(kind === 'rekey' ? { kind, body: { reason: 'left-out' as const, previous: KEY } } : { kind, body: {} }),
  }) as ReportEntry & DeskEntry
  assert.deepEqual(foldConversation([report(), keying(1, 'rekey'), keying(2, 'grant')]).turns.map(({ kind, text }) => [kind, text]), [['report', 'bribe'], ['rekey', ''], ['grant', '']])
  const opened: DeskEntry = { kind: 'opened', seq: 0, hash: 'd0', author: HANDLER, day: DAY, docket: null, body: { reportHead: 'h0' } }
  const desk = foldDesk([opened, keying(1, 'rekey'), hidden(2, HANDLER, { claimed: 'note' })])
  assert.deepEqual([desk.notes, desk.reportHeadSeen], [[{ seq: 2, author: HANDLER, day: DAY, text: '', reportHead: 'h0', unreadable: true }], 'h0'])
})
