import { openLogFile } from '#clients/member/log-file.ts'
import type { ReportView } from '#clients/member/member.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import type { Attachment } from '#domain/bodies.ts'
import { command } from './command.ts'
import { FETCH_OPTIONS, fileNamed, writeOut } from './fetch-file.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { reportId } from './report-id.ts'

/** postern desk fetch: a file of a report, of a note or of an exhibit, as it was sent. Needs a member's passphrase. */
export const deskFetch = command({
  name: 'desk fetch',
  summary: 'summary-desk-fetch',
  note: 'note-desk-fetch',
  words: { shown: 'ID FILE', min: 2, max: 2 },
  options: { ...MEMBER_OPTIONS, ...FETCH_OPTIONS },
  async run(given, io, [report = '', typed = '']) {
    const { session } = await logInAsMember(given, io)
    const id = await reportId(session, report)
    const { log, attachment } = fileNamed(filesOf(await openReportAsHandler(session, id)), typed)
    return writeOut(await openLogFile(session, log, attachment), given.out, io)
  },
})

interface Placed { readonly file: string; readonly log: string; readonly attachment: Attachment }

/** Every file of both logs. An exhibit may be a file of the report: that one is there already. */
function filesOf({ id, conversation, desk, deskLog, exhibits }: ReportView): readonly Placed[] {
  const placed = (log: string, files: readonly Attachment[] = []): readonly Placed[] => files.map((attachment) => ({ file: attachment.file, log, attachment }))
  return [
    ...conversation.turns.flatMap(({ files }) => placed(id, files)), ...desk.notes.flatMap(({ files }) => placed(deskLog, files)),
    ...exhibits.filter(({ log }) => log === 'desk').flatMap(({ files }) => placed(deskLog, files)),
  ]
}
