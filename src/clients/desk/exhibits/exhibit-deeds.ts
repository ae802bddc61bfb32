import type { AnswerOrder, CustodyOrder, ExhibitOrder } from '#clients/member/exhibits.ts'
import type { Watched } from '#clients/member/log-file.ts'
import type { ReportView } from '#clients/member/member.ts'
import type { Exhibit } from '#domain/exhibits.ts'

/** Exhibits and who had each of them when. Every deed throws Refusal. */
export interface ExhibitDeeds {
  register(report: string, order: ExhibitOrder): Promise<ReportView>
  /** @throws Refusal `stale-head` if somebody was first: the person must look again */
  record(report: string, order: CustodyOrder): Promise<ReportView>
  /** Signs for what was handed to the caller, or says that it was not. @throws as `record` */
  answer(report: string, order: AnswerOrder): Promise<ReportView>
  /** SHA-256 of each file of an exhibit, by reading it whole. */
  read(view: ReportView, exhibit: Exhibit, watched: Watched): Promise<readonly string[]>
}
