import { Refusal } from '#base/refusal.ts'
import type { OfficeView } from '#clients/member/member.ts'
import { teamInWords } from '#clients/desk/members/in-words.ts'
import { refusalWords } from '#clients/desk/refusal-words.ts'
import type { Tongue } from '#clients/desk/tongue.svelte.ts'

/** A team as people call it: the name it was given, or that of its id. */
export function teamName(team: string, { teams }: OfficeView, tongue: Tongue): string {
  return teams.find((each) => each.team === team)?.name ?? teamInWords(team, tongue.words)
}

export function namesInWords(names: readonly string[], { language }: Pick<Tongue, 'language'>): string {
  return names.join(language === 'zh' ? '、' : ', ')
}

/** What is wrong with a share, as exactly as it is known: which word is in no list, or how many there are. */
export function shareWords(error: unknown, tongue: Tongue): string {
  if (!(error instanceof Refusal) || error.code !== 'share-mistyped') return refusalWords(error, tongue)
  const { word, words } = error.details
  if (typeof word === 'number') return tongue.words['shares-gather-word']({ number: word })
  if (typeof words === 'number' && words > 1) return tongue.words['shares-gather-count']({ count: words })
  return refusalWords(error, tongue)
}
