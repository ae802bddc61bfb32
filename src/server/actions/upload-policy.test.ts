// Goal: however the room is filled, whoever brings little finds a place in it, nothing that moves is thrown away, and who is sent away comes back in time.
// Method: any contents of any room and any wish; then floods by somebody who keeps to the rules and brings as much as they let in.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { BANDS, bandOf, countedBytes, decide, largestBytes, MOVES_HOURS, type Held, type Wish } from './upload-policy.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3
const HOUR_MS = 3_600_000
const SMALL_MAX = 64 * MIB

const sizes = fc.oneof(fc.integer({ min: 16_384, max: SMALL_MAX }), fc.integer({ min: SMALL_MAX, max: GIB }), fc.integer({ min: GIB, max: 9 * GIB }))
const still = fc.oneof(fc.integer({ min: 0, max: HOUR_MS - 1 }), fc.integer({ min: 0, max: 60 * HOUR_MS }))
const held: fc.Arbitrary<readonly Held[]> = fc.array(fc.record({ keptBytes: sizes, part: fc.double({ min: 0, max: 1, noNaN: true }), stillMs: still }), { minLength: 1, maxLength: 30 })
  .map((all) => all.map(({ keptBytes, part, stillMs }, at) => ({ upload: `u${at}`, keptBytes, arrivedBytes: Math.floor(keptBytes * part), stillMs })))
const rooms = fc.integer({ min: GIB, max: 48 * GIB })
const wishes: fc.Arbitrary<Wish> = fc.record({ keptBytes: sizes, begins: fc.boolean() }).map(({ keptBytes, begins }) => ({ keptBytes, begins, bytes: begins ? keptBytes : Math.min(keptBytes, MIB) }))

function level(all: readonly Held[]): number {
  return all.reduce((sum, each) => sum + countedBytes(each), 0)
}

function levelMax(room: number, { keptBytes, begins }: Wish): number {
  return room * bandOf(keptBytes)[begins ? 'begins' : 'goesOn']
}

test('what moves stays, what goes makes the room that was lacking, and no more goes than that', () => {
  fc.assert(fc.property(rooms, held, wishes, (room, all, wish) => {
    const verdict = decide(room, all, wish)
    const lacking = level(all) + wish.bytes > levelMax(room, wish)
    if (verdict.outcome === 'full') return void assert.ok(lacking && verdict.hours >= 1)
    const { collect } = verdict
    assert.equal(collect.length > 0, lacking)
    const isSmall = wish.keptBytes <= SMALL_MAX
    for (const { stillMs, keptBytes } of collect) assert.ok(stillMs >= (isSmall ? MOVES_HOURS : bandOf(keptBytes).stillHours) * HOUR_MS)
    const stays = all.filter((each) => !collect.includes(each))
    assert.ok(level(stays) + wish.bytes <= levelMax(room, wish))
    if (collect.length > 0) assert.ok(level([...stays, ...collect.slice(-1)]) + wish.bytes > levelMax(room, wish))
  }), { numRuns: 3000 })
})

test('who is sent away finds room after the hours that were named, if nobody brings more, and not an hour before', () => {
  let sentAway = 0
  // About as full as it may be, and what is there moved lately.
  fc.assert(fc.property(fc.double({ min: 0.7, max: 1.3, noNaN: true }), held, wishes, (part, bygone, wish) => {
    const all = bygone.map((each) => ({ ...each, stillMs: each.stillMs % (2 * HOUR_MS) }))
    const room = Math.max(GIB, level(all) * part)
    const verdict = decide(room, all, wish)
    if (verdict.outcome !== 'full' || wish.bytes > levelMax(room, wish)) return
    sentAway += 1
    const { hours } = verdict
    const later = (more: number): string => decide(room, all.map((each) => ({ ...each, stillMs: each.stillMs + more * HOUR_MS })), wish).outcome
    assert.equal(later(hours), 'fits')
    if (hours > 1) assert.equal(later(hours - 1), 'full')
  }), { numRuns: 10_000 })
  assert.ok(sentAway > 100, `${sentAway}`)
})

