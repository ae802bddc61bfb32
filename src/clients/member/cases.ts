import { Refusal } from '#base/refusal.ts'
import { jsonOf } from '#clients/transport/api.ts'
import type { CaseState } from '#domain/cases/bodies.ts'
import { reportsOf, type Case, type CaseEntry } from '#domain/cases/case.ts'
import { foldCase } from '#domain/cases/fold.ts'
import { missingFor, nextCaseStates, type Missing, type ReportStanding } from '#domain/cases/steps.ts'
import { firstLine, foldConversation, foldDesk, type DeskEntry, type ReportEntry } from '#domain/conversation.ts'
import { logList } from '#wire/messages.ts'
import { parse } from '#wire/parse.ts'
import type { HeldLog } from './held-log.ts'
import { nameOfKey } from './log-keys.ts'
import type { ReaderView } from './member.ts'
import { fetchLog } from './office-log.ts'
import { peopleOf } from './readers.ts'
import { recusedIn } from './recusals.ts'
import { isOfOneLog, openFetched, openReportLog, readDesk, remember, seenOf } from './report-logs.ts'
import type { Session } from './session.ts'

/** A report of a case, as far as this device opens it. */
export interface AroundReport extends ReportStanding {
  readonly title: string
  /** Members who declared a conflict of interest in it: none of them is given a key of the case. */
  readonly recused: readonly string[]
  /** Open cases that its desk log says it is in. */
  readonly cases: readonly string[]
  /** Who reads it on the office's side, by signing key. */
  readonly members: readonly string[]
}

/** A case whose log was opened, with the cases that it took something from. */
export interface OpenedCase {
  readonly id: string
  readonly held: HeldLog
  readonly now: Case
  /** Null for a report that this device does not open. */
  readonly around: ReadonlyMap<string, AroundReport | null>
}

export interface CaseStep {
  readonly state: CaseState
  readonly missing: readonly Missing[]
}

/** A case, as its readers see it. @see docs/decisions/0037-cases.md */
export interface CaseView {
  readonly id: string
  readonly now: Case
  readonly around: OpenedCase['around']
  /** Where it may go, and what is missing before. */
  readonly steps: readonly CaseStep[]
  readonly people: readonly ReaderView[]
  /** Signing keys of those who read it. */
  readonly members: readonly string[]
  /** Titles of cases that this one names and that this device reads. */
  readonly titles: ReadonlyMap<string, string>
}

/** A line of the list. */
export interface CaseLine {
  readonly id: string
  /** Null for one whose log does not hold, or does not open. */
  readonly now: Case | null
}

/** What the server lists, newest first: nothing of it is believed yet. */
export async function caseIds(session: Session): Promise<readonly string[]> {
  const ids: string[] = []
  for (let after: string | null = ''; after !== null;) {
    const query = after === '' ? {} : { after }
    const page: { readonly logs: readonly string[]; readonly next: string | null } = parse(logList, await jsonOf(await session.api.call({ route: 'list-cases', parameters: { office: session.id }, query })))
    ids.push(...page.logs)
    after = page.next
  }
  return ids
}

/** Every case that this member reads, newest first. One that does not hold hides no other, and is not left out. */
export async function listCases(session: Session): Promise<readonly CaseLine[]> {
  const lines: CaseLine[] = []
  for (const id of await caseIds(session)) {
    try {
      lines.push({ id, now: (await openLogs(session, id)).now })
    } catch (error) {
      if (!isOfOneLog(error)) throw error
      // Left out of it while the list was made.
      if (!(error instanceof Refusal && error.code === 'no-such-log')) lines.push({ id, now: null })
    }
  }
  return lines
}

/** @throws Refusal `no-such-log`, `forged-history` and what `openLog` refuses */
export async function openCase(session: Session, id: string): Promise<OpenedCase> {
  const { held, now } = await openLogs(session, id)
  const around = new Map<string, AroundReport | null>()
  for (const report of now.reports.keys()) around.set(report, await standingOf(session, report))
  return { id, held, now, around }
}

