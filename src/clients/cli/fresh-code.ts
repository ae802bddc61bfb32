import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '#base/refusal.ts'

export interface Clock {
  nowMs(): number
  wait(ms: number): Promise<void>
}

export const CLOCK: Clock = { nowMs: () => Date.now(), wait: (ms) => pause(ms) }

const STEP_MS = 30_000
const WAITS_MAX = 2

/**
 * Tries the one-time code of this time step and, if that was used already, the next one, which is accepted a step early; then
 * waits for the step after.
 *
 * @param attempt - gives null where the code was refused.
 * @throws Refusal `not-authenticated` if waiting twice did not help: then it is not the code's age that is wrong.
 */
export async function withFreshCode<T>(attempt: (step: number) => Promise<T | null>, clock: Clock, tellWait: (ms: number) => void): Promise<T> {
  let tried = -1
  for (let waits = 0; ;) {
    const step = Math.max(Math.floor(clock.nowMs() / STEP_MS), tried + 1)
    const done = await attempt(step)
    if (done !== null) return done
    tried = step
    const waitMs = tried * STEP_MS - clock.nowMs()
    if (waitMs <= 0) continue
    if (waits++ === WAITS_MAX) throw new Refusal('not-authenticated')
    tellWait(waitMs)
    await clock.wait(waitMs)
  }
}

export function instantOf(step: number): number {
  return step * STEP_MS
}
