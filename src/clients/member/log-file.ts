import { openFile, type OpenFile } from '#clients/transport/download.ts'
import type { Attachment } from '#domain/bodies.ts'
import type { Session } from './session.ts'

/** A file that an entry of a log cites, for whoever reads the log. @throws as `openFile`, and Refusal `no-such-log` */
export function openLogFile({ api }: Pick<Session, 'api'>, log: string, attachment: Attachment): Promise<OpenFile> {
  const { file } = attachment
  return openFile(api, {
    file: () => ({ route: 'read-file', parameters: { log, file } }),
    segment: (segment) => ({ route: 'read-segment', parameters: { log, file, segment: String(segment) } }),
  }, attachment)
}
