import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { nameText, requiredText } from '#base/text.ts'
import { allegationsOf, reportsOf, type Case } from '#domain/cases/case.ts'
import { newLog, sealFirstEntry } from '#sealing/seal/entry.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import { memberReader } from '#sealing/sealed/entry.ts'
import { beginLog } from './append.ts'
import { append, settle, tellReports } from './case-deeds.ts'
import { openCase, recusedFrom, standingOf, viewOf, type CaseView } from './cases.ts'
import { officeRecipientsOf, presentReaders } from './readers.ts'
import { grantAccess } from './report.ts'
import type { Session } from './session.ts'

/** A case to begin. Its team is its own, whoever reads the channel of its reports. */
export interface CaseOrder {
  readonly title: string
  /** Signing keys of the team, beside the member who opens it. */
  readonly members: readonly string[]
  /** One of them; by default who opens it. */
  readonly lead?: string
}

/** How a report comes into a case. */
export interface Joining {
  readonly report: string
  /** Whether those of the case's team who do not read the report are given its key. Never to one who declared a conflict of interest in it. */
  readonly giveKeys: boolean
}

/**
 * Begins a case, and joins a first report to it. Whoever declared a conflict of interest in that report is in none of its keys, also not the first.
 * @throws Refusal `empty-text`, `bad-text`, `too-large`, `not-allowed` for a member who may not handle reports, `not-a-reader` for a lead outside the team
 */
export async function beginCase(session: Session, order: CaseOrder, joining?: Joining): Promise<CaseView> {
  const recused = joining === undefined ? [] : (await standingOf(session, joining.report))?.recused ?? []
  const id = await begin(session, order, { recused })
  return joining === undefined ? viewOf(session, await openCase(session, id)) : joinReport(session, id, joining)
}

function begin(session: Session, { title, members, lead }: CaseOrder, { from, recused }: { readonly from?: string; readonly recused: readonly string[] }): Promise<string> {
  const me = session.me.signKey
  const team = [...new Set([me, ...members])].filter((signKey) => !recused.includes(signKey))
  const leads = lead ?? me
  if (!team.includes(leads)) throw new Refusal('not-a-reader')
  const body = { title: nameText(title, LIMITS.titleCharactersMax), lead: leads, ...(from === undefined ? {} : { from }) }
  return beginLog(session, async () => {
    const readers = team.map((signKey) => memberReader(signKey))
    if (presentReaders(session, readers).length !== readers.length) throw new Refusal('not-allowed')
    const log = newLog(session.id, session.unlocked().signing)
    const wraps = await Promise.all(officeRecipientsOf(session, readers).map((each) => wrapLogKey(log.key, each)))
    return sealFirstEntry(log, session.authored(), { content: { kind: 'case', body }, wraps })
  })
}

/**
 * Joins a report to a case: its id, and nothing of it. One may be in several cases. The case gets a key without whoever declared a conflict of interest in the
 * report *before* the report is named in it.
 * @throws Refusal `no-such-log` for a report that this member does not read; `transition-not-allowed` for a case that is closed
 */
export async function joinReport(session: Session, id: string, { report, giveKeys }: Joining): Promise<CaseView> {
  const standing = await standingOf(session, report)
  if (standing === null) throw new Refusal('no-such-log')
  if (standing.cases.length >= LIMITS.casesPerReportMax && !standing.cases.includes(id)) throw new Refusal('too-large', { casesMax: LIMITS.casesPerReportMax })
  const opened = await append(session, id, { make: ({ now }) => (reportsOf(now).some((each) => each.report === report) ? null : { act: 'joined', report }), besides: standing.recused })
  await tellReports(session, opened)
  const view = await viewOf(session, opened)
  if (giveKeys) await giveKeysOf(session, report, view.members)
  return readAgain(session, id)
}

async function giveKeysOf(session: Session, report: string, members: readonly string[]): Promise<void> {
  for (const signKey of members) {
    // Asked anew each time: a grant by name would end a conflict of interest that somebody has just declared.
    const standing = await standingOf(session, report)
    if (standing === null || standing.members.includes(signKey) || standing.recused.includes(signKey)) continue
    await grantAccess(session, report, memberReader(signKey))
  }
}

