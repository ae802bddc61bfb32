import type { ReportView } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { DONE } from './command.ts'
import { deedNamed } from './desk-office-deed.ts'
import { reportJson, reportLines } from './desk-view.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, type MemberGiven } from './member-login.ts'
import { reportId } from './report-id.ts'

/** How a report is named in the help of the commands about one. */
export const REPORT_WORD = { shown: 'ID', min: 1, max: 1 } as const

export interface OnReport extends MemberGiven {
  /** The report's id or its beginning. */
  readonly report: string
}

/** What the commands about one report share: log in, do it, show the report as it stands then. */
export async function onReport(given: OnReport, io: Io, deed: (session: Session, id: string) => Promise<ReportView>): Promise<number> {
  const { session } = await logInAsMember(given, io)
  const view = await deed(session, await reportId(session, given.report))
  answer(io, reportJson(session, view), () => reportLines(session, view, io))
  return DONE
}

/** The line of a command that has several deeds, without the word that names one. */
export interface Asked<G> {
  readonly given: G
  readonly io: Io
  /** What was typed behind the deed. */
  readonly words: readonly string[]
}

export type SessionDeed = (session: Session) => Promise<number>
/** What is wrong with the line is told before anything is sent: each looks at it first, and then does it. */
export type Deeds<G> = Readonly<Record<string, (asked: Asked<G>) => SessionDeed | Promise<SessionDeed>>>

/** @throws UsageError before anybody is logged in */
export async function doDeed<G extends MemberGiven>(deeds: Deeds<G>, { given, io, words: [word = '', ...words] }: Asked<G>): Promise<number> {
  const deed = await deedNamed(deeds, word)({ given, io, words })
  const { session } = await logInAsMember(given, io)
  return deed(session)
}
