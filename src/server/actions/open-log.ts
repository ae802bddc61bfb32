import { Refusal } from '#base/refusal.ts'
import { ruleOf } from '#domain/kinds.ts'
import type { Office } from '#domain/office.ts'
import { latestTeam, teamsOf } from '#domain/team.ts'
import type { Acknowledgement } from '#sealing/proof/acknowledgement.ts'
import { logSubject, memberReader, teamReader } from '#sealing/sealed/entry.ts'
import type { Append } from '#wire/append.ts'
import type { Reader } from '../store/store.ts'
import { roleIn } from './append-to-log.ts'
import { checkHandler } from './author-standing.ts'
import { checkDay, type Today } from './calendar.ts'
import type { Caller } from './caller.ts'
import { checkEntry, type CheckedEntry } from './checked-entry.ts'
import { deedOf, keep, keepOrRepeat, type KeepDeps } from './keep.ts'
import { readableLog, type LogAccessDeps } from './log-access.ts'

export interface OpenLogDeps extends KeepDeps, LogAccessDeps {
  readonly read: Pick<Reader, 'docket' | 'entries' | 'log' | 'wraps'>
  readonly today: Today
}

/**
 * A handler begins a desk log about a report, or a case log. A report has one desk log: whoever comes second is told of the
 * first by `stale-head`, whose details name it.
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
  const team = header.about === undefined ? null : await teamOf(deps, caller, header.about)
  return keepOrRepeat(deps, checked, async () => {
    const state = await deps.offices.current(office)
    checkHandler(state, header)
    if (team !== null) checkDesk(state.fold, checked, team)
    const today = deps.today(state.timeZone)
    checkDay(header.day, today)
    checkReaders(state.fold, checked)
    return keep(deps, deedOf(checked, today))
  })
}

/** The team of the report that a desk log is to be about. @throws Refusal `no-such-log` if the caller cannot read such a report */
async function teamOf(deps: OpenLogDeps, caller: Caller, report: string): Promise<string> {
  const { row } = await readableLog(deps, caller, report)
  const docket = row.kind === 'report' ? await deps.read.docket(report) : null
  if (docket === null) throw new Refusal('no-such-log')
  return docket.team
}

/**
 * A report has one desk log for good: it must be begun by somebody of the report's team, or no client believes it, and be open to
 * the team's present epoch, or the team would be shut out of it.
 */
function checkDesk(fold: Office, { header, wraps }: CheckedEntry, team: string): void {
  if (!teamsOf(fold, header.author).some((each) => each.team === team)) throw new Refusal('not-allowed')
  const epoch = latestTeam(fold, team)?.epoch ?? 0
  if (!wraps.some(({ reader }) => reader === teamReader(team, epoch))) throw new Refusal('malformed', { member: 'wraps' })
}

/** Teams and members of this office, each once; somebody must be able to read it. */
function checkReaders(fold: Office, { wraps }: CheckedEntry): void {
  const known = new Set(['recovery', ...[...fold.members.keys()].map(memberReader), ...[...fold.teams.values()].map((team) => teamReader(team.team, team.epoch))])
  const readers = new Set(wraps.map((wrap) => wrap.reader))
  const fits = wraps.length > 0 && readers.size === wraps.length && wraps.every(({ subject, reader }) => subject === logSubject(0) && known.has(reader))
  if (!fits) throw new Refusal('malformed', { member: 'wraps' })
}
