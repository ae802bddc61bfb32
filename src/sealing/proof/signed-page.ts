import { base64url, concat, utf8, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { hash } from './hash.ts'
import { verifySignature } from './sign.ts'

/** What the author of a page that a team's devices share signs: a label that says what it is of, and the sealed body. */
export function pageSignedBytes(label: string, body: Uint8Array): Bytes {
  return concat(utf8(label), hash(body))
}

/** Signature (64) ‖ author key (32) ‖ age file. @throws Refusal `bad-signature` */
export async function checkSignedPage(label: string, bytes: Uint8Array): Promise<{ readonly author: string; readonly body: Uint8Array }> {
  const author = base64url(bytes.subarray(64, 96))
  const body = bytes.subarray(96)
  if (!await verifySignature(author, pageSignedBytes(label, body), bytes.subarray(0, 64))) throw new Refusal('bad-signature')
  return { author, body }
}
