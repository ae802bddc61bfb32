import { base64url, fromBase64url } from '#base/bytes.ts'
import { fileId } from '#sealing/proof/file.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { BlobStore, Reader } from '#server/store/store.ts'

/** What a store keeps of files. */
export interface KeptFiles {
  readonly read: Pick<Reader, 'fileIn' | 'segments'>
  readonly blobs: Pick<BlobStore, 'get'>
}

/** `missing`: the log cites a file that is not its own here. `segments`: its rows give another file. `bytes`: a segment is gone or changed. */
export type BrokenFile = 'missing' | 'segments' | 'bytes'

/** Holds every byte of a file to the id by which a signed header names it. @returns null if it is whole */
export async function brokenFile({ read, blobs }: KeptFiles, log: string, file: string): Promise<BrokenFile | null> {
  const row = await read.fileIn(log, file)
  if (row === null) return 'missing'
  const segments = await read.segments(row.upload)
  if (segments.some((segment) => fromBase64url(segment.hash)?.length !== 32) || fileId(row.keptBytes, segments.map((segment) => segment.hash)) !== file) return 'segments'
  for (const segment of segments) {
    const bytes = await blobs.get(segment.hash)
    if (bytes === null || base64url(hash(bytes)) !== segment.hash) return 'bytes'
  }
  return null
}
