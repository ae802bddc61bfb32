import { attach, type Attaching } from '#clients/transport/attach.ts'
import { openFile, wholeBlob, type OpenFile } from '#clients/transport/download.ts'
import { mediaType, SNIFF_BYTES } from '#clients/transport/media-type.ts'
import type { Sending } from '#clients/transport/upload.ts'
import type { Attachment } from '#domain/bodies.ts'
import type { Session } from './session.ts'

/** Seals and sends a file that an entry will cite, as `attaching` has it: whoever calls has cleaned it, or must not. @throws as `sendFile` */
export function sendLogFile({ api }: Pick<Session, 'api'>, attaching: Attaching, watch: Pick<Sending, 'signal' | 'onProgress'>): Promise<Attachment> {
  return attach(api, attaching, watch)
}

/** A file that an entry of a log cites, for whoever reads the log. @throws as `openFile`, and Refusal `no-such-log` */
export function openLogFile({ api }: Pick<Session, 'api'>, log: string, attachment: Attachment): Promise<OpenFile> {
  const { file } = attachment
  return openFile(api, {
    file: () => ({ route: 'read-file', parameters: { log, file } }),
    segment: (segment) => ({ route: 'read-segment', parameters: { log, file, segment: String(segment) } }),
  }, attachment)
}

export interface Watched {
  readonly signal: AbortSignal
  readonly onProgress: (doneBytes: number) => void
}

/** A whole file, and the media type that its own first bytes say. */
export interface FetchedFile {
  readonly blob: Blob
  readonly type: string
}

/**
 * A whole file as its sender had it, checked to the last byte.
 * @throws Refusal `forged-history` if it is not what was sent; DOMException `AbortError`
 */
export async function fetchLogFile(session: Pick<Session, 'api'>, log: string, { attachment, ...watched }: Watched & { readonly attachment: Attachment }): Promise<FetchedFile> {
  const file = await openLogFile(session, log, attachment)
  const type = mediaType(await file.read(0, SNIFF_BYTES, watched.signal), attachment.name)
  return { blob: await wholeBlob(file, watched), type }
}
