import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'

/**
 * Wrong passphrases slow down: each one after the first few doubles the pause before the next is looked at, for this name alone.
 * Unknown names are counted like known ones.
 *
 * Known weakness: whoever knows a member's name can keep this pause going, up to 8 s at a time. There is no address to tell them
 * from the member by, and there shall be none; a session that has begun is not touched by it.
 */
export interface LoginDelays {
  /** @throws Refusal `slow-down` with `waitMs` while the pause lasts. */
  check(login: string): void
  failed(login: string): void
  succeeded(login: string): void
}

const DELAY_MS_MIN = 250
const FORGET_MS = 3_600_000
const LOGINS_HELD_MAX = 50_000

interface Failures {
  readonly count: number
  readonly lastMs: number
  readonly untilMs: number
}

export function loginDelays(nowMs: () => number): LoginDelays {
  const held = new Map<string, Failures>()
  const current = (login: string): Failures | undefined => {
    const failures = held.get(login)
    return failures !== undefined && nowMs() - failures.lastMs < FORGET_MS ? failures : undefined
  }
  return {
    check(login) {
      const waitMs = (current(login)?.untilMs ?? 0) - nowMs()
      if (waitMs > 0) throw new Refusal('slow-down', { waitMs: Math.ceil(waitMs) })
    },
    failed(login) {
      const count = (current(login)?.count ?? 0) + 1
      held.delete(login)
      held.set(login, { count, lastMs: nowMs(), untilMs: nowMs() + delayMs(count) })
      const [oldest] = held.keys()
      if (held.size > LOGINS_HELD_MAX && oldest !== undefined) held.delete(oldest)
    },
    succeeded(login) {
      held.delete(login)
    },
  }
}

/** One member of one office, or nobody. */
export function loginKey({ office, login }: { readonly office: string; readonly login: string }): string {
  return `${office} ${login}`
}

export function delayMs(failures: number): number {
  if (failures < LIMITS.loginAttemptsFree) return 0
  return Math.min(LIMITS.loginDelayMsMax, DELAY_MS_MIN * 2 ** (failures - LIMITS.loginAttemptsFree))
}
