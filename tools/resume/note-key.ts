import { base64url, type Bytes } from '#base/bytes.ts'
import { contentHash, uploadId } from '#sealing/proof/file.ts'
import { uploadKeys, uploadSecretFrom } from '#sealing/plain/file-key.ts'
import { hash } from '#sealing/proof/hash.ts'
import { fileShape, wordsOf } from '#sealing/sealed/file-shape.ts'
import type { UploadNote } from '#clients/transport/content.ts'

/**
 * Names the key under which an upload was sealed: made again from its note and from the words that were sent.
 * @throws Error if the upload is not of these words: then it was sealed under the key of others
 */
export function noteKey({ secret: text, upload }: UploadNote, words: Bytes): string {
  const secret = uploadSecretFrom(text)
  if (secret === null) throw new Error('a note has no secret')
  const shape = fileShape(words.length)
  const digests = Array.from({ length: shape.segments }, (_, segment) => {
    const { from, to } = wordsOf(shape, segment)
    return base64url(hash(words.subarray(from, to)))
  })
  const { key, token } = uploadKeys(secret, contentHash(words.length, digests))
  if (uploadId(token) !== upload) throw new Error('an upload is of other words than were picked for it')
  return base64url(hash(key.key.reveal(), key.nonce))
}
