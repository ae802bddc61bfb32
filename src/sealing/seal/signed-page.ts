import { concat, fromBase64url, type Bytes } from '#base/bytes.ts'
import type { SigningKey } from '../plain/signing-key.ts'
import { pageSignedBytes } from '../proof/signed-page.ts'

/** Signature (64) ‖ author key (32) ‖ age file. */
export async function signPage(label: string, author: SigningKey, body: Bytes): Promise<Bytes> {
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', author.key, pageSignedBytes(label, body)))
  return concat(signature, fromBase64url(author.publicId) ?? new Uint8Array(0), body)
}
