// Goal: what is drawn of a sound is its loudness, and nobody who skips silence misses a word. Method: tones and gaps of known length, then any order of them.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { clock, peaks, silences } from './wave.ts'

const RATE = 8000

/** Seconds of a tone, or of a room in which nobody speaks. */
function sound(parts: readonly { readonly seconds: number; readonly level: number }[]) {
  const samples = parts.flatMap(({ seconds, level }) => Array.from({ length: Math.round(seconds * RATE) }, (_, at) => level * Math.sin(at / 3)))
  return { rateHz: RATE, channels: [Float32Array.from(samples)] }
}

test('the loudest of each piece is drawn, of all channels', () => {
  const drawn = peaks({ rateHz: RATE, channels: [Float32Array.of(0, 0.5, 0, 0), Float32Array.of(0, 0, 0, -2)] }, 2)
  assert.deepEqual([...drawn], [0.5, 1])
  assert.deepEqual([...peaks({ rateHz: RATE, channels: [] }, 3)], [0, 0, 0])
})

test('a long gap is skipped but for its ends, a breath is not, and a quiet room counts as silence', () => {
  const gap = silences(sound([{ seconds: 2, level: 0.5 }, { seconds: 3, level: 0.001 }, { seconds: 1, level: 0.5 }, { seconds: 0.6, level: 0 }, { seconds: 1, level: 0.5 }]))
  assert.equal(gap.length, 1)
  assert.ok(Math.abs((gap[0]?.from ?? 0) - 2.25) < 0.06 && Math.abs((gap[0]?.to ?? 0) - 4.75) < 0.06, JSON.stringify(gap))
  assert.equal(silences(sound([{ seconds: 2, level: 0.5 }, { seconds: 3, level: 0.02 }, { seconds: 1, level: 0.5 }])).length, 1, 'a room that is heard beside a voice')
  assert.equal(silences(sound([{ seconds: 4, level: 0.02 }])).length, 0, 'a quiet voice alone is a voice')
  assert.deepEqual(silences({ rateHz: RATE, channels: [] }), [])
})

test('no silence holds speech, and they stand apart in their order', () => {
  const part = fc.record({ seconds: fc.integer({ min: 2, max: 40 }).map((tenths) => tenths / 10), level: fc.constantFrom(0, 0.002, 0.3, 0.9) })
  fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
    let at = 0
    const spoken = parts.flatMap(({ seconds, level }) => {
      const [from, to] = [at, at += seconds]
      return level > 0.1 ? [{ from, to }] : []
    })
    const found = silences(sound(parts))
    for (const [index, { from, to }] of found.entries()) {
      assert.ok(from < to && from >= (found[index - 1]?.to ?? 0) && to <= at + 0.001)
      assert.ok(spoken.every((speech) => speech.to <= from || speech.from >= to), JSON.stringify({ found, spoken }))
    }
  }), { numRuns: 60 })
})

test('a place in a sound is told as people write it', () => {
  assert.deepEqual([0, 5.9, 65, 3723, -1].map(clock), ['0:00', '0:05', '1:05', '1:02:03', '0:00'])
})
