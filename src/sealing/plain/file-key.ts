import { chacha20 } from '@noble/ciphers/chacha.js'
import { fromBase64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { derive } from './derive.ts'
import { Secret } from './secret.ts'

/**
 * The key of one file's bytes, and of no others. An edited file gets a new one: the same key and nonce on other bytes would give away
 * the exclusive-or of both.
 */
export interface FileKey {
  /** 16 bytes, age's file key: an export builds an ordinary age header around it. */
  readonly key: Secret<'file-key'>
  /** 16 bytes, age's payload nonce. Not secret. */
  readonly nonce: Bytes
}

const FILE_KEY_BYTES = 16
const UPLOAD_SECRET_BYTES = 32

export function newFileKey(): FileKey {
  return { key: new Secret('file-key', randomBytes(FILE_KEY_BYTES)), nonce: randomBytes(FILE_KEY_BYTES) }
}

/** What stands behind an upload that a reload of the page shall not lose: 32 random bytes. See [Note: One content]. */
export function newUploadSecret(): Secret<'upload'> {
  return new Secret('upload', randomBytes(UPLOAD_SECRET_BYTES))
}

/** Out of a note on the device. @returns null if the text is no such secret. */
export function uploadSecretFrom(text: string): Secret<'upload'> | null {
  const bytes = fromBase64url(text)
  return bytes?.length === UPLOAD_SECRET_BYTES ? new Secret('upload', bytes) : null
}

/**
 * [Note: One content] Key, nonce and token of an upload are derived from a secret and from all that will be sealed under them. So no other
 * content can ever get them, whoever holds the secret, in however many tabs and however often it is tried; and the secret alone opens nothing.
 *
 * @param content - `contentHash` of the words, 32 bytes.
 */
export function uploadKeys(secret: Secret<'upload'>, content: Bytes): { readonly key: FileKey; readonly token: Bytes } {
  const both = derive(secret.reveal(), 'postern/upload-key/v1', { context: [content] })
  const key = { key: new Secret('file-key', both.slice(0, FILE_KEY_BYTES)), nonce: both.slice(FILE_KEY_BYTES) }
  both.fill(0)
  return { key, token: derive(secret.reveal(), 'postern/upload-token/v1', { context: [content] }) }
}

/** Out of a manifest. @returns null if the texts are no key and nonce. */
export function fileKeyFrom(key: string, nonce: string): FileKey | null {
  const [keyBytes, nonceBytes] = [fromBase64url(key), fromBase64url(nonce)]
  const whole = keyBytes?.length === FILE_KEY_BYTES && nonceBytes?.length === FILE_KEY_BYTES
  return whole ? { key: new Secret('file-key', keyBytes), nonce: nonceBytes } : null
}

/** @see https://age-encryption.org/v1, "Payload" */
export function payloadKeyOf({ key, nonce }: FileKey): Bytes {
  return derive(key.reveal(), 'payload', { salt: nonce })
}

/** The tail's key. The tail is made from it and not from fresh bytes, so that a segment that is sent again is the same one. */
function tailKeyOf({ key, nonce }: FileKey): Bytes {
  return derive(key.reveal(), 'postern/file-tail/v1', { salt: nonce })
}

/** Nonce of a chunk: its number, eleven bytes big-endian, then 1 for the last one and 0 for the others. @see age v1, "Payload" */
export function chunkNonce(chunk: number, isLast: boolean): Bytes {
  const nonce = new Uint8Array(12)
  const view = new DataView(nonce.buffer)
  view.setUint32(3, Math.floor(chunk / 2 ** 32))
  view.setUint32(7, chunk % 2 ** 32)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** Looks like more chunks to whoever has no key. Each segment has a keystream of its own. */
export function fillTail(key: FileKey, segment: number, tail: Uint8Array): void {
  if (tail.length === 0) return
  const tailKey = tailKeyOf(key)
  chacha20(tailKey, chunkNonce(segment, false), tail, tail)
  tailKey.fill(0)
}
