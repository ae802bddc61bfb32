import { Refusal } from '#base/refusal.ts'
import type { CaseDeeds } from '#clients/desk/cases/case-deeds.ts'
import type { CaseOrder, Joining } from '#clients/member/case-moves.ts'
import type { AroundReport, CaseView } from '#clients/member/cases.ts'
import type { MemberView } from '#clients/member/member.ts'
import type { CaseDeed } from '#domain/cases/bodies.ts'
import { allegationsOf, reportsOf, type Case } from '#domain/cases/case.ts'
import { foldCase } from '#domain/cases/fold.ts'
import { missingFor, nextCaseStates } from '#domain/cases/steps.ts'
import type { FixtureCaseLog, FixtureOffice } from './fixture-office.ts'
import { fixtureHash } from './fixture-report.ts'

function beginFixtureCase(office: FixtureOffice, me: string, { title, members, lead = me, from }: CaseOrder & { readonly from?: string }): FixtureCaseLog {
  const id = fixtureHash(`case ${office.caseLogs.length}`)
  const body = { title, lead, ...(from === undefined ? {} : { from }) }
  const made: FixtureCaseLog = { id, members: [...new Set([me, ...members])], entries: [{ kind: 'case', hash: id, author: me, day: office.today, body }] }
  office.caseLogs.unshift(made)
  return made
}

/** Signed by somebody, as if on their device. */
function sayInFixtureCase(office: FixtureOffice, { id, by }: { readonly id: string; readonly by: string }, body: CaseDeed): void {
  const { entries } = logOf(office, id)
  entries.push({ kind: 'case-deed', hash: fixtureHash(`${id} ${entries.length}`), author: by, day: office.today, body })
}

function logOf(office: FixtureOffice, id: string): FixtureCaseLog {
  const found = office.caseLogs.find((each) => each.id === id)
  if (found === undefined) throw new Refusal('no-such-log')
  return found
}

function folded(office: FixtureOffice, id: string): Case {
  const { entries } = logOf(office, id)
  const sources = new Map(entries.flatMap((entry) => (entry.kind === 'case-deed' && entry.body.act === 'took' ? [[entry.body.from, folded(office, entry.body.from)] as const] : [])))
  return foldCase(entries, sources)
}

function viewOf(office: FixtureOffice, id: string): CaseView {
  const now = folded(office, id)
  const around = new Map([...now.reports.keys()].map((report) => [report, aroundOf(office, report)] as const))
  const hasRetention = office.retention.settledDays !== null
  const { members } = logOf(office, id)
  return {
    id, now, around, members, people: [], titles: new Map(office.caseLogs.map((each) => [each.id, folded(office, each.id).title])),
    steps: nextCaseStates(now).map((state) => ({ state, missing: missingFor(now, state, { reports: around, hasRetention }) })),
  }
}

function aroundOf(office: FixtureOffice, report: string): AroundReport | null {
  const found = office.cases.find((each) => each.id === report)
  if (found === undefined) return null
  const { view } = found
  const { docket } = view.conversation
  return { title: view.title, recused: [], cases: view.desk.cases, members: [], isAnswered: docket.lastFrom === 'office' && docket.acknowledgedDay !== null, isOnHold: view.desk.triage.hold }
}

