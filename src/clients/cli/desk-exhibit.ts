import { basename } from 'node:path'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import { registerExhibit, type ExhibitOrder } from '#clients/member/exhibits.ts'
import { sendLogFile } from '#clients/member/log-file.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import type { Session } from '#clients/member/session.ts'
import { startAttaching } from '#clients/transport/attach.ts'
import type { FileSource } from '#clients/transport/upload.ts'
import type { Attachment } from '#domain/bodies.ts'
import { progressOf, withFile } from './attach.ts'
import { command, DONE, UsageError } from './command.ts'
import { custodianOrSelf, WHEN_OPTIONS, whenAndWhere } from './custody-input.ts'
import { REPORT_WORD } from './desk-deed.ts'
import { tellExhibits } from './exhibit-view.ts'
import { fileNamed } from './fetch-file.ts'
import type { Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { persist } from './persist.ts'
import { reportId } from './report-id.ts'
import { typed } from './text-input.ts'

/** postern desk exhibit: registers an exhibit of a report. Needs a member's passphrase. */
export const deskExhibit = command({
  name: 'desk exhibit',
  summary: 'summary-desk-exhibit',
  note: 'note-desk-exhibit',
  words: REPORT_WORD,
  options: {
    ...MEMBER_OPTIONS,
    'description': { type: 'text', value: 'T', required: true, help: 'option-exhibit-description' },
    'file': { type: 'text', value: 'PATH', many: true, help: 'option-exhibit-file' },
    'from-report': { type: 'text', value: 'FILEID', help: 'option-exhibit-from-report' },
    ...WHEN_OPTIONS,
    'copy': { type: 'flag', help: 'option-exhibit-copy' },
    'collector': { type: 'text', value: 'NAME', help: 'option-exhibit-collector' },
    'holder': { type: 'text', value: 'NAME', help: 'option-exhibit-holder' },
  },
  async run(given, io, [report = '']) {
    const { file: paths, 'from-report': fromReport, copy } = given
    if (paths.length > 0 && fromReport !== undefined) throw new UsageError((say) => say['usage-exhibit-source'])
    if (paths.length > LIMITS.filesPerEntryMax) throw new Refusal('too-large', { filesMax: LIMITS.filesPerEntryMax })
    // Before anything is sent: hours of a large file would be lost to a line that is too long.
    const description = requiredText(typed(given.description), LIMITS.nameCharactersMax)
    const when = whenAndWhere(given)
    const { session } = await logInAsMember(given, io)
    const id = await reportId(session, report)
    const people = { collector: custodianOrSelf(session, given.collector), holder: custodianOrSelf(session, given.holder) }
    const order = { description, ...when, copy, ...people, ...await contentOf({ session, io, id }, paths, fromReport) }
    tellExhibits(session, await registerExhibit(session, id, order), io)
    return DONE
  },
})

interface At {
  readonly session: Session
  readonly io: Io
  readonly id: string
}

/** @returns nothing for a thing. */
async function contentOf({ session, io, id }: At, paths: readonly string[], fromReport: string | undefined): Promise<Pick<ExhibitOrder, 'source' | 'files'>> {
  if (fromReport !== undefined) return { source: await sourceNamed(session, id, fromReport) }
  if (paths.length === 0) return {}
  // All are there before the first is sent.
  for (const path of paths) await withFile(path, async () => undefined)
  const files: Attachment[] = []
  for (const path of paths) files.push(await withFile(path, (source) => sendOne({ session, io }, basename(path), source)))
  return { files }
}

function sendOne({ session, io }: Pick<At, 'session' | 'io'>, name: string, source: FileSource): Promise<Attachment> {
  const onProgress = progressOf(io, { name, sizeBytes: source.sizeBytes })
  const attaching = startAttaching({ source, name, cleaning: 'kept-as-it-was' })
  return persist(() => sendLogFile(session, attaching, { onProgress }))
}

/** @throws Refusal `no-such-file` */
async function sourceNamed(session: Session, id: string, prefix: string): Promise<NonNullable<ExhibitOrder['source']>> {
  const { conversation: { turns }, chain } = await openReportAsHandler(session, id)
  const { file, sha256 } = fileNamed(turns.flatMap(({ files = [] }) => files), prefix)
  const turn = turns.find(({ files = [] }) => files.some((each) => each.file === file))
  const entry = chain.find(({ log, seq }) => log === 'report' && seq === turn?.seq)
  if (entry === undefined) throw new Refusal('no-such-file')
  return { entry: entry.hash, file, sha256 }
}
