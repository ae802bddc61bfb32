// Goal: hours that somebody types are those that are kept, and what is no week is told. Method: by hand, and there and back.
import assert from 'node:assert/strict'
import test from 'node:test'
import { hoursOf, hoursShown } from './hours-input.ts'

test('days and spans of days are read, the last word counts, and what is not named is closed', () => {
  const [early, late] = [{ from: '09:00', to: '17:30' }, { from: '10:00', to: '12:00' }]
  assert.deepEqual(hoursOf(['mon-fri 09:00-17:30', 'Sat 10:00-12:00', 'fri 10:00-12:00']), [early, early, early, early, late, late, null])
  assert.deepEqual(hoursOf(hoursShown(hoursOf(['tue-wed 09:00-17:30'])).split(', ')), hoursOf(['tue-wed 09:00-17:30']))
  for (const wrong of ['', 'mon', 'fri-mon 09:00-10:00', 'day 09:00-10:00', 'mon 9-5', 'mon 09:00']) assert.equal(hoursOf([wrong]), null, wrong)
})
