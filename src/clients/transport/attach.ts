import { base64url } from '#base/bytes.ts'
import type { Attachment, Cleaning, Recorded } from '#domain/bodies.ts'
import type { Api } from './api.ts'
import { fileName } from '#base/file-name.ts'
import { mediaType, SNIFF_BYTES } from './media-type.ts'
import { newUpload, sendFile, type FileSource, type Sending, type Upload } from './upload.ts'

/** A file that somebody wants to send. */
export interface Offered {
  readonly source: FileSource
  /** As its owner calls it; what is unsafe in it is replaced. */
  readonly name: string
  readonly cleaning: Cleaning
  readonly recorded?: Recorded
}

/** A file on its way: the same again goes on where a broken line ended it. */
export interface Attaching extends Offered {
  readonly upload: Upload
}

export function startAttaching(offered: Offered): Attaching {
  return { ...offered, upload: newUpload(offered.source.sizeBytes) }
}

/** Sends a file and says what an entry cites it by. @throws as `sendFile` */
export async function attach(api: Api, { source, name, cleaning, recorded, upload }: Attaching, watch: Pick<Sending, 'signal' | 'onProgress'> = {}): Promise<Attachment> {
  const { sizeBytes } = source
  const safe = fileName(name)
  const type = mediaType(await source.read(0, Math.min(sizeBytes, SNIFF_BYTES)), safe)
  const { file, sha256 } = await sendFile(api, { source, upload, ...watch })
  const { key, nonce } = upload.key
  return { file, sha256, name: safe, type, sizeBytes, key: base64url(key.reveal()), nonce: base64url(nonce), cleaning, ...(recorded === undefined ? {} : { recorded }) }
}