/** Lets somebody bring uploads of these sizes until nothing more is taken, all at one moment and as fast as lines go. */
function flood(room: number, keptBytes: readonly number[]): readonly Held[] {
  const all: Held[] = []
  let [from, isFull] = [0, false]
  while (!isFull) {
    isFull = true
    for (const kept of keptBytes) {
      if (decide(room, all, { keptBytes: kept, bytes: kept, begins: true }).outcome !== 'fits') continue
      all.push({ upload: `u${from++}`, keptBytes: kept, arrivedBytes: kept, stillMs: 0 })
      isFull = false
    }
  }
  return all
}

test('no flood of larger files keeps out a small one, and none of large ones a middling one', () => {
  fc.assert(fc.property(rooms, fc.array(fc.integer({ min: SMALL_MAX + 1, max: 9 * GIB }), { minLength: 1, maxLength: 5 }), (room, flooding) => {
    const all = flood(room, flooding)
    assert.equal(decide(room, all, { keptBytes: SMALL_MAX, bytes: SMALL_MAX, begins: true }).outcome, 'fits')
    // What was begun may go on beyond where it may begin.
    const further: readonly Held[] = [...all, { upload: 'on', keptBytes: 9 * GIB, arrivedBytes: Math.max(0, room * 7 / 8 - level(all)), stillMs: 0 }]
    assert.equal(decide(room, further, { keptBytes: SMALL_MAX, bytes: SMALL_MAX, begins: true }).outcome, room / 8 >= SMALL_MAX ? 'fits' : 'full')
  }), { numRuns: 300 })
  const large = flood(48 * GIB, [8 * GIB])
  assert.deepEqual([large.length, decide(48 * GIB, large, { keptBytes: GIB, bytes: GIB, begins: true }).outcome, decide(48 * GIB, large, { keptBytes: 2 * GIB, bytes: 2 * GIB, begins: true }).outcome], [3, 'fits', 'full'])
})

test('what was announced and did not come keeps nobody out', () => {
  const announced = Array.from({ length: 1000 }, (_, at) => ({ upload: `u${at}`, keptBytes: 8 * GIB, arrivedBytes: 0, stillMs: 0 }))
  for (const keptBytes of [16_384, GIB, 8 * GIB]) assert.deepEqual(decide(48 * GIB, announced, { keptBytes, bytes: keptBytes, begins: true }), { outcome: 'fits', collect: [] })
})

test('a flood of small ones gives way to the next small one after an hour, the largest first', () => {
  const all = flood(GIB, [SMALL_MAX, SMALL_MAX / 2])
  const wish = { keptBytes: MIB, bytes: MIB, begins: true }
  const full: readonly Held[] = [...all, { upload: 'rest', keptBytes: SMALL_MAX, arrivedBytes: GIB - level(all), stillMs: 0 }]
  assert.deepEqual(decide(GIB, full, wish), { outcome: 'full', hours: 1 })
  const stood = full.map((each) => ({ ...each, stillMs: HOUR_MS }))
  const verdict = decide(GIB, stood, wish)
  assert.deepEqual(verdict.outcome === 'fits' ? verdict.collect.map(({ arrivedBytes }) => arrivedBytes) : [], [Math.max(...stood.map(({ arrivedBytes }) => arrivedBytes))])
})

test('the bands are in order, and the largest that may ever begin is told', () => {
  for (const [at, band] of BANDS.entries()) {
    assert.ok(band.begins <= band.goesOn && band.goesOn <= 1 && band.stillHours >= MOVES_HOURS)
    const next = BANDS[at + 1]
    if (next !== undefined) assert.ok(band.bytesMax < next.bytesMax && band.begins > next.begins && band.goesOn > next.goesOn && band.stillHours > next.stillHours)
  }
  assert.deepEqual([GIB / 32, GIB, 4 * GIB, 48 * GIB].map(largestBytes), [GIB / 32, 3 / 4 * GIB, 2 * GIB, 24 * GIB])
})
