import type { Day } from '#base/day.ts'
import type { DisclosureLine } from '#clients/member/disclosure.ts'
import { longDay } from '#clients/desk/days.ts'
import type { Tongue } from '#clients/desk/tongue.svelte.ts'

type Speech = Pick<Tongue, 'words' | 'language'>

/** `approved, waits for a custodian` */
export function stateInWords({ state, expires }: Pick<DisclosureLine, 'state' | 'expires'>, { words, language }: Speech): string {
  return state === 'opened' ? words['identity-state-opened']({ day: longDay(expires, language) }) : words[`identity-state-${state}`]
}

export interface Decision {
  readonly words: string
  readonly name: string
  readonly day: Day
}

/** Who decided what, in their order. */
export function decisionsInWords({ decisions }: Pick<DisclosureLine, 'decisions'>, names: ReadonlyMap<string, string>, { words }: Speech): readonly Decision[] {
  const told = { 'disclosure-approved': words['identity-approved-by'], 'disclosure-refused': words['identity-refused-by'], 'disclosure-opened': words['identity-opened-by'] } as const
  return decisions.flatMap(({ kind, author, day }) => (kind in told ? [{ words: told[kind as keyof typeof told], name: names.get(author) ?? '', day }] : []))
}

/** How many requests wait for something that this member can do. */
export function waitingIn(lines: readonly DisclosureLine[]): readonly DisclosureLine[] {
  return lines.filter(({ next }) => next !== null)
}