/** Cases of an office in memory. */
export function fixtureCases(office: FixtureOffice, me: MemberView, deed: <T>(act: () => T) => Promise<T>): CaseDeeds {
  const key = me.signKey
  const on = (id: string, act: () => void): Promise<CaseView> => deed(() => {
    act()
    return viewOf(office, id)
  })
  const say = (id: string, body: CaseDeed): Promise<CaseView> => on(id, () => sayInFixtureCase(office, { id, by: key }, body))
  const joined = (id: string, { report }: Joining): void => {
    sayInFixtureCase(office, { id: id, by: key }, { act: 'joined', report })
    office.find(report).joinCase(key, id)
  }
  return {
    list: () => deed(() => office.caseLogs.map(({ id }) => ({ id, now: folded(office, id) }))),
    read: (id) => on(id, () => undefined),
    begin: (order, joining) => deed(() => {
      const { id } = beginFixtureCase(office, key, order)
      if (joining !== undefined) joined(id, joining)
      return viewOf(office, id)
    }),
    join: (id, joining) => on(id, () => joined(id, joining)),
    leave: (id, report, reason) => say(id, { act: 'left', report, reason }),
    note: (id, text) => say(id, { act: 'note', text }),
    title: (id, title) => say(id, { act: 'titled', title }),
    plan: (id, plan) => say(id, { act: 'planned', plan }),
    lead: (id, lead) => say(id, { act: 'led', lead }),
    give: (id, signKey) => on(id, () => { const log = logOf(office, id); log.members = [...log.members, signKey] }),
    leaveOut: (id, signKey) => on(id, () => { const log = logOf(office, id); log.members = log.members.filter((each) => each !== signKey) }),
    allege: (id, order) => say(id, { act: 'alleged', ...order }),
    change: (id, allegation, order) => say(id, { act: 'changed', allegation, ...order }),
    dispose: (id, allegation, order) => say(id, { act: 'disposed', allegation, ...order }),
    excuse: (id, report, order) => say(id, { act: 'excused', report, ...order }),
    move: (id, order) => say(id, { act: 'moved', ...order }),
    agree: (id, waits) => say(id, { act: 'agreed', deed: waits }),
    object: (id, waits, reason) => say(id, { act: 'objected', deed: waits, reason }),
    merge: (from, into) => on(into, () => {
      const source = folded(office, from)
      sayInFixtureCase(office, { id: into, by: key }, { act: 'took', from, reports: reportsOf(source).map(({ report }) => report), allegations: allegationsOf(source).map(({ id }) => id) })
      sayInFixtureCase(office, { id: from, by: key }, { act: 'gave', to: into, reports: [], allegations: [], whole: true })
    }),
    split: (from, { reports, allegations, ...order }) => deed(() => {
      const { id } = beginFixtureCase(office, key, { ...order, from })
      sayInFixtureCase(office, { id: id, by: key }, { act: 'took', from, reports: [...reports], allegations: [...allegations] })
      sayInFixtureCase(office, { id: from, by: key }, { act: 'gave', to: id, reports: [...reports], allegations: [...allegations], whole: false })
      return viewOf(office, id)
    }),
  }
}

/** Two cases that share a report; one waits for a second person, and one was merged. */
export function someCases(office: FixtureOffice): void {
  const [lin, zhou] = [office.lin.signKey, office.zhou.signKey]
  const [first, second, third] = office.cases
  const tender = beginFixtureCase(office, lin, { title: '城东医院采购案：标底在开标前外泄', members: [zhou] })
  const over = beginFixtureCase(office, zhou, { title: 'A complaint about the canteen, closed after a talk', members: [lin] })
  const wages = beginFixtureCase(office, zhou, { title: 'Unpaid hours at the second warehouse, and who signed the sheets', members: [lin] })
  for (const [log, report] of [[tender, first], [tender, second], [wages, second], [wages, third]] as const) {
    if (report === undefined) continue
    sayInFixtureCase(office, { id: log.id, by: lin }, { act: 'joined', report: report.id })
    report.joinCase(lin, log.id)
  }
  sayInFixtureCase(office, { id: tender.id, by: lin }, { act: 'alleged', category: 'procurement', text: '评标前一周，标底已发给两家投标人。', period: '2026-03~' })
  sayInFixtureCase(office, { id: tender.id, by: zhou }, { act: 'alleged', category: 'retaliation', text: 'Whoever asked about it was moved to the night shift.', period: '2026-04/2026-06' })
  const [, leak] = tender.entries.filter((entry) => entry.kind === 'case-deed' && entry.body.act === 'alleged')
  sayInFixtureCase(office, { id: tender.id, by: zhou }, { act: 'disposed', allegation: leak?.hash ?? '', disposition: 'abusive', reason: 'The shift plan was older than the question.' })
  sayInFixtureCase(office, { id: tender.id, by: lin }, { act: 'planned', plan: '调取开标记录；约谈两名评委。' })
  sayInFixtureCase(office, { id: over.id, by: lin }, { act: 'moved', state: 'closed', reason: 'Settled in a talk.' })
  sayInFixtureCase(office, { id: over.id, by: zhou }, { act: 'agreed', deed: over.entries.at(-1)?.hash ?? '' })
}
