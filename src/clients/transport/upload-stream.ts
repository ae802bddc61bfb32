import { base64url, concat, randomBytes, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { newFileKey, type FileKey } from '#sealing/plain/file-key.ts'
import { runningHash } from '#sealing/proof/hash.ts'
import { sealSegment } from '#sealing/seal/file.ts'
import { fileShape, SEGMENT_BYTES, wordsOf } from '#sealing/sealed/file-shape.ts'
import type { Api } from './api.ts'
import { finishUpload, putSegment, remembered, startUpload, type SentFile, type Upload } from './upload.ts'

/** A file that is read once, as it comes: a form's, whose size is known at its end. */
export interface StreamedFile {
  readonly words: AsyncIterable<Uint8Array>
  /** The most that it can be. */
  readonly sizeBytesMax: number
  readonly signal?: AbortSignal
}

export interface SentStream extends SentFile {
  readonly key: FileKey
  readonly sizeBytes: number
}

/**
 * Seals and sends a file while it is read, holding two segments of it at most. A segment waits until it is known whether it is the last:
 * then the upload, begun for the most that the file can be, is made as small as it is.
 *
 * @throws as `sendFile`; Refusal `too-large` where more comes than was said; and what `words` throws. Nothing goes on from where it broke off.
 */
export async function sendStream(api: Api, { words, sizeBytesMax, signal }: StreamedFile): Promise<SentStream> {
  const most: Upload = { key: newFileKey(), token: randomBytes(32), shape: fileShape(sizeBytesMax), sealed: new Map() }
  const digest = runningHash()
  const held = holder()
  let sizeBytes = 0
  const send = async (upload: Upload, segment: number, part: Bytes): Promise<void> => {
    signal?.throwIfAborted()
    const bytes = await remembered(upload, segment, sealSegment(upload.key, upload.shape, { segment, words: part }))
    await putSegment(api, { upload, ...(signal === undefined ? {} : { signal }) }, { segment, bytes })
  }
  await startUpload(api, most)
  let segment = 0
  for await (const piece of words) {
    digest.update(piece)
    sizeBytes += piece.length
    if (sizeBytes > sizeBytesMax) throw new Refusal('too-large', { bytesMax: sizeBytesMax })
    held.add(piece)
    while (held.bytes > SEGMENT_BYTES) await send(most, segment++, held.take(SEGMENT_BYTES))
  }
  const upload: Upload = { ...most, shape: fileShape(sizeBytes) }
  await startUpload(api, upload)
  for (; segment < upload.shape.segments; segment++) {
    const { from, to } = wordsOf(upload.shape, segment)
    await send(upload, segment, held.take(to - from))
  }
  return { file: await finishUpload(api, upload), sha256: base64url(digest.digest()), key: most.key, sizeBytes }
}

interface Holder {
  readonly bytes: number
  add(piece: Uint8Array): void
  take(bytes: number): Bytes
}

function holder(): Holder {
  let pieces: Uint8Array[] = []
  let bytes = 0
  return {
    get bytes() { return bytes },
    add(piece) {
      // The piece is the socket's own memory, and is written over.
      pieces.push(piece.slice())
      bytes += piece.length
    },
    take(wanted) {
      const all = concat(...pieces)
      pieces = [all.subarray(wanted)]
      bytes -= wanted
      return all.slice(0, wanted)
    },
  }
}
