// Goal: what an office says of its lines is whole or refused, and whoever calls is told truly whether somebody answers, and when next. Method: the schema with a mistake
// at a time, days of China's published calendar by hand, and any week and moment.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import * as v from 'valibot'
import { addDays, asDay } from '#base/day.ts'
import { CHINA, WEEKENDS } from './clocks/calendar.ts'
import { isLine, isOpen, nextOpening, officeLines, openingOn, type Hours } from './lines.ts'

const DAY = { from: '09:00', to: '17:30' }
const WEEK: Hours = [DAY, DAY, DAY, DAY, { from: '09:00', to: '12:00' }, null, null]
const LINE = { line: 'main', channel: 'web', number: '+86 (0)21 6329-6096', languages: ['zh', 'en'], person: '02163296096', hours: WEEK, greeting: { en: 'Harbour office.', zh: '港务局举报电话。' } }

test('a line says all that a caller needs, once, and nothing else', () => {
  assert.equal(isLine(LINE), true)
  assert.equal(isLine({ ...LINE, person: null, hours: null, greeting: null, languages: ['en'] }), true)
  for (const wrong of [
    { line: 'Main' }, { number: 'call us' }, { number: '1' }, { languages: [] }, { languages: ['zh', 'zh'] }, { languages: ['de'] }, { person: '+8621' }, { hours: WEEK.slice(1) },
    { hours: WEEK.map(() => null) }, { hours: [...WEEK.slice(1), { from: '17:00', to: '09:00' }] }, { hours: [...WEEK.slice(1), { from: '9:00', to: '24:00' }] }, { greeting: { en: 'Only.' } }, { more: 1 },
  ]) assert.equal(isLine({ ...LINE, ...wrong }), false, JSON.stringify(wrong))
  assert.equal(v.is(officeLines, [LINE, { ...LINE, line: 'second' }]), true)
  assert.equal(v.is(officeLines, [LINE, LINE]), false)
  assert.equal(v.is(officeLines, []), false)
})

test('the week says when somebody answers, holidays close it, and days that are made up for open it', () => {
  const at = (day: string, time: string, calendar = CHINA): boolean => isOpen(WEEK, { day: asDay(day), time }, calendar)
  // A Thursday in November, from nine to half past five.
  assert.deepEqual([at('2026-11-26', '08:59'), at('2026-11-26', '09:00'), at('2026-11-26', '17:29'), at('2026-11-26', '17:30')], [false, true, true, false])
  assert.equal(at('2026-11-28', '10:00'), false, 'a Saturday')
  assert.equal(at('2026-10-05', '10:00'), false, 'a Monday of the October holidays')
  assert.equal(at('2026-10-05', '10:00', WEEKENDS), true)
  assert.equal(at('2026-10-10', '17:00'), true, 'a Saturday that is made up for has the hours of a Monday')
  assert.equal(isOpen(null, { day: asDay('2026-10-05'), time: '03:00' }, CHINA), true)
  assert.deepEqual(nextOpening(WEEK, { day: asDay('2026-09-30'), time: '18:00' }, CHINA), { day: '2026-10-08', time: '09:00' })
  assert.deepEqual(nextOpening(WEEK, { day: asDay('2026-11-26'), time: '07:00' }, CHINA), { day: '2026-11-26', time: '09:00' })
})

test('whoever is told when somebody answers next reaches somebody then, and nobody in between', () => {
  const opening = fc.option(fc.tuple(fc.integer({ min: 0, max: 22 }), fc.integer({ min: 1, max: 23 })).filter(([from, to]) => from < to).map(([from, to]) => ({ from: `${String(from).padStart(2, '0')}:00`, to: `${String(to).padStart(2, '0')}:00` })))
  const moment = fc.record({ day: fc.integer({ min: 0, max: 1000 }).map((days) => addDays(asDay('2024-06-01'), days)), time: fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:30`) })
  fc.assert(fc.property(fc.array(opening, { minLength: 7, maxLength: 7 }), moment, (hours, now) => {
    fc.pre(!isOpen(hours, now, CHINA))
    const next = nextOpening(hours, now, CHINA)
    if (next === null) return true
    const between = Array.from({ length: 61 }, (_, ahead) => addDays(now.day, ahead)).filter((day) => day > now.day && day < next.day)
    return isOpen(hours, next, CHINA) && `${next.day}${next.time}` > `${now.day}${now.time}` && between.every((day) => openingOn(hours, day, CHINA) === null)
  }))
})
