import { base64url, randomBytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import type { MemberRow } from '../store/store.ts'

/** A log-in between its two messages. It lives in memory: nobody but the node that answered the first can take the second. */
export interface LoginAttempt {
  readonly office: string
  readonly login: string
  /** Null for an unknown name, which is answered like a known one. */
  readonly member: MemberRow | null
  readonly serverLoginState: string
}

export interface LoginAttempts {
  begin(attempt: LoginAttempt): string
  /** Each attempt is good for one second message. Null if it is unknown or too old. */
  take(id: string): LoginAttempt | null
  /** Looks without using it up. */
  peek(id: string): LoginAttempt | null
}

/** About 1 KB each. The oldest gives way, so that a flood costs strangers' attempts first and memory never. */
const ATTEMPTS_MAX = 20_000

export function loginAttempts(nowMs: () => number): LoginAttempts {
  const held = new Map<string, { readonly attempt: LoginAttempt; readonly endsMs: number }>()
  const peek = (id: string): LoginAttempt | null => {
    const found = held.get(id)
    return found !== undefined && found.endsMs > nowMs() ? found.attempt : null
  }
  const dropOld = (): void => {
    for (const [id, { endsMs }] of held) {
      if (endsMs > nowMs() && held.size <= ATTEMPTS_MAX) return
      held.delete(id)
    }
  }
  return {
    peek,
    begin(attempt) {
      const id = base64url(randomBytes(32))
      held.set(id, { attempt, endsMs: nowMs() + LIMITS.loginStartSeconds * 1000 })
      dropOld()
      return id
    },
    take(id) {
      const attempt = peek(id)
      held.delete(id)
      return attempt
    },
  }
}
