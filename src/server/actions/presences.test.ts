// Goal: who is at a report is held for as long as they say so and some seconds more; what was said earlier brings nobody back. Method: a slow readable twin, over any
// order of saying, leaving and waiting.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { LIMITS } from '#base/limits.ts'
import { presences } from './presences.ts'

const bytes = new Uint8Array([1])
const MEMBERS = ['wei', 'zhou', 'lin']

interface Said { readonly what: 'put' | 'end'; readonly log: string; readonly signKey: string; readonly atMs: number; readonly waitMs: number }

test('whoever said so is there until they leave, or until some seconds have gone', async () => {
  const said = fc.record({
    what: fc.constantFrom('put' as const, 'put' as const, 'end' as const), log: fc.constantFrom('a', 'b'), signKey: fc.constantFrom(...MEMBERS),
    // Some of it arrives late.
    atMs: fc.integer({ min: -30_000, max: 0 }), waitMs: fc.constantFrom(0, 1000, 20_000, 44_000, 46_000),
  })
  fc.assert(fc.property(fc.array(said, { maxLength: 25 }), (line: readonly Said[]) => {
    let nowMs = 1_000_000
    const kept = presences(() => nowMs)
    const twin = new Map<string, { readonly atMs: number; readonly heardMs: number; readonly isThere: boolean }>()
    for (const { what, log, signKey, atMs, waitMs } of line) {
      nowMs += waitMs
      const name = `${log} ${signKey}`
      const last = twin.get(name)
      const before = last !== undefined && nowMs - last.heardMs < LIMITS.presenceSeconds * 1000 ? last : null
      if (what === 'end') {
        kept.end(log, signKey)
        if (before !== null) twin.set(name, { ...before, isThere: false, heardMs: before.isThere ? nowMs : before.heardMs })
      } else {
        const signedMs = nowMs + atMs
        const isTaken = before === null || signedMs > before.atMs || (signedMs === before.atMs && before.isThere)
        assert.equal(kept.put(log, { signKey, generation: 0, atMs: signedMs, bytes }), isTaken || before?.isThere === true)
        if (isTaken) twin.set(name, { atMs: signedMs, heardMs: nowMs, isThere: true })
      }
      for (const each of ['a', 'b']) {
        const expected = MEMBERS.filter((member) => {
          const found = twin.get(`${each} ${member}`)
          return found?.isThere === true && nowMs - found.heardMs < LIMITS.presenceSeconds * 1000
        })
        assert.deepEqual(kept.at(each).map(({ signKey: who }) => who).sort(), [...expected].sort())
      }
    }
  }))
})

test('who is held with another key is not there by an older word', () => {
  const kept = presences(() => 0)
  assert.deepEqual([kept.put('a', { signKey: 'wei', generation: 0, atMs: 2, bytes }), kept.put('a', { signKey: 'wei', generation: 1, atMs: 1, bytes })], [true, false])
})

test('of too many the oldest give way', () => {
  const kept = presences(() => 0)
  for (let at = 0; at <= LIMITS.presenceHeldMax; at++) kept.put(`log ${at}`, { signKey: 'wei', generation: 0, atMs: at, bytes })
  assert.deepEqual([kept.at('log 0').length, kept.at('log 1').length, kept.at(`log ${LIMITS.presenceHeldMax}`).length], [0, 1, 1])
})
