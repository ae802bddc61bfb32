// Goal: what somebody hands over is what is theirs, to people who can read it, with the words on each. Method: lines and members by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { asDay } from '#base/day.ts'
import { DEFAULT_PACKS, openDocket, type State } from '#domain/docket.ts'
import { UNTRIAGED } from '#domain/triage.ts'
import type { MemberView, QueueLine } from '#clients/member/member.ts'
import { handOverDeeds, holdersOf, receiversOf } from './hand-over.ts'

const docket = openDocket({ day: asDay('2026-11-23'), from: 'reporter', change: { state: 'received', channel: 'web', team: 'intake', packs: DEFAULT_PACKS } })

function line(id: string, assigned: string | null, { state = 'received', team = 'intake' }: { readonly state?: State; readonly team?: string } = {}): QueueLine {
  return { id, docket: { ...docket, state, team }, next: null, title: id, language: 'en', unopened: false, stale: false, byTelephone: false, entered: null, triage: { ...UNTRIAGED, assigned }, asksMe: false, card: null }
}

function member(signKey: string, of: Partial<MemberView> = {}): MemberView {
  return { signKey, name: signKey, roles: ['intake'], teams: ['intake'], active: true, fingerprint: [], recipient: '', ...of }
}

const members = [member('lin'), member('wei'), member('gone', { active: false }), member('auditor', { roles: ['auditor'], teams: [] }), member('far', { teams: ['finance'] })]

test('one hands over what is open and one’s own, or that of somebody who left, and of nobody else', () => {
  const lines = [line('a', 'lin'), line('b', 'lin', { state: 'concluded' }), line('c', 'gone'), line('d', 'wei'), line('e', null)]
  assert.deepEqual(holdersOf(lines, { members }, 'lin').map(({ signKey, why, lines: held }) => [signKey, why, held.map(({ id }) => id)]), [['lin', 'me', ['a']], ['gone', 'left', ['c']]])
  assert.deepEqual(holdersOf([], { members }, 'lin').map(({ signKey }) => signKey), ['lin'])
})

test('handlers are offered by how many of the reports their teams read; who left, handles nothing or has them already is not', () => {
  const lines = [line('a', 'lin'), line('b', 'lin', { team: 'finance' }), line('c', 'lin')]
  assert.deepEqual(receiversOf(lines, { members }, 'lin').map(({ signKey, fits }) => [signKey, fits]), [['wei', 2], ['far', 1]])
})

test('each report gets the words, waits to be taken, and what is theirs already is left alone', () => {
  const deeds = handOverDeeds([line('a', 'lin'), line('b', 'wei')], { to: 'wei', me: 'lin', note: ' the witness calls on Friday ' })
  assert.deepEqual(deeds.map(({ line: { id }, deed }) => [id, deed]), [['a', { kind: 'triage', change: { assigned: 'wei', handed: true, note: 'the witness calls on Friday' } }]])
  assert.deepEqual(handOverDeeds([line('c', 'gone')], { to: 'lin', me: 'lin', note: ' ' }).map(({ deed }) => deed), [{ kind: 'triage', change: { assigned: 'lin', handed: false } }])
})
