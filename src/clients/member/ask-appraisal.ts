import { canonicalJson } from '#base/json.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import { checkAgain } from '#domain/appraisal.ts'
import type { AppraisalItem, Attachment, Bodies } from '#domain/bodies.ts'
import type { Exhibit } from '#domain/exhibits.ts'
import { isExpert } from '#domain/experts.ts'
import { newLog, sealFirstEntry } from '#sealing/seal/entry.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import { listAppraisals, readAppraisal, type AppraisalOrder, type AppraisalView } from './appraisals.ts'
import { beginLog } from './append.ts'
import { questionReadersOf } from './readers.ts'
import { openReportLog } from './report-logs.ts'
import { openReportAsHandler } from './report.ts'
import type { Session } from './session.ts'

/**
 * Asks an expert about single exhibits of a report: their descriptions and the keys of their files go along, and nothing else. Asked again after a lost
 * answer it is the same question, as long as nobody has answered it.
 *
 * @throws Refusal `no-such-exhibit`; `no-such-file` for one whose file is not there; `not-allowed` if the expert is none; `malformed` for a day that is over;
 *   `empty-text`, `too-large`; of another look at one `already-appraised-again`, `transition-not-allowed`, `no-such-log`
 */
export async function askAppraisal(session: Session, report: string, order: AppraisalOrder): Promise<AppraisalView> {
  const questions = requiredText(order.questions)
  if (order.due < session.today()) throw new Refusal('malformed', { member: 'due' })
  const { exhibits } = await openReportAsHandler(session, report)
  const { expert, due, again } = order
  const body: Bodies['appraisal'] = { expert, questions, due, ...asked(exhibits, order.exhibits), ...(again === undefined ? {} : { again }) }
  const before = await listAppraisals(session, report)
  const same = before.find((view) => view.state === 'asked' && view.asker === session.me.signKey && view.asked !== null && canonicalJson(bodyOf(view.asked)) === canonicalJson(body))
  if (same !== undefined) return same
  if (again !== undefined) checkAgain(before, again, expert)
  return readAppraisal(session, await begin(session, report, body))
}

function bodyOf({ expert, items, questions, due, files, again }: NonNullable<AppraisalView['asked']>): Bodies['appraisal'] {
  return { expert, items, questions, due, ...(files.length === 0 ? {} : { files }), ...(again === null ? {} : { again }) }
}

/** Two exhibits may be copies of one file: it stands there once. */
function asked(exhibits: readonly Exhibit[], numbers: readonly number[]): Pick<Bodies['appraisal'], 'items' | 'files'> {
  const wanted = [...new Set(numbers)].toSorted((a, b) => a - b).map((number) => {
    const exhibit = exhibits.find((each) => each.number === number)
    if (exhibit === undefined) throw new Refusal('no-such-exhibit')
    if (exhibit.kind !== 'physical' && exhibit.files.length === 0) throw new Refusal('no-such-file')
    return exhibit
  })
  if (wanted.length === 0) throw new Refusal('no-such-exhibit')
  const files = new Map<string, Attachment>(wanted.flatMap((exhibit) => exhibit.files.map((file) => [file.file, file] as const)))
  if (wanted.length > LIMITS.appraisalItemsMax) throw new Refusal('too-large', { itemsMax: LIMITS.appraisalItemsMax })
  if (files.size > LIMITS.filesPerEntryMax) throw new Refusal('too-large', { filesMax: LIMITS.filesPerEntryMax })
  const items = wanted.map(({ hash, number, description, kind, files: each }): AppraisalItem => ({ exhibit: hash, number, description, kind, files: each.map(({ file }) => file) }))
  return { items, ...(files.size === 0 ? {} : { files: [...files.values()] }) }
}

function begin(session: Session, report: string, body: Bodies['appraisal']): Promise<string> {
  return beginLog(session, async () => {
    if (!isExpert(session.officeLog().fold, body.expert)) throw new Refusal('not-allowed')
    const log = newLog(session.id, session.unlocked().signing)
    const to = questionReadersOf(session, await openReportLog(session, report), body.expert)
    const wraps = await Promise.all(to.map((each) => wrapLogKey(log.key, each)))
    return sealFirstEntry(log, session.authored(), { content: { kind: 'appraisal', body }, wraps, about: report })
  })
}
