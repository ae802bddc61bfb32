import type { FetchedFile, Watched } from '#clients/member/log-file.ts'
import type { Offer } from '#clients/outgoing/outgoing.ts'
import type { ReadableFile } from '#clients/transport/download.ts'
import type { Attachment } from '#domain/bodies.ts'

/** Files that entries of a report cite. */
export interface FileDeeds {
  /** Cleans, where that was offered, seals and sends a file: see `Outgoing`. The same again goes on where a broken line ended it. */
  send(job: number, offer: Offer, watched: Watched): Promise<Attachment | null>
  /** To read from anywhere in it, a segment at a time. @throws Refusal `forged-history`, `no-such-file` */
  open(report: string, attachment: Attachment): Promise<ReadableFile>
  /** The whole file as its sender had it. @throws Refusal `forged-history` if it is not what was sent; DOMException `AbortError` */
  fetch(report: string, attachment: Attachment, watched: Watched): Promise<FetchedFile>
}
