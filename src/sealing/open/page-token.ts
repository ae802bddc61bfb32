import * as v from 'valibot'
import { fromBase64url } from '#base/bytes.ts'
import { parseCanonical } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { PAGE_TOKEN_LABEL, PAGE_TOKEN_NONCE_BYTES, type PageToken } from '../plain/page-token.ts'

const TOKEN_CHARACTERS_MAX = 1024
const tokenShape = v.strictObject({ receipt: v.string(), received: v.string(), packs: v.exactOptional(v.array(v.string())), expiresMs: v.number() })

/** See [Note: Page tokens]. @throws Refusal `page-expired` for a token that is too old, of another process, or none at all. */
export async function openPageToken(key: CryptoKey, text: string, nowMs: number): Promise<PageToken> {
  const bytes = text.length <= TOKEN_CHARACTERS_MAX ? fromBase64url(text) : null
  if (bytes === null || bytes.length <= PAGE_TOKEN_NONCE_BYTES) throw new Refusal('page-expired')
  const token = v.safeParse(tokenShape, parseCanonical(await opened(key, bytes)))
  if (!token.success || token.output.expiresMs < nowMs) throw new Refusal('page-expired')
  return token.output
}

async function opened(key: CryptoKey, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const iv = bytes.subarray(0, PAGE_TOKEN_NONCE_BYTES)
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: PAGE_TOKEN_LABEL }, key, bytes.subarray(PAGE_TOKEN_NONCE_BYTES)))
  } catch {
    throw new Refusal('page-expired')
  }
}
