import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import type { Language } from '#domain/bodies.ts'
import { stillCounts } from '#domain/conclusion.ts'
import { foldConversation, foldDesk, type DeskEntry, type ReportEntry } from '#domain/conversation.ts'
import { nextStates } from '#domain/docket.ts'
import type { ReferralAgreed } from '#domain/second.ts'
import { changeState } from './change-state.ts'
import type { ReportView } from './member.ts'
import { referralIn, type Referring } from './referring.ts'
import { checkFilled, checkReaders, write, type Both } from './report.ts'
import { reportHashes } from './report-hashes.ts'
import type { Session } from './session.ts'

export interface SecondOrder {
  readonly referral: Referring
  /** What the reporter would read. */
  readonly reason: string
  readonly language: Language
  /** Why it goes there although the report names it: handlers read it. */
  readonly because: string
  /** Signing key of the colleague who is asked. Any other who reads the report may answer as well. */
  readonly ask: string
}

/**
 * Asks a second handler to agree that a report goes to a body that it names.
 * @throws Refusal `transition-not-allowed`, `referral-unclear`, `not-a-reader`; `second-person` for asking oneself; `empty-text`, `bad-text`, `too-large`
 */
export async function askSecond(session: Session, id: string, { referral, reason, language, because, ask }: SecondOrder): Promise<ReportView> {
  const { to = '' } = referralIn('referred', referral).referral ?? {}
  const [told, note] = [requiredText(reason).trim(), requiredText(because).trim()]
  checkFilled(told)
  if (ask === session.me.signKey) throw new Refusal('second-person')
  return write(session, { id, what: ['ask-second', to, told, note, ask] }, (both) => {
    const { docket } = foldConversation(both.report.log.entries as readonly ReportEntry[])
    if (!nextStates(docket.state).some((next) => next === 'referred')) throw new Refusal('transition-not-allowed', { from: docket.state, to: 'referred' })
    checkReaders(session, both, [ask])
    return { to: both.desk, content: { kind: 'triage', body: { asksReferral: { to, reason: told, language }, note, mentions: [ask], reportHead: both.report.log.head } }, merge: true }
  })
}

export interface SecondAnswer {
  /** Hash of the entry that asks, as it was shown: nobody answers what they did not see. */
  readonly asked: string
  /** How many entries of the report the person had read. */
  readonly expectedLength: number
  readonly agrees: boolean
  /** Why, for handlers. */
  readonly because: string
}

/**
 * Agrees to a referral that waits, and refers the report in the words that were asked for; or leaves it where it is. Where the agreement was kept and the
 * referral was not, the same answer again finishes it.
 * @throws Refusal `not-found` where nothing waits; `stale-head` where another asking took its place, or the reporter wrote since; `second-person` for whoever
 * asked and would agree; `empty-text`, `bad-text`, `too-large`, and as `changeState`
 */
export async function answerSecond(session: Session, id: string, { asked, expectedLength, agrees, because }: SecondAnswer): Promise<ReportView> {
  const note = requiredText(because).trim()
  const me = session.me.signKey
  const view = await write(session, { id, what: ['answer-second', asked, agrees, note] }, (both) => {
    const { waiting, agreed } = foldDesk(both.desk.log.entries as readonly DeskEntry[], both.suspects).secondApprovals
    if (agrees && ownIn(agreed, asked, me) !== undefined) return null
    checkRead(both, expectedLength)
    if (waiting === null) throw new Refusal('not-found')
    if (waiting.hash !== asked) throw new Refusal('stale-head')
    if (agrees && waiting.author === me) throw new Refusal('second-person')
    return { to: both.desk, content: { kind: 'triage', body: { answersReferral: { asked, agrees }, note, reportHead: both.report.log.head } }, merge: true }
  })
  if (!agrees) return view
  const agreed = ownIn(view.desk.secondApprovals.agreed, asked, me)
  if (agreed === undefined) throw new Refusal('not-found')
  return refer(session, view, agreed)
}

function ownIn(agreed: readonly ReferralAgreed[], asked: string, me: string): ReferralAgreed | undefined {
  return agreed.find(({ hash, second }) => hash === asked && second === me)
}

async function refer(session: Session, view: ReportView, agreed: ReferralAgreed): Promise<ReportView> {
  const { conversation: { turns } } = view
  const { to, reason, language } = agreed
  const decision = turns.findLast(({ state }) => state !== undefined)
  // It was done already, and the answer was lost.
  if (decision?.state === 'referred' && decision.referredTo === to && decision.author === agreed.second) return view
  const hashes = reportHashes(view)
  if (!stillCounts(agreed, turns, hashes)) throw new Refusal('stale-head', { length: hashes.length })
  return changeState(session, view.id, { state: 'referred', reason, language, expectedLength: hashes.length, referral: { to, notConcerned: true } })
}

/** A new key, or a word of a colleague's, is no reason to look again. @throws Refusal `stale-head` where the reporter wrote, or the office decided, beyond what was read */
function checkRead({ report: { log } }: Both, expectedLength: number): void {
  const { turns } = foldConversation(log.entries as readonly ReportEntry[])
  const hashes = log.entries.map(({ hash }) => hash)
  if (!stillCounts({ reportHead: hashes[expectedLength - 1] ?? '' }, turns, hashes)) throw new Refusal('stale-head', { length: log.length })
}
