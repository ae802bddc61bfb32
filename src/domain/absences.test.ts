// Goal: who is away on a day, and who covers, follows from what they and administrators signed, and from nobody else's word. Method: any entries in any order, against a
// slow twin; and the edges of days.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import * as v from 'valibot'
import { addDays, asDay } from '#base/day.ts'
import { absenceBody, awayOn, coveredBy, foldAbsences, isAwayOn, isOpenAbsence, type AbsenceEntry } from './absences.ts'

const DAY = asDay('2026-11-23')
const PEOPLE = ['wei', 'zhou', 'lin'] as const
const ABSENCE: AbsenceEntry = { id: 'one', of: 'wei', from: DAY, until: addDays(DAY, 4), covers: ['zhou'], ended: null, author: 'wei', isByAdministrator: false }

const entry = fc.record({
  id: fc.constantFrom('one', 'two'), of: fc.constantFrom(...PEOPLE), author: fc.constantFrom(...PEOPLE), isByAdministrator: fc.boolean(),
  from: fc.nat(5).map((days) => addDays(DAY, days)), length: fc.nat(5), covers: fc.uniqueArray(fc.constantFrom(...PEOPLE), { minLength: 1 }), ended: fc.option(fc.nat(9).map((days) => addDays(DAY, days))),
}).map(({ length, ...each }): AbsenceEntry => ({ ...each, until: addDays(each.from, length) }))

test('nobody is away but by their own word or an administrator’s, the last one counts, and an absence stays one person’s', () => {
  fc.assert(fc.property(fc.array(entry, { maxLength: 6 }), fc.nat(11), (entries, later) => {
    const today = addDays(DAY, later)
    const folded = foldAbsences(entries)
    const twin = new Map<string, AbsenceEntry>()
    for (const each of entries) {
      const before = twin.get(each.id)
      if ((each.of === each.author || each.isByAdministrator) && (before === undefined || before.of === each.of)) twin.set(each.id, each)
    }
    for (const who of PEOPLE) {
      const present = [...twin.values()].filter(({ of, from, until, ended }) => of === who && from <= today && until >= today && !(ended !== null && ended <= today))
      assert.equal(awayOn(folded, who, today) !== null, present.length > 0)
      for (const cover of PEOPLE) assert.equal(coveredBy(folded, cover, today).has(who), present.some(({ covers }) => covers.includes(cover)))
    }
  }))
})

test('both days count, whoever is back is back that day, and what never began is over', () => {
  assert.deepEqual([-1, 0, 4, 5].map((days) => isAwayOn(ABSENCE, addDays(DAY, days))), [false, true, true, false])
  const back = { ...ABSENCE, ended: addDays(DAY, 2) }
  assert.deepEqual([1, 2, 3].map((days) => [isAwayOn(back, addDays(DAY, days)), isOpenAbsence(back, addDays(DAY, days))]), [[true, true], [false, false], [false, false]])
  const [before, sameDay] = [addDays(DAY, -3), { ...ABSENCE, ended: addDays(DAY, -3) }]
  assert.deepEqual([isOpenAbsence(ABSENCE, before), isOpenAbsence(sameDay, before), isOpenAbsence(sameDay, DAY)], [true, false, false])
})

test('two absences at once are one, until the later day, with the covers of both', () => {
  const other: AbsenceEntry = { ...ABSENCE, id: 'two', until: addDays(DAY, 9), covers: ['lin', 'zhou'] }
  assert.deepEqual(awayOn(foldAbsences([ABSENCE, other]), 'wei', DAY), { until: addDays(DAY, 9), covers: ['zhou', 'lin'] })
})

test('an absence of more than a year, backwards, covered by nobody or by whoever is away is none', () => {
  const [wei, zhou, id] = ['A'.repeat(43), 'B'.repeat(42) + 'A', 'A'.repeat(22)]
  const fits = (change: object): boolean => v.safeParse(absenceBody, { id, of: wei, from: DAY, until: DAY, covers: [zhou], ended: null, ...change }).success
  assert.deepEqual([{}, { until: addDays(DAY, 365) }, { ended: DAY }].map(fits), [true, true, true])
  assert.deepEqual([{ until: addDays(DAY, 366) }, { until: addDays(DAY, -1) }, { covers: [] }, { covers: [zhou, zhou] }, { covers: [wei] }, { from: '2026-02-30' }, { why: 'ill' }].map(fits), Array(7).fill(false))
})
