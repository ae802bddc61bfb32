import { attach, type Attaching } from '#clients/transport/attach.ts'
import { openFile, wholeFile, type OpenFile } from '#clients/transport/download.ts'
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

/** Pieces of this size go out of a browser's memory to its disk. */
const PIECE_SEGMENTS = 32

/**
 * A whole file as its sender had it, checked to the last byte. A browser keeps large blobs on its disk.
 * @throws Refusal `forged-history` if it is not what was sent; DOMException `AbortError`
 */
export async function fetchLogFile(session: Pick<Session, 'api'>, log: string, { attachment, signal, onProgress }: Watched & { readonly attachment: Attachment }): Promise<FetchedFile> {
  const file = await openLogFile(session, log, attachment)
  const pieces: Blob[] = []
  const piece: Uint8Array<ArrayBuffer>[] = []
  let type = mediaType(new Uint8Array(0), attachment.name)
  let doneBytes = 0
  for await (const words of wholeFile(file, signal)) {
    if (doneBytes === 0) type = mediaType(words.subarray(0, SNIFF_BYTES), attachment.name)
    piece.push(words)
    if (piece.length === PIECE_SEGMENTS) pieces.push(new Blob(piece.splice(0)))
    onProgress(doneBytes += words.length)
  }
  // Whatever the file says it is: a browser opens nothing of this type by itself.
  return { blob: new Blob([...pieces, ...piece], { type: 'application/octet-stream' }), type }
}
