import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto'
import type { Bytes } from '#base/bytes.ts'

/**
 * [Note: At rest] A wrap lies on the disk under its log's *erasure key*, which is kept in another file with back-ups of its own. This keeps nothing
 * from the server; it lets a back-up forget: once the key is destroyed, an older copy of the tables opens no more, not even for
 * those who still hold their own keys.
 */
const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
export const ERASURE_KEY_BYTES = 32

/** Where a wrap belongs: moved to another log or reader it does not open. */
export interface WrapPlace {
  /** The log's number. */
  readonly number: number
  readonly reader: string
  readonly subject: string
}

export function newErasureKey(): Bytes {
  return randomFillSync(new Uint8Array(ERASURE_KEY_BYTES))
}

/** @returns nonce, sealed bytes and tag, one behind the other. */
export function sealAtRest(key: Bytes, place: WrapPlace, bytes: Bytes): Bytes {
  const stored = new Uint8Array(NONCE_BYTES + bytes.length + TAG_BYTES)
  const nonce = randomFillSync(stored.subarray(0, NONCE_BYTES))
  const cipher = createCipheriv(ALGORITHM, key, nonce)
  cipher.setAAD(placeBytes(place))
  stored.set(cipher.update(bytes), NONCE_BYTES)
  cipher.final()
  stored.set(cipher.getAuthTag(), NONCE_BYTES + bytes.length)
  return stored
}

/** @returns null if this key, or this place, is not the one that the bytes were stored for. */
export function openAtRest(key: Bytes, place: WrapPlace, stored: Bytes): Bytes | null {
  if (stored.length < NONCE_BYTES + TAG_BYTES || key.length !== ERASURE_KEY_BYTES) return null
  const end = stored.length - TAG_BYTES
  try {
    const decipher = createDecipheriv(ALGORITHM, key, stored.subarray(0, NONCE_BYTES))
    decipher.setAAD(placeBytes(place))
    decipher.setAuthTag(stored.subarray(end))
    const opened = new Uint8Array(decipher.update(stored.subarray(NONCE_BYTES, end)))
    decipher.final()
    return opened
  } catch {
    return null
  }
}

const encoder = new TextEncoder()

function placeBytes({ number, reader, subject }: WrapPlace): Uint8Array {
  return encoder.encode(`postern/at-rest/v1\n${number}\n${reader}\n${subject}`)
}
