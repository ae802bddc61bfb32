import { Refusal, type RefusalCode } from '#base/refusal.ts'
import type { UploadNote } from '#clients/transport/content.ts'
import type { Attachment } from '#domain/bodies.ts'
import type { Looked, Offer } from './outgoing.ts'

/** What a page asks of its worker. `call` numbers the questions; a file goes over as a handle, none of its bytes do. */
export type Asked =
  | { readonly call: number; readonly deed: 'look'; readonly job: number; readonly offer: Offer }
  | { readonly call: number; readonly deed: 'send'; readonly job: number; readonly offer: Offer; readonly notes: readonly UploadNote[] }
  | { readonly deed: 'pause'; readonly call: number }
  | { readonly deed: 'forget'; readonly job: number }

/** What it answers. */
export type Told =
  | { readonly call: number; readonly at: 'done'; readonly done: Looked | Attachment | null }
  | { readonly call: number; readonly at: 'failed'; readonly failure: Failure }
  | { readonly call: number; readonly at: 'arrived'; readonly bytes: number }
  | { readonly call: number; readonly at: 'noted'; readonly note: UploadNote }
  | { readonly at: 'ready' }

/** An error on its way between two threads. */
export type Failure =
  | { readonly code: RefusalCode; readonly details: Refusal['details'] }
  | { readonly name: string; readonly message: string; readonly isBrowsers: boolean }

export function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) return { code: error.code, details: error.details }
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : new Error(String(error))
  return { name, message, isBrowsers: error instanceof DOMException }
}

export function errorOf(failure: Failure): Error {
  if ('code' in failure) return new Refusal(failure.code, failure.details)
  return failure.isBrowsers ? new DOMException(failure.message, failure.name) : new Error(failure.message)
}
