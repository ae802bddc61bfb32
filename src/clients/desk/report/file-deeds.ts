import type { FetchedFile, Watched } from '#clients/member/log-file.ts'
import type { Attaching } from '#clients/transport/attach.ts'
import type { ReadableFile } from '#clients/transport/download.ts'
import type { Attachment } from '#domain/bodies.ts'

/** Files that entries of a report cite. */
export interface FileDeeds {
  /** Seals and sends a file as `attaching` has it. The same again goes on where a broken line ended it. */
  send(attaching: Attaching, watched: Watched): Promise<Attachment>
  /** To read from anywhere in it, a segment at a time. @throws Refusal `forged-history`, `no-such-file` */
  open(report: string, attachment: Attachment): Promise<ReadableFile>
  /** The whole file as its sender had it. @throws Refusal `forged-history` if it is not what was sent; DOMException `AbortError` */
  fetch(report: string, attachment: Attachment, watched: Watched): Promise<FetchedFile>
}
