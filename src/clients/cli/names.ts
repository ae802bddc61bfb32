import type { Reason } from '#domain/clocks/next.ts'
import type { State } from '#domain/docket.ts'
import type { Words } from '#words/cli/generated/words.ts'

/** Names of states and dates, as a person reads them. */

export function stateWords(say: Words, state: State): string {
  return say[`state-${state}`]
}

export function reasonWords(say: Words, reason: Reason): string {
  return say[`next-${reason}`]
}
