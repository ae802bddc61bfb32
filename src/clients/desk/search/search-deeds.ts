import type { CatchingUp } from '#clients/member/search-catch-up.ts'
import type { Marker } from './marks.ts'
import type { Finding, Hits } from '#clients/member/search-memory.ts'

/** Looking words up in what this device read. Every deed throws Refusal. */
export interface SearchDeeds {
  /** Opens what this device kept, then reads what it lacks. Asked again it reads what came since. @param ids - all that is open to the member; what is not among them is forgotten */
  catchUp(onprogress: (progress: CatchingUp) => void, ids: ReadonlySet<string>): Promise<void>
  /** @throws AbortError where `signal` says so */
  find(line: string, how: Finding): Promise<Hits>
  /** Marks what a line looks for, in any text. */
  marker(line: string): Promise<Marker>
}
