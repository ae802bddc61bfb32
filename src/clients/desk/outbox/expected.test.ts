// Goal: the page shows of a deed what the log will say of it, and nothing that the log would refuse. Method: a line of the queue and deeds on it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { asDay } from '#base/day.ts'
import type { QueueLine } from '#clients/member/member.ts'
import { nextDate, NO_OWN_PACKS } from '#domain/clocks/next.ts'
import { DEFAULT_PACKS, openDocket, type State } from '#domain/docket.ts'
import { UNTRIAGED } from '#domain/triage.ts'
import type { Deed } from './deed.ts'
import { expectedLine } from './expected.ts'

const DAY = asDay('2026-11-23')
const docket = openDocket({ day: DAY, from: 'reporter', change: { state: 'received', channel: 'web', team: 'intake', packs: DEFAULT_PACKS } })
const LINE: QueueLine = { id: 'a', docket, next: nextDate(docket, NO_OWN_PACKS), title: 'a', language: 'en', unopened: true, stale: false, entered: null, byTelephone: false, triage: UNTRIAGED, asksMe: true, card: null }
const ANSWER: Deed = { kind: 'reply', written: { text: 'Thank you.', language: 'en' } }

function decided(state: State): Deed {
  return { kind: 'state', seen: null, order: { state, reason: 'Because.', language: 'en', expectedLength: 1 } }
}

function expected(...deeds: readonly Deed[]): QueueLine {
  return expectedLine(LINE, deeds, { me: 'me', today: DAY, packs: NO_OWN_PACKS })
}

test('an answer acknowledges, counts as an entry of the office, and moves the next day', () => {
  const { docket: after, next, unopened, asksMe } = expected(ANSWER)
  assert.deepEqual([after.state, after.acknowledgedDay, after.entries, after.lastFrom, unopened, asksMe], ['acknowledged', DAY, 2, 'office', false, false])
  assert.notEqual(next?.day, LINE.next?.day)
  assert.equal(expected(ANSWER, decided('accepted'), ANSWER).docket.state, 'accepted')
})

test('a decision that may not follow changes nothing, and one that settles owes nothing', () => {
  assert.equal(expected(decided('concluded')).docket.state, 'received')
  assert.deepEqual([expected(decided('outside-remit')).docket.state, expected(decided('outside-remit')).next], ['outside-remit', null])
})

test('labels change on the desk’s side alone, and a line without deeds stays the same line', () => {
  const { triage, docket: after } = expected({ kind: 'triage', change: { add: ['wages'], severity: 'high' } }, { kind: 'triage', change: { assigned: 'me' } })
  assert.deepEqual([triage, after], [{ labels: ['wages'], severity: 'high', nextStep: '', assigned: 'me', handed: false, hold: false, series: 'by-text' }, docket])
  assert.equal(expected(), LINE)
})
