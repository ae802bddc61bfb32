import { daysBetween, type Day } from '#base/day.ts'
import type { AppraisalView } from '#clients/member/appraisals.ts'
import type { OfficeView } from '#clients/member/member.ts'
import { longDay } from '#clients/desk/days.ts'
import type { Tongue } from '#clients/desk/tongue.svelte.ts'
import { isAwaited, type Waiting } from './standing.ts'

type Speech = Pick<Tongue, 'words' | 'language'>
type Names = ReadonlyMap<string, string>

/** Members by their signing keys, as the office log names them. */
export function namesIn({ members }: OfficeView): Names {
  return new Map(members.map(({ signKey, name }) => [signKey, name]))
}

/** Nobody whose name is not known here is nameless. */
export function nameOf(names: Names, signKey: string | null): string {
  return signKey === null ? '' : names.get(signKey) || `${signKey.slice(0, 8)}…`
}

/** The expert as the question names them, or where it does not open, as the headers do. */
export function expertOf({ asked, expert }: Pick<AppraisalView, 'asked' | 'expert'>): string | null {
  return asked?.expert ?? expert
}

export interface DueInWords {
  readonly tone: 'late' | 'soon' | 'plain'
  readonly text: string
}

const WEEK_DAYS = 7

/** `wanted by 20 Dec 2026, 5 days late`; null once an opinion is there, or nothing is known of it. */
export function dueInWords(view: Pick<AppraisalView, 'asked' | 'state'>, today: Day, { words, language }: Speech): DueInWords | null {
  if (view.asked === null || !isAwaited(view)) return null
  const left = daysBetween(today, view.asked.due)
  const when = left < 0 ? words['appraisal-due-late']({ count: -left }) : left === 0 ? words['appraisal-due-today'] : words['appraisal-due-left']({ count: left })
  return { tone: left < 0 ? 'late' : left <= WEEK_DAYS ? 'soon' : 'plain', text: words['appraisal-due']({ day: longDay(view.asked.due, language), when }) }
}

export function waitingInWords(waiting: Waiting, part: AppraisalView['part'], { words }: Pick<Speech, 'words'>): string {
  return waiting === 'word' ? words[`appraisal-waits-word-${part}`] : words[`appraisal-waits-${waiting}`]
}

/** What a line is called by: the first question, without its number. */
export function titleOf({ asked }: Pick<AppraisalView, 'asked'>, { words }: Pick<Speech, 'words'>): string {
  return asked?.questions.split('\n')[0]?.replace(/^1\. /, '').trim() || words['appraisal']
}

/** Written text carries no language; glyphs follow what it is written in. */
export function scriptOf(text: string): 'zh-CN' | 'en' {
  return /\p{Script=Han}/u.test(text) ? 'zh-CN' : 'en'
}
