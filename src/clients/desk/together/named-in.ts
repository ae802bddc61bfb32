import { standsIn } from '#clients/search/named.ts'
import { reportersWords } from '#clients/member/names-body.ts'
import type { MemberView, ReportView } from '#clients/member/member.ts'

/** Members who read a report and whose names stand in its reporter's own words. Names are compared and nothing else: who is meant a person says. */
export function namedIn({ conversation: { turns }, people }: Pick<ReportView, 'conversation' | 'people'>, members: readonly MemberView[]): readonly MemberView[] {
  const said = reportersWords(turns)
  const readers = new Set(people.flatMap(({ members: inside }) => inside))
  return members.filter(({ signKey, name }) => readers.has(signKey) && said.some((words) => standsIn(words, name)))
}
