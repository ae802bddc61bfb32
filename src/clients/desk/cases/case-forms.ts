import type { CaseView } from '#clients/member/cases.ts'
import type { MemberView } from '#clients/member/member.ts'
import { ALLEGATION_CATEGORIES, DISPOSITIONS, EXCUSES, type AllegationCategory, type CaseState, type Disposition, type Excuse } from '#domain/cases/bodies.ts'
import { allegationsOf, reportsOf, type Allegation } from '#domain/cases/case.ts'
import type { Words } from '#words/desk/generated/words.ts'
import type { CaseDeeds } from './case-deeds.ts'
import { allegationName, reportName } from './cases-in-words.ts'

export interface Choice { readonly value: string; readonly label: string }

export interface CaseField {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly kind: 'line' | 'text' | 'select' | 'checks'
  readonly choices?: readonly Choice[]
  readonly value?: string
  /** What is said where nothing was given; without it, nothing need be. */
  readonly missing?: string
}

/** What a dialog about a case asks, and what it does with the answers. */
export interface CaseForm {
  /** Under which name a draft of it is kept. */
  readonly name: string
  readonly title: string
  readonly about?: string
  readonly fields: readonly CaseField[]
  readonly act: string
  /** @param all - ticked values of every field of checks */
  run(given: Readonly<Record<string, string>>, all: readonly string[]): Promise<CaseView>
}

interface Making { readonly deeds: CaseDeeds; readonly view: CaseView; readonly words: Words }

export function noteForm({ deeds, view, words }: Making): CaseForm {
  return { name: 'note', title: words['case-note'], about: words['case-note-about'], fields: [{ name: 'text', label: words['case-text'], kind: 'text', missing: words['case-text-missing'] }], act: words['case-sign'], run: ({ text = '' }) => deeds.note(view.id, text) }
}

export function planForm({ deeds, view, words }: Making): CaseForm {
  return { name: 'plan', title: words['case-plan'], fields: [{ name: 'text', label: words['case-plan-text'], kind: 'text', value: view.now.plan }], act: words['case-sign'], run: ({ text = '' }) => deeds.plan(view.id, text) }
}

export function titleForm({ deeds, view, words }: Making): CaseForm {
  return { name: 'title', title: words['case-rename'], fields: [titleField(words, view.now.title)], act: words['case-sign'], run: ({ title = '' }) => deeds.title(view.id, title) }
}

function titleField(words: Words, value = ''): CaseField {
  return { name: 'title', label: words['case-title'], hint: words['case-title-hint'], kind: 'line', value, missing: words['case-title-missing'] }
}

/** @param before - what is said anew; nothing for a new one */
export function allegationForm({ deeds, view, words }: Making, before?: Allegation): CaseForm {
  const said = before?.words ?? null
  return {
    name: before === undefined ? 'allege' : `change-${before.id}`, title: before === undefined ? words['case-allege'] : words['case-change'], about: words['case-allege-about'],
    fields: [
      { name: 'category', label: words['case-category'], kind: 'select', choices: ALLEGATION_CATEGORIES.map((value) => ({ value, label: words[`category-${value}`] })), value: said?.category ?? '', missing: words['case-category-missing'] },
      { name: 'period', label: words['case-period'], hint: words['case-period-hint'], kind: 'line', value: said?.period ?? '' },
      { name: 'text', label: words['case-allegation'], kind: 'text', value: said?.text ?? '', missing: words['case-text-missing'] },
    ],
    act: words['case-sign'],
    run: ({ category, period = '', text = '' }) => {
      const order = { category: category as AllegationCategory, period, text }
      return before === undefined ? deeds.allege(view.id, order) : deeds.change(view.id, before.id, order)
    },
  }
}

export function disposeForm({ deeds, view, words }: Making, { id }: Allegation): CaseForm {
  return {
    name: `dispose-${id}`, title: words['case-dispose'], about: allegationName(view, id, words),
    fields: [
      // No finding is chosen beforehand: the software must not lean.
      { name: 'as', label: words['case-disposition'], hint: words['case-disposition-hint'], kind: 'select', choices: DISPOSITIONS.map((value) => ({ value, label: words[`disposition-${value}`] })), missing: words['case-disposition-missing'] },
      reasonField(words),
    ],
    act: words['case-sign'], run: ({ as, reason = '' }) => deeds.dispose(view.id, id, { disposition: as as Disposition, reason }),
  }
}

