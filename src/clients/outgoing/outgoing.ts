import type { Finding } from '#clients/cleaning/findings.ts'
import type { UploadNote } from '#clients/transport/content.ts'
import type { Attachment, Cleaning, Recorded } from '#domain/bodies.ts'

/** A file that somebody picked or recorded, and what they decided about it. */
export interface Offer {
  readonly file: File
  readonly name: string
  /** Whether what it tells of its maker is taken out first. */
  readonly isCleaned: boolean
  /** Whether it goes as it is where it cannot be cleaned. */
  readonly anyway: boolean
  /** A voice that the page recorded: nothing but it stands in its file, and nobody can pick it again, so that no note is made of it. */
  readonly recorded?: Recorded
  /** Whether the session of this browser stays out of it: what a member sends for somebody else is no member’s. */
  readonly isApart?: true
}

export interface Looked {
  readonly cleaning: Cleaning
  readonly findings: readonly Finding[]
  /** Of what will be sent. */
  readonly sizeBytes: number
}

export interface SendWatch {
  readonly signal: AbortSignal
  /** Words that have arrived for certain. */
  readonly onProgress: (arrivedBytes: number) => void
  /** Uploads that were begun before: whichever is of the same words goes on. */
  readonly notes: readonly UploadNote[]
  /** What to keep of this one, said before any of it is sent. */
  readonly onNote: (note: UploadNote) => void
}

/**
 * Looks at files, cleans, seals and sends them: in a worker, or in this thread. `job` is a number of the caller's for each file. The same
 * again goes on where it ended.
 */
export interface Outgoing {
  /** @throws as `inspect` */
  look(job: number, offer: Offer): Promise<Looked>
  /** @returns null where the file cannot be cleaned after all, and nobody said that it goes as it is. @throws as `sendFile` */
  send(job: number, offer: Offer, watch: SendWatch): Promise<Attachment | null>
  /** What is held of it, is not any more. */
  forget(job: number): void
}
