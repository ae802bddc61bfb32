import type { MemberRow } from '../store/store.ts'
import type { Held } from './held.ts'

/** A log-in between its two messages. About 1 KB each. */
export interface LoginAttempt {
  readonly office: string
  readonly login: string
  /** Null for an unknown name, which is answered like a known one. */
  readonly member: MemberRow | null
  readonly serverLoginState: string
}

export type LoginAttempts = Held<LoginAttempt>