async function readAgain(session: Session, id: string): Promise<CaseView> {
  return viewOf(session, await openCase(session, id))
}

/** Takes a report out of a case. Whoever was given its key keeps it. @throws Refusal `empty-text`, `no-such-log` for one that is not in it */
export async function leaveCase(session: Session, id: string, { report, reason }: { readonly report: string; readonly reason: string }): Promise<CaseView> {
  const why = requiredText(reason).trim()
  await tellReports(session, await append(session, id, { make: () => ({ act: 'left', report, reason: why }) }))
  return readAgain(session, id)
}

/**
 * All that is in `from` goes into `into`, by reference: what was written stays where it is, and the readers of `into` are given its key. `from` ends and points to it.
 * Asked again after it stopped half-way, it goes on there.
 * @throws Refusal `malformed` for one case into itself, `transition-not-allowed` for one that is closed or was merged
 */
export async function mergeCases(session: Session, from: string, into: string): Promise<CaseView> {
  if (from === into) throw new Refusal('malformed', { member: 'case' })
  const source = await openCase(session, from)
  if (source.now.state === 'closed' || source.now.mergedInto !== null) throw new Refusal('transition-not-allowed', { state: source.now.state })
  const target = await append(session, into, {
    make({ now }) {
      const [reports, allegations] = partsOf(source.now)
      const isNew = reports.some((id) => !now.reports.has(id)) || allegations.some((id) => !now.allegations.has(id))
      return isNew ? { act: 'took', from, reports, allegations } : null
    },
    besides: recusedFrom(source),
  })
  const team = [...new Set([...source.held.readers, ...target.held.readers])]
  await settle(session, from, { wanted: ({ held }) => presentReaders(session, [...new Set([...held.readers, ...team])]), besides: recusedFrom(target) })
  await tellReports(session, await append(session, from, { make: () => ({ act: 'gave', to: into, reports: [], allegations: [], whole: true }) }))
  await tellReports(session, await openCase(session, into))
  return readAgain(session, into)
}

function partsOf(now: Case): readonly [reports: string[], allegations: string[]] {
  return [reportsOf(now).map(({ report }) => report), allegationsOf(now).map(({ id }) => id)]
}

/** What goes into a case of its own: at least one report or allegation. */
export interface SplitOrder extends CaseOrder {
  readonly reports: readonly string[]
  readonly allegations: readonly string[]
}

/**
 * Begins a case with some of what is in another. Its readers are not given the key of the other: who does not read that one sees that there is an allegation, and not its
 * words, until somebody says it anew.
 * @throws Refusal `malformed` for nothing, `no-such-allegation`, `no-such-log` for a report that is not in it; `transition-not-allowed` for one that is closed
 */
export async function splitCase(session: Session, from: string, order: SplitOrder): Promise<CaseView> {
  const [reports, allegations] = [[...new Set(order.reports)], [...new Set(order.allegations)]]
  const source = await openCase(session, from)
  if (source.now.state === 'closed' || source.now.mergedInto !== null) throw new Refusal('transition-not-allowed', { state: source.now.state })
  const [hasReports, hasAllegations] = partsOf(source.now)
  if (reports.length + allegations.length === 0) throw new Refusal('malformed', { member: 'parts' })
  if (!reports.every((id) => hasReports.includes(id))) throw new Refusal('no-such-log')
  if (!allegations.every((id) => hasAllegations.includes(id))) throw new Refusal('no-such-allegation')
  const id = await begin(session, order, { from, recused: recusedFrom(source) })
  await append(session, id, { make: () => ({ act: 'took', from, reports, allegations }) })
  await tellReports(session, await append(session, from, { make: () => ({ act: 'gave', to: id, reports, allegations, whole: false }) }))
  await tellReports(session, await openCase(session, id))
  return readAgain(session, id)
}
