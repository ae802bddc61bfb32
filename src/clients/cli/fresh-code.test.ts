// Goal: a one-time code that was used is not the end: the next one is tried, then waited for. Method: a clock that stands still
// until somebody waits, and a server that remembers steps.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Refusal } from '#base/refusal.ts'
import { withFreshCode, type Clock } from './fresh-code.ts'

const NOW_STEP = 100

function scene(lastStep: number) {
  let nowMs = NOW_STEP * 30_000 + 12_000
  let last = lastStep
  const tried: number[] = []
  const waits: number[] = []
  const clock: Clock = { nowMs: () => nowMs, wait: async (ms) => { nowMs += ms } }
  const attempt = async (step: number): Promise<string | null> => {
    tried.push(step)
    const good = step > last && Math.abs(step - Math.floor(nowMs / 30_000)) <= 1
    if (good) last = step
    return good ? 'in' : null
  }
  return { tried, waits, run: () => withFreshCode(attempt, clock, (ms) => waits.push(ms)) }
}

test('an unused code is good at once', async () => {
  const { run, tried, waits } = scene(NOW_STEP - 1)
  assert.equal(await run(), 'in')
  assert.deepEqual([tried, waits], [[NOW_STEP], []])
})

test('after a used code the next one is tried, a step early', async () => {
  const { run, tried, waits } = scene(NOW_STEP)
  assert.equal(await run(), 'in')
  assert.deepEqual([tried, waits], [[NOW_STEP, NOW_STEP + 1], []])
})

test('when both were used the one after is waited for', async () => {
  const { run, tried, waits } = scene(NOW_STEP + 1)
  assert.equal(await run(), 'in')
  assert.deepEqual([tried, waits], [[NOW_STEP, NOW_STEP + 1, NOW_STEP + 2], [18_000]])
})

test('a secret that never fits is told after two waits', async () => {
  const { run, waits } = scene(Number.MAX_SAFE_INTEGER)
  await assert.rejects(run(), (error) => error instanceof Refusal && error.code === 'not-authenticated')
  assert.equal(waits.length, 2)
})
