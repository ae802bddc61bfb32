import type { CaseLine, CaseView } from '#clients/member/cases.ts'
import type { Session } from '#clients/member/session.ts'
import { allegationsOf, reportsOf } from '#domain/cases/case.ts'
import type { Missing } from '#domain/cases/steps.ts'
import { namesOf } from './desk-view.ts'
import type { Io } from './io.ts'
import { visibleLine } from './visible.ts'

/** Cases as `desk case` tells them. */

export function caseListJson(session: Session, lines: readonly CaseLine[]) {
  const nameOf = namesOf(session)
  return {
    cases: lines.map(({ id, now }) => (now === null ? { id, broken: true } : {
      id, title: now.title, state: now.state, lead: { key: now.lead, name: nameOf(now.lead) }, openedDay: now.openedDay, mergedInto: now.mergedInto,
      reports: reportsOf(now).length, allegations: allegationsOf(now).length, waiting: now.waiting.length,
    })),
  }
}

export function caseListLines(session: Session, lines: readonly CaseLine[], io: Io): string[] {
  const { say } = io
  if (lines.length === 0) return [say['cases-none']]
  return lines.map(({ id, now }) => (now === null ? `${id}  ${say['case-broken']}` : [id, stateOf(now, io), visibleLine(now.title),
    say['case-counts']({ reports: reportsOf(now).length, allegations: allegationsOf(now).length })].join('  ')))
}

function stateOf({ state, mergedInto }: Pick<CaseView['now'], 'state' | 'mergedInto'>, { say }: Io): string {
  return mergedInto === null ? say[`case-${state}`] : say['case-merged']
}

export function caseJson(session: Session, { id, now, around, steps, members }: CaseView) {
  const nameOf = namesOf(session)
  const person = (key: string) => ({ key, name: nameOf(key) })
  return {
    id, title: now.title, state: now.state, lead: person(now.lead), plan: now.plan, openedBy: person(now.openedBy), openedDay: now.openedDay, from: now.from, mergedInto: now.mergedInto,
    team: members.map(person),
    reports: reportsOf(now).map(({ report, from, excuses }) => {
      const standing = around.get(report) ?? null
      return { report, from, title: standing?.title ?? null, answered: standing?.isAnswered ?? null, onHold: standing?.isOnHold ?? null, excuses: excuses.map(({ excuse, reason, author, day }) => ({ excuse, reason, by: person(author), day })) }
    }),
    allegations: allegationsOf(now).map(({ id: allegation, from, words, disposed }) => ({
      allegation, from, ...(words ?? { category: null, text: null, period: null }),
      disposed: disposed === null ? null : { as: disposed.disposition, reason: disposed.reason, by: person(disposed.author), day: disposed.day, agreedBy: disposed.agreedBy === null ? null : person(disposed.agreedBy) },
    })),
    waiting: now.waiting.map((each) => ({ deed: each.hash, as: each.act === 'disposed' ? each.disposition : 'closed', ...(each.act === 'disposed' ? { allegation: each.allegation } : {}), reason: each.reason, by: person(each.author), day: each.day })),
    next: steps,
    entries: now.lines.map(({ hash, author, day, deed, effect }) => ({ hash, by: person(author), day, deed, effect })),
  }
}

export function caseLines(session: Session, view: CaseView, io: Io): string[] {
  const { say } = io
  const { id, now, around, steps, members } = view
  const nameOf = namesOf(session)
  const name = (key: string): string => visibleLine(nameOf(key))
  return [
    [id, stateOf(now, io), visibleLine(now.title)].join('  '),
    say['case-team']({ lead: name(now.lead), names: members.map(name).join(' · ') }),
    ...(now.plan === '' ? [] : [say['case-plan']({ plan: visibleLine(now.plan) })]),
    ...(now.from === null ? [] : [say['case-from']({ id: now.from })]), ...(now.mergedInto === null ? [] : [say['case-into']({ id: now.mergedInto })]),
    ...reportsOf(now).map(({ report }) => say['case-report']({ id: report, title: visibleLine(around.get(report)?.title ?? say['case-unread']) })),
    ...allegationsOf(now).map(({ id: allegation, words, disposed }) => say['case-allegation']({
      id: allegation, standing: disposed === null ? say['case-open-allegation'] : say[`disposition-${disposed.disposition}`],
      text: visibleLine(words === null ? say['case-unread'] : [words.category, words.period, words.text].filter((each) => each !== '').join(' · ')),
    })),
    ...now.waiting.map((each) => say['case-waits']({ deed: each.hash, name: name(each.author), what: each.act === 'disposed' ? say['disposition-abusive'] : say['case-closed'] })),
    ...steps.map(({ state, missing }) => (missing.length === 0 ? say['case-next']({ state }) : say['case-lacks']({ state, missing: missing.map((each) => missingLine(each, io)).join(' · ') }))),
    ...now.lines.map(({ hash, author, day, deed, effect }) => [hash, day, name(author), deed?.act ?? '', effect, visibleLine(wordsIn(deed))].filter((each) => each !== '').join('  ')),
  ]
}

function wordsIn(deed: CaseView['now']['lines'][number]['deed']): string {
  if (deed === null) return ''
  return 'text' in deed ? deed.text : 'reason' in deed ? deed.reason : 'title' in deed ? deed.title : 'plan' in deed ? deed.plan : ''
}

function missingLine(missing: Missing, { say }: Io): string {
  const of = 'report' in missing ? missing.report : 'allegation' in missing ? missing.allegation : ''
  return [say[`missing-${missing.what}`], of.slice(0, 8)].join(' ').trim()
}
