// Goal: an office's own rules are held to the schema, and nothing silly or hostile becomes a clock. Method: the example of docs/rule-packs.md and the
// shipped packs, then one wrong member at a time, then anything at all.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import * as fc from 'fast-check'
import { addDays, asDay } from '#base/day.ts'
import { deriveClocks } from './derive.ts'
import { readOwnPack } from './pack-schema.ts'
import { SHIPPED_PACKS } from './packs.ts'

type Any = ReturnType<typeof JSON.parse>

const [, example = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync(new URL('../../../docs/rule-packs.md', import.meta.url), 'utf8')) ?? []
const pack = (): Any => JSON.parse(example)
const rule = (change: object): Any => ({ ...pack(), rules: [{ ...pack().rules[0], ...change }] })
const calendar = (change: object): Any => ({ ...pack(), calendar: { ...pack().calendar, ...change } })
const year = (change: object): Any => calendar({ years: [{ ...pack().calendar.years[0], ...change }] })
const received = { receivedDay: asDay('2027-12-20'), acknowledgedDay: null, state: 'received', events: [] } as const

test('the example in docs/rule-packs.md is a pack, and counts', () => {
  const read = readOwnPack(pack()) ?? assert.fail()
  // Tuesday, Wednesday and Thursday; of the year behind, weekends.
  assert.equal(deriveClocks([read], received, null)[0]?.due, '2027-12-23')
  assert.equal(deriveClocks([read], { ...received, receivedDay: asDay('2027-12-22') }, null)[0]?.due, '2028-01-04')
})

test('what comes with the program would be an office’s pack under another id', () => {
  for (const shipped of SHIPPED_PACKS) assert.notEqual(readOwnPack({ ...shipped, id: `own-${shipped.id}` }), null, shipped.id)
})

const REFUSED: readonly (readonly [string, unknown])[] = [
  ['the id of a pack that comes with the program', { ...pack(), id: 'eu-internal' }], ['no id', { ...pack(), id: undefined }], ['a version of nought', { ...pack(), version: 0 }],
  ['a member too many', { ...pack(), due: '2027-01-01' }], ['a due day in a rule', rule({ due: '2027-01-01' })], ['no rule', { ...pack(), rules: [] }],
  ['two rules of one id', { ...pack(), rules: [pack().rules[0], pack().rules[0]] }], ['25 rules', { ...pack(), rules: Array.from({ length: 25 }, (_, at) => ({ ...pack().rules[0], id: `r${at}` })) }],
  ['a rule that waits for itself', rule({ startsAtLatest: 'first-answer' })], ['a rule that waits for one that is not there', rule({ startsAtLatest: 'other' })],
  ['a negative length', rule({ amount: -1 })], ['half a day', rule({ amount: 0.5 })], ['eleven years', rule({ amount: 4000 })], ['121 months', rule({ amount: 121, unit: 'month' })],
  ['an unknown unit', rule({ unit: 'week' })], ['an unknown start', rule({ starts: 'whenever' })], ['an unknown cause', rule({ pausedFor: ['lunch'] })], ['a cause twice', rule({ pausedFor: ['other', 'other'] })],
  ['a year that ends on no day', rule({ yearEnds: '02-30' })], ['a year that ends on a leap day', rule({ yearEnds: '02-29' })], ['an extension without an end', rule({ extension: { amount: 10, unit: 'calendar-day', times: 0, second: true } })],
  ['an extension of 200 months', rule({ extension: { amount: 200, unit: 'month', times: 1, second: true } })], ['no article', rule({ wording: { article: { en: '', zh: '' }, checked: true } })],
  ['seven days off a week', calendar({ weekend: [1, 2, 3, 4, 5, 6, 7] })], ['an eighth day', calendar({ weekend: [8] })], ['a day off twice', calendar({ weekend: [7, 7] })],
  ['the same year twice', calendar({ years: [pack().calendar.years[0], pack().calendar.years[0]] })], ['a holiday of another year', year({ off: [['2028-01-01', '2028-01-01']] })],
  ['a holiday that ends before it begins', year({ off: [['2027-02-02', '2027-02-01']] })], ['a day that is off and worked on', year({ working: ['2027-12-25'] })], ['a day that is none', year({ working: ['2027-02-30'] })],
  ['a text', 'own-bank'], ['nothing', null], ['a list', [pack()]],
]
for (const [what, written] of REFUSED) {
  test(`no pack: ${what}`, () => { assert.equal(readOwnPack(written), null) })
}

test('whatever is read as a pack comes to an end, and nothing else is', () => {
  fc.assert(fc.property(fc.anything(), fc.constantFrom(...Object.keys(pack())), fc.tuple(fc.nat(4000), fc.constantFrom('calendar-day', 'working-day', 'month')), (value, member, [amount, unit]) => {
    assert.equal(readOwnPack({ ...pack(), [member]: fc.stringify(value) === fc.stringify(pack()[member]) ? null : value, more: value }), null)
    const read = readOwnPack(rule({ amount, unit, rollsOver: true }))
    if (read === null) return assert.ok(amount > 3660 || (unit === 'month' && amount > 120))
    const [clock] = deriveClocks([read], received, null)
    assert.ok(clock?.due !== undefined && clock.due !== null && clock.due >= addDays(received.receivedDay, unit === 'month' ? 0 : amount))
  }))
})
