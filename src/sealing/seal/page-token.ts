import { base64url, concat, randomBytes } from '#base/bytes.ts'
import { canonicalBytes } from '#base/json.ts'
import { PAGE_TOKEN_LABEL, PAGE_TOKEN_NONCE_BYTES, type PageToken } from '../plain/page-token.ts'

/** See [Note: Page tokens]. @returns base64url(nonce ‖ AES-256-GCM of the token's canonical JSON) */
export async function sealPageToken(key: CryptoKey, token: PageToken): Promise<string> {
  const iv = randomBytes(PAGE_TOKEN_NONCE_BYTES)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: PAGE_TOKEN_LABEL }, key, canonicalBytes(token))
  return base64url(concat(iv, new Uint8Array(sealed)))
}
