import { Refusal } from '#base/refusal.ts'
import { checkClockDeed } from '#domain/clocks/deeds.ts'
import { checkObjectionInTime } from '#domain/clocks/objections.ts'
import { nextDate } from '#domain/clocks/next.ts'
import { packsNamed } from '#domain/clocks/packs.ts'
import { moveDocket } from '#domain/docket.ts'
import { belongsTo, isKeying, ruleOf, type AuthorRole } from '#domain/kinds.ts'
import { isHandler } from '#domain/roles.ts'
import type { Acknowledgement } from '#sealing/proof/acknowledgement.ts'
import type { Append } from '#wire/append.ts'
import type { AppendDeed, DocketRow, LogRow, Reader, Writer } from '../store/store.ts'
import { checkAppraisalStep, partIn } from './appraisals.ts'
import { checkHandler, checkSeenOrder } from './author-standing.ts'
import { checkDay, type Today } from './calendar.ts'
import type { Caller } from './caller.ts'
import { checkEntry, type CheckedEntry } from './checked-entry.ts'
import { acknowledge, deedOf, keep, keepOrRepeat, type KeepDeps } from './keep.ts'
import { eraseReport, type EraseReportDeps } from './erase-report.ts'
import { readableLog, type LogAccessDeps } from './log-access.ts'
import type { OfficeState } from './office-book.ts'
import { officeStep, type Home, type OfficeStep } from './office-entry.ts'
import { checkStep, deciderIn } from './disclosures.ts'
import { checkKeying } from './reader-rules.ts'
import { checkRecused, recusalsAfter } from './recusals.ts'
import type { SaltBook } from './salt-book.ts'

export interface ContinueLogDeps extends KeepDeps {
  readonly read: Pick<Reader, 'allWraps' | 'docket' | 'entries' | 'recusedFrom'>
  readonly salts: SaltBook
  readonly today: Today
}

export interface AppendToLogDeps extends ContinueLogDeps, LogAccessDeps, Omit<EraseReportDeps, 'read' | 'write'> {
  readonly read: Pick<Reader, 'allWraps' | 'docket' | 'entries' | 'invitations' | 'log' | 'recusals' | 'recusedFrom' | 'wraps'>
  readonly write: Pick<Writer, 'append' | 'confirmEnrolment' | 'erase'>
  readonly home: Home
}

/**
 * A member's entry behind the last one of a log that the member can read.
 * One of the kind `erased` also ends it. @see erase-report.ts
 *
 * @throws Refusal `no-such-log`, `not-allowed`, `stale-head`, `bad-chain`, `wrong-day`, `transition-not-allowed`, and as `checkEntry` does
 */
export async function appendToLog(deps: AppendToLogDeps, caller: Caller, request: { readonly log: string; readonly append: Append }): Promise<Acknowledgement> {
  const { row } = await readableLog(deps, caller, request.log)
  const checked = await checkEntry(request.append)
  if (checked.log !== row.log) throw new Refusal('malformed', { member: 'log' })
  if (checked.header.author !== caller.signKey && row.kind !== 'office') throw new Refusal('not-allowed')
  return keepOrRepeat(deps, checked, async () => {
    const state = await deps.offices.current(row.office)
    const deed = await continueLog(deps, { row, state, checked, role: roleOf(row, caller, { state, checked }) })
    if (checked.header.kind === 'erased') return eraseReport(deps, row, deed)
    return row.kind === 'office' ? keepOfficeEntry(deps, { deed, state, checked }) : keep(deps, deed)
  })
}

/**
 * Members sign with their own keys; an administrator may also bring what the organisation's recovery signed, once enough shares came together.
 * @throws Refusal `not-allowed`
 */
function roleOf(row: LogRow, caller: Caller, { state, checked }: Pick<Continuation, 'state' | 'checked'>): AuthorRole {
  const { author } = checked.header
  if (author === caller.signKey) return ownRole(row, caller, { state, checked })
  if (author === state.fold.recovery?.signKey && caller.roles.includes('administrator')) return 'recovery'
  throw new Refusal('not-allowed')
}

function ownRole(row: LogRow, caller: Caller, { state, checked }: Pick<Continuation, 'state' | 'checked'>): AuthorRole {
  if (row.kind === 'disclosure') return deciderIn(state, checked)
  return row.kind === 'appraisal' ? partIn(state, checked) : roleIn(row, caller)
}

/** In the office log members speak as administrators if they are, everywhere else as handlers. @throws Refusal `not-allowed` if they are not. */
export function roleIn({ kind }: Pick<LogRow, 'kind'>, { roles }: Caller): AuthorRole {
  if (kind === 'office') return roles.includes('administrator') ? 'administrator' : 'member'
  if (!isHandler(roles)) throw new Refusal('not-allowed')
  return 'handler'
}

