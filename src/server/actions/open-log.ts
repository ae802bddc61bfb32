import { Refusal } from '#base/refusal.ts'
import { ruleOf } from '#domain/kinds.ts'
import { isExpert } from '#domain/experts.ts'
import { mayHandle, type Office } from '#domain/office.ts'
import { isReader } from '#domain/reader.ts'
import { latestTeam } from '#domain/team.ts'
import type { Acknowledgement } from '#sealing/proof/acknowledgement.ts'
import { logSubject, memberReader, teamReader } from '#sealing/sealed/entry.ts'
import type { Append } from '#wire/append.ts'
import type { Reader } from '../store/store.ts'
import { checkQuestion } from './appraisals.ts'
import { roleIn } from './append-to-log.ts'
import { checkHandler } from './author-standing.ts'
import { checkDay, type Today } from './calendar.ts'
import type { Caller } from './caller.ts'
import { checkEntry, type CheckedEntry } from './checked-entry.ts'
import { checkRequest } from './disclosures.ts'
import { deedOf, keep, keepOrRepeat, type KeepDeps } from './keep.ts'
import { readableLog, readersOf, type LogAccessDeps } from './log-access.ts'

export interface OpenLogDeps extends KeepDeps, LogAccessDeps {
  readonly read: Pick<Reader, 'allWraps' | 'entries' | 'log' | 'recusals' | 'wraps'>
  readonly today: Today
}

/**
 * A handler begins a desk log about a report, a case log, a request for an identity, or a question to an expert. A report has one desk log:
 * whoever comes second is told of the first by `stale-head`, whose details name it.
 *
 * @throws Refusal `not-allowed`, `no-such-log` (a report that the caller cannot read), `stale-head`, `wrong-day`, and as `checkEntry` does
 */
export async function openLog(deps: OpenLogDeps, caller: Caller, append: Append): Promise<Acknowledgement> {
  const checked = await checkEntry(append)
  const { header, logKind, office } = checked
  if (office !== caller.office || header.author !== caller.signKey) throw new Refusal('not-allowed')
  const role = roleIn({ kind: logKind }, caller)
  const rule = ruleOf(header.kind)
  if (rule.opens !== true || !rule.authors.includes(role)) throw new Refusal('not-allowed')
  const readers = header.about === undefined ? null : await readersOfReport(deps, caller, header.about)
  return keepOrRepeat(deps, checked, async () => {
    const state = await deps.offices.current(office)
    checkHandler(state, header)
    if (readers !== null) checkDesk(state.fold, checked, readers)
    const today = deps.today(state.timeZone)
    checkDay(header.day, today)
    checkReaders(state.fold, checked)
    if (logKind === 'disclosure') checkRequest(state, checked)
    if (logKind === 'appraisal') checkQuestion(state, checked, presentOf(state.fold, readers ?? []))
    return keep(deps, deedOf(checked, today))
  })
}

/** Who reads the report that a log is to be about. @throws Refusal `no-such-log` if the caller is none of them */
async function readersOfReport(deps: OpenLogDeps, caller: Caller, report: string): Promise<readonly string[]> {
  const { row, wraps } = await readableLog(deps, caller, report)
  if (row.kind !== 'report') throw new Refusal('no-such-log')
  return readersOf(row, wraps)
}

/**
 * A report has one desk log for good, and what is asked about it is asked by all: each must be begun by a reader of the report, or no client believes it, and be open to all of its
 * readers on the office's side, to teams in their present epoch, or some would be shut out of it.
 */
function checkDesk(fold: Office, { header, wraps }: CheckedEntry, readers: readonly string[]): void {
  if (!readers.some((reader) => isReader(fold, reader, header.author))) throw new Refusal('not-allowed')
  const given = new Set(wraps.map(({ reader }) => reader))
  if (presentOf(fold, readers).some((reader) => !given.has(reader))) throw new Refusal('malformed', { member: 'wraps' })
}

function presentOf(fold: Office, readers: readonly string[]): readonly string[] {
  return readers.filter((reader) => isPresent(fold, reader)).map((reader) => latestOf(fold, reader))
}

/** A team's readers by its latest epoch, anybody else as they are. */
function latestOf(fold: Office, reader: string): string {
  const [kind, team = ''] = reader.split(':')
  return kind === 'team' ? teamReader(team, latestTeam(fold, team)?.epoch ?? 0) : reader
}

/** Reporters and recovery read no desk, and whoever may not handle reports any more need not. */
function isPresent(fold: Office, reader: string): boolean {
  const [kind, name = ''] = reader.split(':')
  return kind === 'team' || (kind === 'member' && mayHandle(fold, name))
}

/** Teams and members of this office, each once; somebody must be able to read it. Experts read what they are asked, and no other log. */
function checkReaders(fold: Office, { wraps, logKind }: CheckedEntry): void {
  const members = [...fold.members.keys()].filter((signKey) => logKind === 'appraisal' || !isExpert(fold, signKey))
  const known = new Set(['recovery', ...members.map(memberReader), ...[...fold.teams.values()].map((team) => teamReader(team.team, team.epoch))])
  const readers = new Set(wraps.map((wrap) => wrap.reader))
  const fits = wraps.length > 0 && readers.size === wraps.length && wraps.every(({ subject, reader }) => subject === logSubject(0) && known.has(reader))
  if (!fits) throw new Refusal('malformed', { member: 'wraps' })
}