function reasonField(words: Words): CaseField {
  return { name: 'reason', label: words['reason'], kind: 'text', missing: words['case-reason-missing'] }
}

export function excuseForm({ deeds, view, words }: Making, report: string): CaseForm {
  return {
    name: `excuse-${report}`, title: words['case-excuse'], about: words['case-excuse-about']({ name: reportName(view, report, words) }),
    fields: [{ name: 'as', label: words['case-excuse-which'], kind: 'select', choices: EXCUSES.map((value) => ({ value, label: words[`case-excuse-${value}`] })), missing: words['case-excuse-missing'] }, reasonField(words)],
    act: words['case-sign'], run: ({ as, reason = '' }) => deeds.excuse(view.id, report, { excuse: as as Excuse, reason }),
  }
}

export function leaveForm({ deeds, view, words }: Making, report: string): CaseForm {
  return { name: `leave-${report}`, title: words['case-leave'], about: words['case-leave-about']({ name: reportName(view, report, words) }), fields: [reasonField(words)], act: words['case-leave-do'], run: ({ reason = '' }) => deeds.leave(view.id, report, reason) }
}

export function moveForm({ deeds, view, words }: Making, state: CaseState): CaseForm {
  return {
    name: `move-${state}`, title: words['case-move']({ state: words[`case-${state}`] }), ...(state === 'closed' ? { about: words['case-close-about'] } : {}),
    fields: [reasonField(words)], act: state === 'closed' ? words['case-ask-second'] : words['case-sign'], run: ({ reason = '' }) => deeds.move(view.id, { state, reason }),
  }
}

export function objectForm({ deeds, view, words }: Making, deed: string): CaseForm {
  return { name: `object-${deed}`, title: words['case-object'], fields: [reasonField(words)], act: words['case-sign'], run: ({ reason = '' }) => deeds.object(view.id, deed, reason) }
}

/** One of the office's handlers, to be given the case, to be left out of it, or to lead it. */
export function memberForm({ deeds, view, words }: Making, what: 'give' | 'leave-out' | 'lead', members: readonly MemberView[]): CaseForm {
  return {
    name: what, title: words[`case-${what}`], about: words[`case-${what}-about`],
    fields: [{ name: 'who', label: words['case-who'], kind: 'select', choices: members.map(({ signKey, name }) => ({ value: signKey, label: name })), missing: words['case-who-missing'] }],
    act: words['case-sign'], run: ({ who = '' }) => (what === 'leave-out' ? deeds.leaveOut(view.id, who) : deeds[what](view.id, who)),
  }
}

export function mergeForm({ deeds, view, words }: Making, others: readonly Choice[]): CaseForm {
  return {
    name: 'merge', title: words['case-merge'], about: words['case-merge-about'],
    fields: [{ name: 'into', label: words['case-merge-into'], kind: 'select', choices: others, missing: words['case-merge-missing'] }], act: words['case-merge-do'], run: ({ into = '' }) => deeds.merge(view.id, into),
  }
}

/** The new case has the team of this one, as far as they may read it. */
export function splitForm({ deeds, view, words }: Making): CaseForm {
  const parts = [
    ...reportsOf(view.now).map(({ report }) => ({ value: report, label: words['case-part-report']({ name: reportName(view, report, words) }) })),
    ...allegationsOf(view.now).map(({ id }) => ({ value: id, label: words['case-part-allegation']({ name: allegationName(view, id, words) }) })),
  ]
  return {
    name: 'split', title: words['case-split'], about: words['case-split-about'],
    fields: [titleField(words), { name: 'parts', label: words['case-parts'], kind: 'checks', choices: parts, missing: words['case-parts-missing'] }], act: words['case-split-do'],
    run: ({ title = '' }, all) => deeds.split(view.id, { title, members: view.members, reports: all.filter((id) => view.now.reports.has(id)), allegations: all.filter((id) => view.now.allegations.has(id)) }),
  }
}
