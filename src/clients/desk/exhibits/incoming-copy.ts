import type { Bytes } from '#base/bytes.ts'
import { mediaType, SNIFF_BYTES } from '#clients/transport/media-type.ts'
import { COPY_BYTES_MAX, type CopyType } from '#clients/viewer/protocol.ts'

/** What the build put in: the version of this release. */
declare const POSTERN_VERSION: string
export const VERSION = POSTERN_VERSION

/** A copy as it came out of the page that made it: a stranger's bytes until somebody has looked at them. */
export interface Copy {
  readonly blob: Blob
  readonly type: CopyType
}

/** Pieces of one copy, in their order. They go to the browser's disk as they come, and are not held in memory. */
export class IncomingCopy {
  #pieces: Blob[] = []
  #sizeBytes = 0

  /** @returns whether there is room for it. */
  add(bytes: Bytes): boolean {
    this.#sizeBytes += bytes.length
    if (this.#sizeBytes > COPY_BYTES_MAX) return false
    this.#pieces.push(new Blob([bytes]))
    return true
  }

  /** The whole; null where it is not as long, or not of the kind, that was said. */
  async whole({ type, sizeBytes }: { readonly type: CopyType; readonly sizeBytes: number }): Promise<Copy | null> {
    const blob = new Blob(this.#pieces)
    this.#pieces = []
    const first = new Uint8Array(await blob.slice(0, SNIFF_BYTES).arrayBuffer())
    return blob.size === sizeBytes && mediaType(first, '') === type ? { blob, type } : null
  }
}

/** What a copy's name ends with: by what it is, whatever somebody types. */
export const ENDINGS: Readonly<Record<CopyType, string>> = { 'image/png': '.png', 'image/jpeg': '.jpg', 'application/pdf': '.pdf', 'text/plain': '.txt' }
