// Goal: one author's word about a head that is missing marks that word and no more; what several saw, or the reader, is believed. Method: any desk
// log over any report, with heads that are there and heads that are not.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { suspectsIn } from './cited-heads.ts'
import { foldDesk, type DeskEntry } from './conversation.ts'

const base = { day: asDay('2026-11-23'), docket: null } as const
const REPORT = [{ hash: 'h0' }, { hash: 'h1' }]

interface Written { readonly author: string; readonly reportHead: string }

function deskOf(written: readonly Written[]): DeskEntry[] {
  return written.map(({ author, reportHead }, seq) => ({ ...base, kind: 'note', seq, hash: `d${seq}`, author, body: { text: `${seq}`, reportHead } }))
}

function verdict(desk: readonly DeskEntry[], reader: string): readonly string[] | 'forged-history' {
  try {
    return [...suspectsIn(desk, REPORT, reader)]
  } catch (error) {
    if (error instanceof Refusal && error.code === 'forged-history') return 'forged-history'
    throw error
  }
}

test('who is in doubt, and when the report is', () => {
  const authors = fc.constantFrom('wei', 'ana', 'lin')
  const written = fc.array(fc.record({ author: authors, reportHead: fc.constantFrom('h0', 'h1', 'h1', 'gone') }), { maxLength: 12 })
  fc.assert(fc.property(written, authors, (entries, reader) => {
    const untrue = entries.filter(({ reportHead }) => reportHead === 'gone')
    const by = new Set(untrue.map(({ author }) => author))
    const expected = by.has(reader) || by.size > 1 ? 'forged-history' : entries.flatMap(({ reportHead }, seq) => (reportHead === 'gone' ? [`d${seq}`] : []))
    assert.deepEqual(verdict(deskOf(entries), reader), expected)
  }), { numRuns: 1000 })
})

test('a note in doubt stands behind what the desk had seen, says so, and moves nothing', () => {
  const desk = deskOf([{ author: 'wei', reportHead: 'h1' }, { author: 'ana', reportHead: 'gone' }])
  const { notes, reportHeadSeen } = foldDesk(desk, suspectsIn(desk, REPORT, 'lin'))
  assert.deepEqual(notes.map(({ reportHead, suspect }) => [reportHead, suspect]), [['h1', undefined], ['h1', true]])
  assert.equal(reportHeadSeen, 'h1')
})
