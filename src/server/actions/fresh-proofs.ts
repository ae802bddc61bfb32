import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Caller } from './caller.ts'

/**
 * Who has just shown passphrase or passkey once more. A session alone must not be enough to change what opens an account: it may be
 * a desk that somebody left unlocked. It lives in memory, as log-ins do: nobody but the node that saw the proof goes by it.
 */
export interface FreshProofs {
  give(who: Pick<Caller, 'tokenHash'>): void
  /** @throws Refusal `prove-again` */
  check(who: Pick<Caller, 'tokenHash'>): void
}

const HELD_MAX = 20_000

export function freshProofs(nowMs: () => number): FreshProofs {
  const endsMs = new Map<string, number>()
  return {
    give({ tokenHash }) {
      endsMs.delete(tokenHash)
      endsMs.set(tokenHash, nowMs() + LIMITS.freshProofSeconds * 1000)
      const [oldest] = endsMs.keys()
      if (endsMs.size > HELD_MAX && oldest !== undefined) endsMs.delete(oldest)
    },
    check({ tokenHash }) {
      if ((endsMs.get(tokenHash) ?? 0) <= nowMs()) throw new Refusal('prove-again')
    },
  }
}
