import { Refusal } from '#base/refusal.ts'
import type { CaseDeed } from './bodies.ts'
import { allegationsOf, isOpenCase, reportsOf, type Allegation, type Case, type CaseEntry, type CaseLine, type DeedBreak, type DeedEffect, type Placed, type Waiting } from './case.ts'
import { mayBecome, missingInLog } from './steps.ts'

/**
 * What a case says. Nothing is thrown for what does not fit and nothing left out: a deed that counts for nothing is a line of the record with what is wrong.
 *
 * @param sources - cases that this one took something from, as far as the reader has them: an allegation's words stay where they were written.
 * @throws Refusal `malformed` if entry 0 does not open
 */
export function foldCase(entries: readonly CaseEntry[], sources: ReadonlyMap<string, Case> = new Map()): Case {
  const [first, ...rest] = entries
  if (first?.kind !== 'case') throw new Refusal('malformed', { member: 'case' })
  const { title, lead, from = null } = first.body
  return rest.reduce<Case>((before, entry) => withEntry(before, entry, sources), {
    openedBy: first.author, openedDay: first.day, title, lead, plan: '', state: 'opened', before: 'opened', from, mergedInto: null,
    reports: new Map(), allegations: new Map(), gone: new Map(), waiting: [], lines: [],
  })
}

function withEntry(before: Case, entry: CaseEntry, sources: ReadonlyMap<string, Case>): Case {
  const { hash, author, day } = entry
  const placed = { hash, author, day }
  if (entry.kind === 'unreadable') return entry.claimed === 'case-deed' ? withLine(before, { ...placed, deed: null, effect: 'unreadable' }) : before
  if (entry.kind !== 'case-deed') return before
  const done = doDeed(before, { placed, deed: entry.body, sources })
  return typeof done === 'string' ? withLine(before, { ...placed, deed: entry.body, effect: done }) : withLine(done.after, { ...placed, deed: entry.body, effect: done.effect ?? 'counts' })
}

function withLine(before: Case, line: CaseLine): Case {
  return { ...before, lines: [...before.lines, line] }
}

interface Deed<D extends CaseDeed = CaseDeed> {
  readonly placed: Placed
  readonly deed: D
  readonly sources: ReadonlyMap<string, Case>
}

type Done = { readonly after: Case; readonly effect?: DeedEffect } | DeedBreak

/** [Note: After the end] A closed case takes notes and a reopening; one that another took takes notes. */
function doDeed(before: Case, { placed, deed, sources }: Deed): Done {
  const isReopening = deed.act === 'moved' && deed.state === 'reopened' && before.mergedInto === null
  if (!isOpenCase(before) && deed.act !== 'note' && !isReopening) return 'ended'
  switch (deed.act) {
    case 'note': return { after: before }
    case 'titled': return { after: { ...before, title: deed.title } }
    case 'led': return { after: { ...before, lead: deed.lead } }
    case 'planned': return { after: { ...before, plan: deed.plan } }
    case 'joined': return { after: joined(before, deed.report) }
    case 'left': return hasReport(before, deed.report) ? { after: { ...before, reports: without(before.reports, [deed.report]) } } : 'not-here'
    case 'excused': return excused(before, { placed, deed, sources })
    case 'alleged': return { after: withAllegation(before, { id: placed.hash, from: null, words: wordsOf(deed), disposed: null }) }
    case 'changed': return changed(before, deed)
    case 'disposed': return disposed(before, { placed, deed, sources })
    case 'moved': return moved(before, { placed, deed, sources })
    case 'agreed': return agreed(before, { placed, deed, sources })
    case 'objected': return objected(before, deed.deed)
    case 'took': return { after: took(before, deed, sources) }
    case 'gave': return { after: gave(before, deed) }
  }
}

type Of<A extends CaseDeed['act']> = Extract<CaseDeed, { readonly act: A }>

function wordsOf({ category, text, period }: Of<'alleged'> | Of<'changed'>): NonNullable<Allegation['words']> {
  return { category, text, period }
}

/** One that is here already stays as it is: two who join it at once join it once. */
function joined(before: Case, report: string): Case {
  return hasReport(before, report) ? before : { ...before, gone: without(before.gone, [report]), reports: put(before.reports, report, { report, from: null, excuses: before.reports.get(report)?.excuses ?? [] }) }
}

function excused(before: Case, { placed, deed: { report, excuse, reason } }: Deed<Of<'excused'>>): Done {
  const there = before.reports.get(report)
  if (there === undefined || !hasReport(before, report)) return 'not-here'
  return { after: { ...before, reports: put(before.reports, report, { ...there, excuses: [...there.excuses, { ...placed, excuse, reason }] }) } }
}

function changed(before: Case, deed: Of<'changed'>): Done {
  const there = before.allegations.get(deed.allegation)
  return there === undefined || !hasAllegation(before, deed.allegation) ? 'not-here' : { after: withAllegation(before, { ...there, words: wordsOf(deed) }) }
}

