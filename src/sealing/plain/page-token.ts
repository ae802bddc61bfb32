import { utf8 } from '#base/bytes.ts'

/**
 * [Note: Page tokens] Between two pages without scripts the state travels in a hidden field, sealed with AES-256-GCM under a key
 * that lives in the front's process alone: no cookie, nothing on disk, and worthless once the process has ended.
 */
export interface PageToken {
  readonly receipt: string
  /** The day on which the report was received, for the receipt's own page; '' on others. */
  readonly received: string
  /** Rule packs of a report that was filed just now, where its channel names any. */
  readonly packs?: readonly string[]
  readonly expiresMs: number
}

export const PAGE_TOKEN_LABEL = utf8('postern/page-token/v1')
export const PAGE_TOKEN_NONCE_BYTES = 12

/** Cannot be read out, not even by the process that uses it. */
export function newPageTokenKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}
