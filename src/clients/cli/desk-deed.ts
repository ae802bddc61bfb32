import type { ReportView } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { DONE } from './command.ts'
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
