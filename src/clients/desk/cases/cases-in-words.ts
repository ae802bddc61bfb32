import type { CaseLine, CaseView } from '#clients/member/cases.ts'
import type { MemberView } from '#clients/member/member.ts'
import { isHandler } from '#domain/roles.ts'
import type { Case, CaseLine as Deed } from '#domain/cases/case.ts'
import type { Missing } from '#domain/cases/steps.ts'
import { isOpenCase } from '#domain/cases/case.ts'
import type { Words } from '#words/desk/generated/words.ts'

export function stateInWords({ state, mergedInto }: Pick<Case, 'state' | 'mergedInto'>, words: Words): string {
  return mergedInto === null ? words[`case-${state}`] : words['case-merged']
}

/** Who may be in the team of a case: whoever may handle reports. */
export function handlersOf(members: readonly MemberView[]): readonly MemberView[] {
  return members.filter(({ active, roles }) => active && isHandler(roles))
}

export function isOpenLine(line: CaseLine): boolean {
  return line.now !== null && isOpenCase(line.now)
}

/** What is missing, and of which report or allegation. */
export function missingInWords(missing: Missing, view: CaseView, words: Words): string {
  if (missing.what === 'answer' || missing.what === 'hold' || missing.what === 'reading') return words[`case-lacks-${missing.what}`]({ name: reportName(view, missing.report, words) })
  if (missing.what === 'disposition' || missing.what === 'agreement') return words[`case-lacks-${missing.what}`]({ name: allegationName(view, missing.allegation, words) })
  return words[`case-lacks-${missing.what}`]
}

export function reportName({ around }: CaseView, report: string, words: Words): string {
  return around.get(report)?.title ?? words['row-closed']
}

const NAME_CHARACTERS = 40

export function allegationName({ now }: CaseView, allegation: string, words: Words): string {
  const text = now.allegations.get(allegation)?.words?.text.split('\n', 1)[0]
  if (text === undefined) return words['case-words-elsewhere']
  return [...text].length <= NAME_CHARACTERS ? text : `${[...text].slice(0, NAME_CHARACTERS).join('')}…`
}

/** One line of the record: what was done, and the words that were written with it. */
export function deedInWords({ deed }: Deed, view: CaseView, words: Words): { readonly what: string; readonly text: string } {
  if (deed === null) return { what: words['case-did-unreadable'], text: '' }
  switch (deed.act) {
    case 'note': return { what: words['case-did-note'], text: deed.text }
    case 'titled': return { what: words['case-did-titled'], text: deed.title }
    case 'planned': return { what: words['case-did-planned'], text: deed.plan }
    case 'led': case 'agreed': return { what: words[`case-did-${deed.act}`], text: '' }
    case 'objected': return { what: words['case-did-objected'], text: deed.reason }
    case 'joined': return { what: words['case-did-joined']({ name: reportName(view, deed.report, words) }), text: '' }
    case 'left': return { what: words['case-did-left']({ name: reportName(view, deed.report, words) }), text: deed.reason }
    case 'excused': return { what: words[`case-did-${deed.excuse}`]({ name: reportName(view, deed.report, words) }), text: deed.reason }
    case 'alleged': case 'changed': return { what: words[`case-did-${deed.act}`]({ category: words[`category-${deed.category}`] }), text: deed.text }
    case 'disposed': return { what: words['case-did-disposed']({ name: allegationName(view, deed.allegation, words), as: words[`disposition-${deed.disposition}`] }), text: deed.reason }
    case 'moved': return { what: words['case-did-moved']({ state: words[`case-${deed.state}`] }), text: deed.reason }
    case 'took': return { what: words['case-did-took']({ name: view.titles.get(deed.from) ?? deed.from.slice(0, 8) }), text: '' }
    case 'gave': return { what: words['case-did-gave']({ name: view.titles.get(deed.to) ?? deed.to.slice(0, 8) }), text: '' }
  }
}
