import { base64url, type Bytes } from '#base/bytes.ts'
import type { Attachment, Cleaning, Recorded } from '#domain/bodies.ts'
import { fileId } from '#sealing/proof/file.ts'
import { hash } from '#sealing/proof/hash.ts'
import { segmentSealer } from '#sealing/seal/file.ts'
import { wordsOf } from '#sealing/sealed/file-shape.ts'
import type { Api } from './api.ts'
import { mediaType, SNIFF_BYTES } from './media-type.ts'
import { finishUpload, newUpload, putSegment, remembered, startUpload } from './upload.ts'

/** A file that was sealed whole before any of it is sent: what was written need not be kept until a server can be reached. */
export interface SealedFile {
  readonly attachment: Attachment
  readonly keptBytes: number
  /** As often as wanted. @throws as `sendFile` */
  send(api: Api): Promise<void>
}

/** Seals bytes that are in memory. */
export async function sealFile(bytes: Bytes, about: { readonly name: string; readonly cleaning: Cleaning; readonly recorded: Recorded }): Promise<SealedFile> {
  const upload = newUpload(bytes.length)
  const { shape, sealed } = upload
  const { key, nonce } = upload.key
  const seal = await segmentSealer(upload.key, shape)
  const segments: Bytes[] = []
  for (let segment = 0; segment < shape.segments; segment++) {
    const { from, to } = wordsOf(shape, segment)
    segments.push(await remembered(upload, segment, await seal({ segment, words: bytes.subarray(from, to) })))
  }
  const attachment: Attachment = {
    ...about, file: fileId(shape.keptBytes, segments.map((_, segment) => sealed.get(segment) ?? '')), sha256: base64url(hash(bytes)),
    type: mediaType(bytes.subarray(0, SNIFF_BYTES), about.name), sizeBytes: bytes.length, key: base64url(key.reveal()), nonce: base64url(nonce),
  }
  return {
    attachment, keptBytes: shape.keptBytes,
    async send(api) {
      await startUpload(api, upload)
      for (const [segment, part] of segments.entries()) await putSegment(api, { upload }, { segment, bytes: part })
      await finishUpload(api, upload)
    },
  }
}
