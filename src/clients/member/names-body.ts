import { fold } from '#clients/search/folding.ts'
import { standsIn } from '#clients/search/named.ts'
import type { Conversation, Desk, Turn } from '#domain/conversation.ts'

/** Whether the reporter's own words name a body, in whatever spelling of its characters. */
export function namesBody(turns: readonly Turn[], to: string): boolean {
  return turns.some(({ from, text, answers = {} }) => from === 'reporter' && [text, ...Object.values(answers)].some((words) => standsIn(words, to)))
}

/** Whether a second handler agreed that it goes to this body. */
export function isSeconded({ agreed }: Desk['seconds'], to: string): boolean {
  return agreed.some((each) => fold(each.to).trim() === fold(to).trim())
}

/** Whether it stands as referred to a body that it named by then, and no second handler agreed: a program that does not look sent it there. */
export function isUnseconded({ turns }: Pick<Conversation, 'turns'>, { seconds }: Pick<Desk, 'seconds'>): boolean {
  const at = turns.findLastIndex(({ state }) => state !== undefined)
  const to = turns[at]?.referredTo
  return to !== undefined && namesBody(turns.slice(0, at), to) && !isSeconded(seconds, to)
}
