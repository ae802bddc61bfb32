import type { Attachment } from '#domain/bodies.ts'

export interface SenderOptions {
  readonly url: string
  readonly path: string
  /** What the sender itself needs to go on. */
  readonly keptPath: string
  /** What was put on the wire, for whoever judges it. */
  readonly wirePath: string
  /** False is the control: it keeps key and token, and forgets what it sealed under them. */
  readonly compares: boolean
}

/** What a sender says while it works, a line each. */
export type Told =
  | { readonly at: 'begins'; readonly key: string }
  | { readonly at: 'goes-on'; readonly arrived: number }
  | { readonly at: 'arrived'; readonly segment: number }
  | { readonly at: 'differs' }
  | { readonly at: 'there'; readonly attachment: Attachment }
