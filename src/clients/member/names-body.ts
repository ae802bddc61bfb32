import { fold } from '#clients/search/folding.ts'
import { standsIn } from '#clients/search/named.ts'
import { stillCounts } from '#domain/conclusion.ts'
import type { Conversation, Desk, Turn } from '#domain/conversation.ts'

/** Everything that the reporter wrote. */
export function reportersWords(turns: readonly Turn[]): readonly string[] {
  return turns.flatMap(({ from, text, answers = {} }) => (from === 'reporter' ? [text, ...Object.values(answers)] : []))
}

/** Whether the reporter's own words name a body, in whatever spelling of its characters. */
export function namesBody(turns: readonly Turn[], to: string): boolean {
  return reportersWords(turns).some((words) => standsIn(words, to))
}

export interface Referral {
  readonly to: string
  /** What the reporter would read, or reads. */
  readonly reason: string
  /** The report before it. */
  readonly turns: readonly Turn[]
  /** Hashes of its entries, in order. */
  readonly hashes: readonly string[]
}

/** Whether a second handler agreed that it goes to this body, in these words, and nothing that asks anew came since. */
export function isSeconded({ agreed }: Desk['secondApprovals'], { to, reason, turns, hashes }: Referral): boolean {
  return agreed.some((each) => fold(each.to).trim() === fold(to).trim() && each.reason === reason && stillCounts(each, turns, hashes))
}

/** Whether it stands as referred to a body that it named by then, and no second handler agreed: a program that does not look sent it there. */
export function isUnseconded({ turns }: Pick<Conversation, 'turns'>, { secondApprovals }: Pick<Desk, 'secondApprovals'>, hashes: readonly string[]): boolean {
  const decision = turns.findLast(({ state }) => state !== undefined)
  if (decision?.referredTo === undefined) return false
  const { seq, referredTo: to, text: reason } = decision
  const before = turns.filter((turn) => turn.seq < seq)
  return namesBody(before, to) && !isSeconded(secondApprovals, { to, reason, turns: before, hashes: hashes.slice(0, seq) })
}
