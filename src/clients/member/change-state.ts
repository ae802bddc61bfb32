import { Refusal } from '#base/refusal.ts'
import { cleanText, requiredText } from '#base/text.ts'
import { hasEnded } from '#domain/appraisal.ts'
import type { Language } from '#domain/bodies.ts'
import { clocksOf } from '#domain/clocks/next.ts'
import { isSameLack, missingBefore, NOTHING_RUNS, type Lack, type Running } from '#domain/conclusion.ts'
import { foldConversation, foldDesk, type DeskEntry, type ReportEntry } from '#domain/conversation.ts'
import { nextStates, type State } from '#domain/docket.ts'
import { isExcusable, type ExcusedLack } from '#domain/excuses.ts'
import { foldExhibits } from '#domain/exhibits.ts'
import { openObjection } from '#domain/objection.ts'
import { answerTo } from '#domain/retaliation.ts'
import { surveyAppraisals } from './appraisals.ts'
import { listDisclosures, readDisclosure } from './disclosure.ts'
import type { ReportView } from './member.ts'
import { referralIn, type Referring } from './referring.ts'
import { answered, checkFilled, checkLength, openReportAsHandler, write, type Both } from './report.ts'
import { reportHashes } from './report-hashes.ts'
import { isOfOneLog } from './report-logs.ts'
import type { Session } from './session.ts'

/** Why a report is concluded although something is missing: handlers read it, and the reporter does not. */
export interface Despite {
  /** What was shown as missing: another thing of the same kind is not excused by it. */
  readonly lacks: readonly ExcusedLack[]
  readonly reason: string
}

export interface StateChange {
  readonly state: State
  /** The reporter reads it. */
  readonly reason: string
  readonly language: Language
  /** How many entries the person had read. */
  readonly expectedLength?: number
  /** Where a report is referred, which is said with no other state. */
  readonly referral?: Referring
  readonly despite?: Despite
}

/**
 * Moves the report to another state, with the reason that the reporter reads. What is excused by `despite` is written in the desk log first, and only where nothing
 * else is missing.
 * @throws Refusal `transition-not-allowed`, `placeholder-open`; `referral-unclear`; `objection-open` for concluding over an objection; `report-incomplete` with
 * what is missing; `names-body` for a referral to a body that the report names, unless a second handler agreed to these words and nothing came since; `empty-text` for an excuse without words; `stale-head` if something came in between: the person must look again.
 */
export async function changeState(session: Session, id: string, change: StateChange): Promise<ReportView> {
  const { state, language, expectedLength, despite } = change
  const reason = cleanText(change.reason).trim()
  checkFilled(reason)
  const referral = referralIn(state, change.referral)
  const named = referral.referral === undefined ? null : await import('./names-body.ts')
  const running = state === 'concluded' ? await runningAbout(session, id) : NOTHING_RUNS
  const check = (both: Both): readonly Lack[] => {
    const { docket, turns } = foldConversation(both.report.log.entries as readonly ReportEntry[])
    checkLength(both, expectedLength)
    if (!nextStates(docket.state).some((next) => next === state)) throw new Refusal('transition-not-allowed', { from: docket.state, to: state })
    if (state === 'concluded' && openObjection(docket.events) !== null) throw new Refusal('objection-open')
    const to = referral.referral?.to ?? ''
    if (named?.namesBody(turns, to) === true && !named.isSeconded(foldDesk(both.desk.log.entries as readonly DeskEntry[], both.suspects).secondApprovals, { to, reason, turns, hashes: both.report.log.entries.map(({ hash }) => hash) })) throw new Refusal('names-body')
    return lacking(session, both, { state, reason, running })
  }
  if (despite !== undefined && state === 'concluded') await excuse(session, id, { despite, check })
  return answered(session, await write(session, { id, what: ['state', state, reason, referral] }, (both) => {
    refuseIncomplete(check(both))
    const { events } = foldConversation(both.report.log.entries as readonly ReportEntry[]).docket
    return { to: both.report, content: { kind: 'state', body: { state, reason, language, ...referral }, docket: { state, ...answerTo(events) } }, merge: false }
  }))
}

/** `unread:2`, or `alert` where there is one such thing alone: as a refusal tells it. */
function lackToken({ what, of }: Lack): string {
  return of === '' ? what : `${what}:${of}`
}

/** Only what is missing now, and was shown, is excused: a reason covers nothing that comes later. */
async function excuse(session: Session, id: string, { despite, check }: { readonly despite: Despite; readonly check: (both: Both) => readonly Lack[] }): Promise<void> {
  const reason = requiredText(despite.reason).trim()
  await write(session, { id, what: ['excuse', despite] }, (both) => {
    const missing = check(both)
    refuseIncomplete(missing.filter((lack) => !despite.lacks.some((each) => isSameLack(each, lack))))
    const lacks = missing.flatMap(({ what, of }) => (isExcusable(what) ? [{ what, of }] : []))
    if (lacks.length === 0) return null
    return { to: both.desk, content: { kind: 'triage', body: { excuse: { lacks, reason }, reportHead: both.report.log.head } }, merge: false }
  })
}

function refuseIncomplete(missing: readonly Lack[]): void {
  if (missing.length > 0) throw new Refusal('report-incomplete', { missing: missing.map(lackToken).join(' ') })
}

/**
 * What is missing before a report is concluded, each with the thing that lacks it. Requests and questions that this device does not read are not in it.
 * @throws Refusal as `openReportAsHandler`
 */
export async function missingToConclude(session: Session, id: string): Promise<readonly Lack[]> {
  const running = await runningAbout(session, id)
  const view = await openReportAsHandler(session, id)
  const { conversation, desk, clocks, exhibits } = view
  return missingBefore('concluded', '', { conversation, desk, clocks, exhibits, running, hashes: reportHashes(view) }).filter(({ what }) => what !== 'reason')
}

function lacking(session: Session, { report, desk, suspects }: Both, { state, reason, running }: { readonly state: State; readonly reason: string; readonly running: Running }): readonly Lack[] {
  const entries = report.log.entries as readonly ReportEntry[]
  const conversation = foldConversation(entries)
  const ofDesk = desk.log.entries as readonly DeskEntry[]
  return missingBefore(state, reason, {
    conversation, desk: foldDesk(ofDesk, suspects), exhibits: foldExhibits(ofDesk, entries), running,
    clocks: clocksOf(conversation.docket, session.officeLog().fold.packs, session.today()), hashes: entries.map(({ hash }) => hash),
  })
}

/** Questions to experts that nobody ended, and this member's own requests for the reporter's identity that nobody decided. One that does not hold, its own page tells. */
async function runningAbout(session: Session, id: string): Promise<Running> {
  const appraisals = (await surveyAppraisals(session, id)).flatMap(({ id: appraisal, view }) => (view !== null && !hasEnded(view.state) ? [appraisal] : []))
  const asked = (await listDisclosures(session)).filter(({ part, state }) => part === 'requester' && (state === 'asked' || state === 'approved'))
  const about = await Promise.all(asked.map(async (line) => ({ id: line.id, report: await reportOf(session, line.id) })))
  return { appraisals, identities: about.flatMap((each) => (each.report === id ? [each.id] : [])) }
}

async function reportOf(session: Session, disclosure: string): Promise<string | null> {
  try {
    return (await readDisclosure(session, disclosure)).report
  } catch (error) {
    if (isOfOneLog(error)) return null
    throw error
  }
}