/** @param visited - cases on the way here: two that took from each other must not look for one another for ever */
async function openLogs(session: Session, id: string, visited: readonly string[] = []): Promise<{ readonly held: HeldLog; readonly now: Case }> {
  const before = seenOf(session, `case:${id}`)
  const held = await openFetched(session, await fetchLog(session.api, id).catch((error: unknown) => forgetCase(session, id, error)))
  if (held.log.kind !== 'case' || held.log.log !== id) throw new Refusal('forged-history')
  // What was seen of it is not taken away again.
  remember(session, before, held.log)
  const entries = held.log.entries as readonly CaseEntry[]
  const sources = new Map<string, Case>()
  for (const entry of entries) {
    if (entry.kind !== 'case-deed' || entry.body.act !== 'took' || visited.includes(entry.body.from) || sources.has(entry.body.from)) continue
    try {
      sources.set(entry.body.from, (await openLogs(session, entry.body.from, [...visited, id])).now)
    } catch (error) {
      if (!isOfOneLog(error)) throw error
    }
  }
  return { held, now: foldCase(entries, sources) }
}

/** What the server no longer has for this member, this device keeps no key to. */
function forgetCase(session: Session, id: string, error: unknown): never {
  if (error instanceof Refusal && error.code === 'no-such-log') {
    const { logKeys } = session.unlocked()
    for (const { log, generation, key } of logKeys.values()) {
      if (log !== id) continue
      key.forget()
      logKeys.delete(nameOfKey({ log, generation }))
    }
  }
  throw error
}

/** What the logs of a report say, as far as a case asks. Begins no desk log: a case is no reason to have opened a report. */
export async function standingOf(session: Session, report: string): Promise<AroundReport | null> {
  try {
    const held = await openReportLog(session, report)
    const desk = await readDesk(session, held)
    const { docket, answers } = foldConversation(held.log.entries as readonly ReportEntry[])
    const folded = foldDesk((desk?.log.entries ?? []) as readonly DeskEntry[])
    return {
      title: folded.title ?? firstLine(answers['what'] ?? ''), cases: folded.cases, recused: desk === null ? [] : recusedIn(desk), members: membersIn(session, held),
      isAnswered: docket.state === 'withdrawn' || (docket.lastFrom === 'office' && docket.acknowledgedDay !== null), isOnHold: folded.triage.hold,
    }
  } catch (error) {
    if (!isOfOneLog(error)) throw error
    return null
  }
}

function membersIn(session: Session, { readers }: HeldLog): readonly string[] {
  return [...new Set(peopleOf(session, readers).flatMap(({ members }) => members))]
}

export async function viewOf(session: Session, { id, held, now, around }: OpenedCase): Promise<CaseView> {
  const hasRetention = session.officeLog().fold.retention.settledDays !== null
  const steps = nextCaseStates(now).map((state) => ({ state, missing: missingFor(now, state, { reports: around, hasRetention }) }))
  return { id, now, around, steps, people: peopleOf(session, held.readers), members: membersIn(session, held), titles: await titlesOf(session, now) }
}

async function titlesOf(session: Session, now: Case): Promise<ReadonlyMap<string, string>> {
  const named = new Set([now.from, now.mergedInto, ...[...now.reports.values(), ...now.allegations.values()].map(({ from }) => from), ...now.gone.values()].filter((each) => each !== null))
  const titles = new Map<string, string>()
  for (const id of named) {
    try {
      titles.set(id, (await openLogs(session, id, [...named])).now.title)
    } catch (error) {
      if (!isOfOneLog(error)) throw error
    }
  }
  return titles
}

/** Members who declared a conflict of interest in one of the reports that are in the case. */
export function recusedFrom({ now, around }: Pick<OpenedCase, 'now' | 'around'>): readonly string[] {
  return [...new Set(reportsOf(now).flatMap(({ report }) => around.get(report)?.recused ?? []))]
}
