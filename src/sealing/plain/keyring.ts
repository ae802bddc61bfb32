import type { Secret } from './secret.ts'

/** One page of a team's keyring: which logs it opens, at which head, with which key. */
export interface KeyringPage {
  readonly office: string
  readonly team: string
  readonly epoch: number
  readonly page: number
  readonly keys: readonly { readonly log: string; readonly generation: number; readonly head: string; readonly key: Secret<'log-key'> }[]
}
