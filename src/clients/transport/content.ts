import { base64url, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { newUploadSecret, uploadKeys, uploadSecretFrom } from '#sealing/plain/file-key.ts'
import { contentHash, uploadId } from '#sealing/proof/file.ts'
import { hashAside } from '#sealing/proof/hash.ts'
import { fileShape, wordsOf } from '#sealing/sealed/file-shape.ts'
import { newReading, type FileSource, type Upload } from './upload.ts'

/**
 * What a device may keep of an upload, so that another page goes on with it: a secret that opens nothing without the file's own words, and
 * what the server knows as well.
 */
export interface UploadNote {
  /** base64url */
  readonly secret: string
  readonly upload: string
  readonly keptBytes: number
}

/** Segments that are read at once while nothing is sealed yet. */
const PARALLEL = 4

/**
 * Reads a file to its end and makes an upload that is for its words alone: see [Note: One content]. Where one of the notes is of the same
 * words, it is that upload; what has arrived of it is not sent again.
 *
 * @throws Refusal `segment-differs` if the file became shorter meanwhile; DOMException `AbortError`; and whatever `source.read` throws.
 */
export async function uploadOf(source: FileSource, notes: readonly UploadNote[], signal?: AbortSignal): Promise<{ readonly upload: Upload; readonly note: UploadNote }> {
  const shape = fileShape(source.sizeBytes)
  const segments: string[] = []
  let next = 0
  await Promise.all(Array.from({ length: PARALLEL }, async () => {
    while (next < shape.segments) {
      const segment = next++
      signal?.throwIfAborted()
      const { from, to } = wordsOf(shape, segment)
      const words = from === to ? new Uint8Array(0) : await source.read(from, to)
      if (words.length !== to - from) throw new Refusal('segment-differs', { segment })
      segments[segment] = base64url(await hashAside(words))
    }
  }))
  const content = contentHash(source.sizeBytes, segments)
  const before = notes.map((note) => ({ note, keys: keysOf(note.secret, content) })).find(({ note, keys }) => keys !== null && uploadId(keys.token) === note.upload)
  const secret = newUploadSecret()
  const { key, token } = before?.keys ?? uploadKeys(secret, content)
  const upload = { key, token, shape, sealed: new Map(), content: { segments, reading: newReading(), wasBegun: before !== undefined } }
  const note = before?.note ?? { secret: base64url(secret.reveal()), upload: uploadId(token), keptBytes: shape.keptBytes }
  secret.forget()
  return { upload, note }
}

function keysOf(text: string, content: Bytes): ReturnType<typeof uploadKeys> | null {
  const secret = uploadSecretFrom(text)
  return secret === null ? null : uploadKeys(secret, content)
}