export interface Continuation {
  readonly row: LogRow
  readonly state: OfficeState
  readonly checked: CheckedEntry
  readonly role: AuthorRole
}

/** What every entry behind another one must keep to, whoever writes it. */
export async function continueLog(deps: ContinueLogDeps, { row, state, checked, role }: Continuation): Promise<AppendDeed> {
  const { header, office } = checked
  if (!belongsTo(header.kind, row.kind) || office !== row.office) throw new Refusal('malformed', { member: 'kind' })
  if (!ruleOf(header.kind).authors.includes(role)) throw new Refusal('not-allowed')
  if (header.seq !== row.length) throw new Refusal('stale-head', { length: row.length, log: row.log })
  if (header.prev !== row.head) throw new Refusal('bad-chain')
  await checkSeen(deps, { row, state, checked, role })
  const today = deps.today(state.timeZone)
  checkDay(header.day, today)
  if (row.kind !== 'office') await checkKeying(deps, { row, fold: state.fold, checked, role })
  await checkRecused(deps.read, { row, fold: state.fold, checked })
  if (row.kind === 'disclosure') await checkStep(deps.read, row, checked)
  if (row.kind === 'appraisal') await checkAppraisalStep(deps.read, row, checked)
  if (checked.salt !== null) await deps.salts.checkNew(row, checked.header.generation, checked.salt)
  const deed = { ...deedOf(checked, today), kind: row.kind, recusals: await recusalsAfter(deps, { row, fold: state.fold, checked }) }
  return row.kind === 'report' ? { ...deed, docket: await docketAfter(deps, { row, state, checked, role }) } : deed
}

async function checkSeen({ read }: ContinueLogDeps, { row, state, checked: { header }, role }: Continuation): Promise<void> {
  if (role === 'handler') {
    checkHandler(state, header)
    await checkSeenOrder(read, state, { row, header })
  } else if (!state.seqOf.has(header.seen ?? '')) throw new Refusal('malformed', { member: 'seen' })
}

/** The due day comes out of signed days and the packs that the report named: nobody types it. @throws Refusal as `moveDocket` and `checkClockDeed` do */
async function docketAfter({ read, today }: ContinueLogDeps, { state: { fold, timeZone }, checked: { log, header }, role }: Continuation): Promise<DocketRow> {
  const docket = await read.docket(log)
  if (docket === null) throw new Error('a report without a docket')
  // Somebody's entry was kept since the log was looked at: whoever comes second looks again, and is not told of a state that they did not see.
  if (docket.entries !== header.seq) throw new Refusal('stale-head', { length: docket.entries, log })
  const { author, day, docket: change } = header
  if (change?.clock !== undefined) checkClockDeed(packsNamed(docket.packs, fold.packs), docket, { change: change.clock, by: author, day })
  const own = today(timeZone)
  // Whoever signs an earlier day than today's does not object in time by that.
  if (change?.objection === 'raised') checkObjectionInTime(packsNamed(docket.packs, fold.packs), docket.events, day < own ? own : day)
  const after = moveDocket(docket, { day, author, from: role === 'reporter' ? 'reporter' : 'office', change, silent: isKeying(header.kind) })
  return { ...after, log, office: docket.office, dueDay: nextDate(after, fold.packs)?.day ?? null }
}

interface OfficeDeed {
  readonly deed: AppendDeed
  readonly state: OfficeState
  readonly checked: CheckedEntry
}

/** The entry by which an administrator takes in an invitee also turns the enrolment into an account, or neither happens. */
async function keepOfficeEntry(deps: AppendToLogDeps, { deed, state, checked }: OfficeDeed): Promise<Acknowledgement> {
  const step = officeStep(deps.home, state.fold, checked)
  const append = { ...deed, standings: step.standings }
  const invitation = await invitationFor(deps, state, step)
  if (invitation === null) return keep(deps, append)
  return acknowledge(deps, append, await deps.write.confirmEnrolment({ invitation, append }))
}

async function invitationFor({ read }: AppendToLogDeps, { office, fold }: OfficeState, { event }: OfficeStep): Promise<string | null> {
  if (event.kind !== 'member' || fold.members.has(event.body.signKey)) return null
  const { signKey, recipient } = event.body
  const found = (await read.invitations(office)).find(({ enrolment, confirmed }) => !confirmed && enrolment?.signKey === signKey)
  if (found === undefined) return null
  // Rows sealed to another recipient than the invitee's would lock the invitee out, or let somebody else in.
  if (found.enrolment?.recipient !== recipient) throw new Refusal('foreign-key', { member: 'recipient' })
  return found.invitation
}
