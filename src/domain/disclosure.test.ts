// Goal: an identity is opened by three people in the one order, and for so long. Method: each walk that is allowed, every other next step
// at every point, and days at both edges.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addDays, asDay } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { foldDisclosure, isOver, type DisclosureStep } from './disclosure.ts'

const DAY = asDay('2026-11-25')
const ask = (more: Partial<DisclosureStep> = {}): DisclosureStep => ({ kind: 'disclosure', author: 'requester', day: DAY, expires: addDays(DAY, 30), ...more })
const approve = (author = 'approver'): DisclosureStep => ({ kind: 'disclosure-approved', author, day: DAY })
const refuse = (author = 'approver'): DisclosureStep => ({ kind: 'disclosure-refused', author, day: DAY })
const open = (author = 'custodian', expires = addDays(DAY, 7)): DisclosureStep => ({ kind: 'disclosure-opened', author, day: DAY, expires })

function refused(steps: readonly DisclosureStep[]): string {
  if (steps.length > 1) foldDisclosure(steps.slice(0, -1))
  try {
    foldDisclosure(steps)
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error)
  }
  return 'allowed'
}

test('asked, approved by one, opened by another', () => {
  const opened = foldDisclosure([ask(), approve(), open()])
  assert.equal(opened.state, 'opened')
  assert.equal(opened.expires, addDays(DAY, 7))
  assert.deepEqual(opened.decisions.map(({ author }) => author), ['approver', 'custodian'])
  assert.equal(foldDisclosure([ask(), refuse()]).state, 'refused')
  assert.equal(foldDisclosure([ask(), approve(), refuse('custodian')]).state, 'refused')
})

test('no other order', () => {
  const walks = [[ask()], [ask(), approve()], [ask(), refuse()], [ask(), approve(), open()]]
  const allowed = walks.map((walk) => [approve('x'), refuse('y'), open('z'), ask({ author: 'w' })].filter((next) => refused([...walk, next]) === 'allowed').map(({ kind }) => kind))
  assert.deepEqual(allowed, [['disclosure-approved', 'disclosure-refused'], ['disclosure-refused', 'disclosure-opened'], [], []])
  assert.equal(refused([ask(), open()]), 'transition-not-allowed')
})

test('nobody takes two parts', () => {
  assert.equal(refused([ask(), approve('requester')]), 'not-allowed')
  assert.equal(refused([ask(), approve(), open('requester')]), 'not-allowed')
  assert.equal(refused([ask(), approve(), open('approver')]), 'not-allowed')
})

test('no request waits, and no identity stays, for longer than the limit', () => {
  assert.equal(refused([ask({ expires: addDays(DAY, LIMITS.disclosureWaitDays) })]), 'allowed')
  assert.equal(refused([ask({ expires: addDays(DAY, LIMITS.disclosureWaitDays + 1) })]), 'malformed')
  assert.equal(refused([ask(), approve(), open('custodian', addDays(DAY, LIMITS.disclosureDaysMax))]), 'allowed')
  assert.equal(refused([ask(), approve(), open('custodian', addDays(DAY, LIMITS.disclosureDaysMax + 1))]), 'malformed')
  assert.equal(refused([ask({ expires: addDays(DAY, -1) })]), 'malformed')
  const { expires } = foldDisclosure([ask()])
  assert.deepEqual([isOver({ expires }, expires), isOver({ expires }, addDays(expires, 1))], [false, true])
})
