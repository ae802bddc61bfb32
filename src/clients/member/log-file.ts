import { Refusal } from '#base/refusal.ts'
import { base64url } from '#base/bytes.ts'
import { openFile, type OpenFile } from '#clients/transport/download.ts'
import type { Attachment } from '#domain/bodies.ts'
import { runningHash } from '#sealing/proof/hash.ts'
import { SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import type { Session } from './session.ts'

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

/** Pieces of this size go out of a browser's memory to its disk. */
const PIECE_SEGMENTS = 32

/**
 * A whole file as its sender had it, checked to the last byte. A browser keeps large blobs on its disk.
 * @throws Refusal `forged-history` if it is not what was sent; DOMException `AbortError`
 */
export async function fetchLogFile(session: Pick<Session, 'api'>, log: string, { attachment, signal, onProgress }: Watched & { readonly attachment: Attachment }): Promise<Blob> {
  const file = await openLogFile(session, log, attachment)
  const digest = runningHash()
  const pieces: Blob[] = []
  const piece: Uint8Array<ArrayBuffer>[] = []
  for (let at = 0; at < attachment.sizeBytes; at += SEGMENT_BYTES) {
    signal.throwIfAborted()
    const words = await file.read(at, at + SEGMENT_BYTES, signal)
    digest.update(words)
    piece.push(words)
    if (piece.length === PIECE_SEGMENTS) pieces.push(new Blob(piece.splice(0)))
    onProgress(at + words.length)
  }
  if (base64url(digest.digest()) !== attachment.sha256) throw new Refusal('forged-history')
  // Whatever the file says it is: a browser opens nothing of this type by itself.
  return new Blob([...pieces, ...piece], { type: 'application/octet-stream' })
}
