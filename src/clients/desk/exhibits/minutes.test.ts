// Goal: what somebody writes down by the office's clock comes back as it was. Method: zones with and without summer time, and any minute.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { instantOf, keptMinute, keptSecond, minuteInWords, wallMinute } from './minutes.ts'

test('a minute by the office’s clock is kept in universal time', () => {
  assert.equal(keptMinute(instantOf('2026-11-25T10:05', 'Asia/Shanghai') ?? 0), '2026-11-25T02:05Z')
  assert.equal(keptSecond(instantOf('2026-11-25T10:05:30', 'Asia/Shanghai') ?? 0), '2026-11-25T02:05:30Z')
  assert.equal(minuteInWords('2026-11-25T02:05Z', { language: 'en', timeZone: 'Asia/Shanghai' }), '25 Nov 2026, 10:05')
  assert.match(minuteInWords('2026-11-25T02:05Z', { language: 'zh', timeZone: 'Asia/Shanghai' }), /^2026年11月25日 ?10:05$/)
})

test('a minute that no clock showed is none', () => {
  assert.equal(instantOf('2026-03-29T02:30', 'Europe/Berlin'), null)
  assert.equal(instantOf('', 'Europe/Berlin'), null)
  assert.equal(instantOf('2026-02-30T10:00', 'Europe/Berlin'), null)
})

test('every minute comes back as it was written', () => {
  const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'UTC', 'Pacific/Chatham')
  fc.assert(fc.property(zones, fc.integer({ min: 0, max: 4_000_000 }), (zone, minutes) => {
    const wall = wallMinute(Date.UTC(2024, 0) + minutes * 60_000, zone)
    const instant = instantOf(wall, zone)
    assert.ok(instant !== null)
    assert.equal(wallMinute(instant, zone), wall)
  }))
})
