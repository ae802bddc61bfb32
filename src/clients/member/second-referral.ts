import { Refusal } from '#base/refusal.ts'
import { cleanText, requiredText } from '#base/text.ts'
import type { Language } from '#domain/bodies.ts'
import { foldConversation, foldDesk, type DeskEntry, type ReportEntry } from '#domain/conversation.ts'
import { nextStates } from '#domain/docket.ts'
import type { ReferralAsked } from '#domain/second.ts'
import { changeState } from './change-state.ts'
import type { ReportView } from './member.ts'
import { referralIn, type Referring } from './referring.ts'
import { checkFilled, checkReaders, write, type Both } from './report.ts'
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
  readonly agrees: boolean
  /** Why, for handlers. */
  readonly because: string
}

/**
 * Agrees to a referral that waits, and refers the report in the words that were asked for; or leaves it where it is.
 * @throws Refusal `not-found` where nothing waits; `second-person` for whoever asked and would agree; `empty-text`, `bad-text`, `too-large`, and as `changeState`
 */
export async function answerSecond(session: Session, id: string, { agrees, because }: SecondAnswer): Promise<ReportView> {
  const note = requiredText(cleanText(because)).trim()
  const view = await write(session, { id, what: ['answer-second', agrees, note] }, (both) => {
    const asked = waitingIn(both)
    if (asked === null) throw new Refusal('not-found')
    if (agrees && asked.author === session.me.signKey) throw new Refusal('second-person')
    return { to: both.desk, content: { kind: 'triage', body: { answersReferral: { asked: asked.hash, agrees }, note, reportHead: both.report.log.head } }, merge: true }
  })
  const agreed = view.desk.seconds.agreed.at(-1)
  if (!agrees || agreed === undefined) return view
  return changeState(session, id, { state: 'referred', reason: agreed.reason, language: agreed.language, referral: { to: agreed.to, notConcerned: true } })
}

function waitingIn({ desk, suspects }: Both): ReferralAsked | null {
  return foldDesk(desk.log.entries as readonly DeskEntry[], suspects).seconds.waiting
}
