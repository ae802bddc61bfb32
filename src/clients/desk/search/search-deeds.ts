import type { CatchingUp } from '#clients/member/search-catch-up.ts'
import type { Hits } from '#clients/member/search-memory.ts'

/** Looking words up in what this device read. Every deed throws Refusal. */
export interface SearchDeeds {
  /** Opens what this device kept, then reads what it lacks. Asked again it reads what came since. */
  catchUp(onprogress: (progress: CatchingUp) => void): Promise<void>
  /** @throws AbortError where `signal` says so */
  find(line: string, hitsMax: number, signal: AbortSignal): Promise<Hits>
}