/** A later word on the same allegation overtakes one that waits. */
function disposed(before: Case, { placed, deed: { allegation, disposition, reason } }: Deed<Of<'disposed'>>): Done {
  const there = before.allegations.get(allegation)
  if (there === undefined || !hasAllegation(before, allegation)) return 'not-here'
  const left = overtake(before, (each) => each.act === 'disposed' && each.allegation === allegation)
  if (disposition === 'abusive') return { after: { ...left, waiting: [...left.waiting, { ...placed, act: 'disposed', allegation, disposition, reason }] }, effect: 'waits' }
  return { after: withAllegation(left, { ...there, disposed: { ...placed, disposition, reason, agreedBy: null } }) }
}

function moved(before: Case, { placed, deed: { state, reason } }: Deed<Of<'moved'>>): Done {
  if (!mayBecome(before, state)) return 'transition'
  if (missingInLog(before, state).length > 0) return 'incomplete'
  const left = overtake(before, (each) => each.act === 'moved')
  if (state === 'closed') return { after: { ...left, waiting: [...left.waiting, { ...placed, act: 'moved', reason }] }, effect: 'waits' }
  return { after: { ...left, state, before: state === 'suspended' ? before.state : state } }
}

/** [Note: A second person] Whoever asked does not agree with themselves. What a closing needs must be there when it is agreed to, not only when it was asked. */
function agreed(before: Case, { placed, deed }: Deed<Of<'agreed'>>): Done {
  const asked = before.waiting.find(({ hash }) => hash === deed.deed)
  if (asked === undefined) return 'nothing-asked'
  if (asked.author === placed.author) return 'second-person'
  const left = settled(before, asked.hash, 'counts')
  if (asked.act === 'moved') return missingInLog(left, 'closed').length > 0 ? 'incomplete' : { after: { ...left, state: 'closed', before: 'closed' } }
  const there = left.allegations.get(asked.allegation)
  if (there === undefined || !hasAllegation(left, asked.allegation)) return 'not-here'
  const { hash, author, day, disposition, reason } = asked
  return { after: withAllegation(left, { ...there, disposed: { hash, author, day, disposition, reason, agreedBy: placed.author } }) }
}

/** Also by whoever asked, who takes it back so. */
function objected(before: Case, asked: string): Done {
  return before.waiting.some(({ hash }) => hash === asked) ? { after: settled(before, asked, 'refused') } : 'nothing-asked'
}

function settled(before: Case, asked: string, effect: DeedEffect): Case {
  return {
    ...before, waiting: before.waiting.filter(({ hash }) => hash !== asked),
    lines: before.lines.map((line) => (line.hash === asked ? { ...line, effect } : line)),
  }
}

function overtake(before: Case, which: (waiting: Waiting) => boolean): Case {
  return before.waiting.filter(which).reduce((left, { hash }) => settled(left, hash, 'overtaken'), before)
}

/** By reference: an allegation comes as its case has it, and goes on from there. One that comes back brings along what was made of it meanwhile. */
function took(before: Case, { from, reports, allegations }: Of<'took'>, sources: ReadonlyMap<string, Case>): Case {
  const source = sources.get(from)
  const [newReports, newAllegations] = [reports.filter((id) => !hasReport(before, id)), allegations.filter((id) => !hasAllegation(before, id))]
  const left = { ...before, gone: without(before.gone, [...newReports, ...newAllegations]) }
  const came = newReports.reduce((all, report) => put(all, report, { report, from, excuses: source?.reports.get(report)?.excuses ?? before.reports.get(report)?.excuses ?? [] }), left.reports)
  return newAllegations.reduce((all, id) => {
    const [there, here] = [source?.allegations.get(id), before.allegations.get(id)]
    return withAllegation(all, { id, words: there?.words ?? here?.words ?? null, disposed: there?.disposed ?? here?.disposed ?? null, from })
  }, { ...left, reports: came })
}

/** What was handed over is this case's no more; what waited about it is overtaken. Its words stay readable here. */
function gave(before: Case, { to, reports, allegations, whole }: Of<'gave'>): Case {
  const out = whole ? [...reportsOf(before).map(({ report }) => report), ...allegationsOf(before).map(({ id }) => id)] : [...reports, ...allegations]
  const left = overtake(before, (each) => whole || (each.act === 'disposed' && out.includes(each.allegation)))
  return { ...left, gone: out.reduce((gone, id) => put(gone, id, to), left.gone), mergedInto: whole ? to : left.mergedInto }
}

function hasReport({ reports, gone }: Case, id: string): boolean {
  return reports.has(id) && !gone.has(id)
}

function hasAllegation({ allegations, gone }: Case, id: string): boolean {
  return allegations.has(id) && !gone.has(id)
}

function withAllegation(before: Case, allegation: Allegation): Case {
  return { ...before, allegations: put(before.allegations, allegation.id, allegation) }
}

function put<K, V>(map: ReadonlyMap<K, V>, name: K, value: V): ReadonlyMap<K, V> {
  return new Map([...map, [name, value]])
}

function without<K, V>(map: ReadonlyMap<K, V>, names: readonly K[]): ReadonlyMap<K, V> {
  return new Map([...map].filter(([name]) => !names.includes(name)))
}
