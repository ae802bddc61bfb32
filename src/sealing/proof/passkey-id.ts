import { base64url, fromBase64url } from '#base/bytes.ts'
import { hash } from './hash.ts'

/** By what the server and its clients name a passkey: the credential id itself may be a kilobyte long. Null if it is none. */
export function passkeyId(credential: string): string | null {
  const bytes = fromBase64url(credential)
  return bytes === null || bytes.length === 0 ? null : base64url(hash(bytes))
}
