import { addDays } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import type { Bodies, Language, SealedIdentity } from '#domain/bodies.ts'
import { latestTeam } from '#domain/team.ts'
import { newLog, sealFirstEntry } from '#sealing/seal/entry.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import { memberReader, teamReader } from '#sealing/sealed/entry.ts'
import { beginLog } from './append.ts'
import { listDisclosures, type DisclosureLine } from './disclosure.ts'
import type { HeldLog } from './held-log.ts'
import { noticeHash, proveNotice } from './identity-notice.ts'
import { fetchLog } from './office-log.ts'
import { tellOfRequest } from './report.ts'
import { openFetched, openReportLog } from './report-logs.ts'
import type { Session } from './session.ts'

export interface IdentityRequest {
  readonly reason: string
  readonly basis: string
  /** For how many days the requester needs to read it. */
  readonly days: number
  /** What the reporter is told, in the language that is named. */
  readonly notice: string
  readonly language: Language
}

/**
 * Asks who a reporter is: the reporter is told first, then the request goes to both teams. Asked again after a lost answer it tells
 * nothing twice: a notice in the same words that no request cites yet is taken, and a request in the same words that nobody decided yet is the one.
 *
 * @returns the id of the request
 * @throws Refusal `no-identity` if the reporter gave none, `no-such-team`, `not-allowed` for a member of either team, `empty-text`, `malformed` for other days
 */
export async function askIdentity(session: Session, report: string, request: IdentityRequest): Promise<string> {
  const [reason, basis, text] = [request.reason, request.basis, request.notice].map((each) => requiredText(each))
  const { days, language } = request
  if (!Number.isInteger(days) || days < 1 || days > LIMITS.disclosureDaysMax) throw new Refusal('malformed', { member: 'days' })
  const told = { text: text ?? '', language }
  const before = await openReportLog(session, report)
  const { envelope, ...teams } = identityIn(before)
  const own = await ownRequests(session)
  const same = own.find(({ state, body }) => state === 'asked' && body.report === report && body.reason === reason && body.basis === basis && body.days === days && body.envelope === envelope)
  if (same !== undefined) return same.id
  const cited = new Set(own.map(({ body }) => noticeHash(body.notice)))
  if (ownNotice(session, before, { told, cited }) === null) await tellOfRequest(session, report, told)
  const entry = ownNotice(session, await openReportLog(session, report), { told, cited })
  if (entry === null) throw new Refusal('forged-history')
  const notice = await proveNotice(session, entry)
  return begin(session, teams, { report, reason: reason ?? '', basis: basis ?? '', envelope, days, notice })
}

/** The latest that the reporter gave: a later one replaces it. */
function identityIn({ log }: HeldLog): SealedIdentity {
  const reporter = log.entries[0]?.author
  const given = log.entries.flatMap((entry) => ((entry.kind === 'report' || entry.kind === 'message') && entry.author === reporter ? entry.body.identity ?? [] : []))
  const latest = given.at(-1)
  if (latest === undefined) throw new Refusal('no-identity')
  return latest
}

interface Wanted {
  readonly told: Bodies['identity-notice']
  readonly cited: ReadonlySet<string>
}

function ownNotice(session: Session, { log, entries }: HeldLog, { told, cited }: Wanted): HeldLog['entries'][number] | null {
  const mine = log.entries.findLast((entry) => entry.kind === 'identity-notice' && entry.author === session.unlocked().signing.publicId
    && entry.body.text === told.text && entry.body.language === told.language && !cited.has(entry.hash))
  return mine === undefined ? null : entries[mine.seq] ?? null
}

/** Requests of the caller whose day is not over. */
async function ownRequests(session: Session): Promise<readonly { readonly id: string; readonly state: DisclosureLine['state']; readonly body: Bodies['disclosure'] }[]> {
  const asked = (await listDisclosures(session)).filter(({ part, state }) => part === 'requester' && state !== 'over')
  const opened = await Promise.all(asked.map(async ({ id, state }) => {
    const [first] = (await openFetched(session, await fetchLog(session.api, id))).log.entries
    return first?.kind === 'disclosure' ? { id, state, body: first.body } : []
  }))
  return opened.flat()
}

function begin(session: Session, teams: Pick<SealedIdentity, 'custodian' | 'approver'>, body: Bodies['disclosure']): Promise<string> {
  return beginLog(session, async () => {
    const log = newLog(session.id, session.unlocked().signing)
    const wraps = await Promise.all(readersOf(session, teams).map((to) => wrapLogKey(log.key, to)))
    const expires = addDays(session.today(), LIMITS.disclosureWaitDays)
    return sealFirstEntry(log, session.authored(), { content: { kind: 'disclosure', body }, wraps, expires })
  })
}

function readersOf(session: Session, teams: Pick<SealedIdentity, 'custodian' | 'approver'>): readonly { readonly reader: string; readonly recipient: string }[] {
  const { fold } = session.officeLog()
  const locks = [teams.approver, teams.custodian].map((team) => {
    const latest = latestTeam(fold, team)
    if (latest === null || !fold.identityTeams.has(team)) throw new Refusal('no-such-team')
    return { reader: teamReader(team, latest.epoch), recipient: latest.recipient }
  })
  const { signKey, recipient } = session.me
  return [{ reader: memberReader(signKey), recipient }, ...locks]
}
