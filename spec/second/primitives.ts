// A second hand at the formats, written against the prose in spec/ over node:crypto (OpenSSL). It imports nothing of src: what
// the two agree on is the format and not a habit of ours.
import { createCipheriv, createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey, hkdfSync, sign, verify } from 'node:crypto'

export type Bytes = Uint8Array

/** What a reader answers instead of a value. */
export class Refused extends Error {
  readonly code: string
  readonly at: string | number | undefined

  constructor(code: string, at?: string | number) {
    super(at === undefined ? code : `${code} ${at}`)
    this.code = code
    this.at = at
  }
}

export function ascii(text: string): Bytes {
  return new Uint8Array(Buffer.from(text, 'utf8'))
}

export function join(...parts: readonly Bytes[]): Bytes {
  return new Uint8Array(Buffer.concat(parts))
}

export function sha256(...parts: readonly Bytes[]): Bytes {
  const state = createHash('sha256')
  for (const part of parts) state.update(part)
  return new Uint8Array(state.digest())
}

export function hmac(key: Bytes, bytes: Bytes): Bytes {
  return new Uint8Array(createHmac('sha256', key).update(bytes).digest())
}

/** RFC 5869 with SHA-256, 32 bytes; without a salt, 32 zero bytes. */
export function hkdf(secret: Bytes, info: Bytes, salt: Bytes = new Uint8Array(32)): Bytes {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, 32))
}

export function b64(bytes: Bytes): string {
  return Buffer.from(bytes).toString('base64url')
}

/** @throws Refused unless the text is the one spelling of its bytes. */
export function unb64(text: unknown, size?: number): Bytes {
  const bytes = typeof text === 'string' ? new Uint8Array(Buffer.from(text, 'base64url')) : null
  if (bytes === null || b64(bytes) !== text || (size !== undefined && bytes.length !== size)) throw new Refused('malformed', 'base64url')
  return bytes
}

const PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

export interface Signer {
  readonly publicId: string
  sign(bytes: Bytes): Bytes
}

export function signer(seed: Bytes): Signer {
  const key = createPrivateKey({ key: Buffer.concat([PREFIX, seed]), format: 'der', type: 'pkcs8' })
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  return { publicId: String(x), sign: (bytes) => new Uint8Array(sign(null, bytes, key)) }
}

export function signed(publicId: string, bytes: Bytes, signature: Bytes): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicId }, format: 'jwk' })
    return signature.length === 64 && verify(null, bytes, key, signature)
  } catch {
    return false
  }
}

const AEAD = 'chacha20-poly1305'
const TAG = { authTagLength: 16 }

/** RFC 8439 section 2.8, without additional data. */
export function aeadSeal(key: Bytes, nonce: Bytes, plain: Bytes): Bytes {
  const cipher = createCipheriv(AEAD, key, nonce, TAG)
  return join(cipher.update(plain), cipher.final(), cipher.getAuthTag())
}

export function aeadOpen(key: Bytes, nonce: Bytes, sealed: Bytes): Bytes | null {
  if (sealed.length < 16) return null
  const decipher = createDecipheriv(AEAD, key, nonce, TAG)
  decipher.setAuthTag(sealed.subarray(sealed.length - 16))
  try {
    return join(decipher.update(sealed.subarray(0, -16)), decipher.final())
  } catch {
    return null
  }
}

export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value | undefined }

/** RFC 8785 for values without fractions. */
export function canonical(value: Value): string {
  if (Array.isArray(value)) return `[${value.map((each: Value) => canonical(each)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value as Record<string, Value>).filter(([, member]) => member !== undefined)
    const byUnits = members.toSorted(([a], [b]) => Buffer.compare(Buffer.from(a, 'utf16le').swap16(), Buffer.from(b, 'utf16le').swap16()))
    return `{${byUnits.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/** @throws Refused `not-canonical` */
export function readCanonical(bytes: Bytes): Value {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value = JSON.parse(text) as Value
    if (canonical(value) === text && isWhole(value)) return value
  } catch { /* told below */ }
  throw new Refused('not-canonical')
}

/** Safe integers only, and no lone surrogates. */
function isWhole(value: Value): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isWhole(member as Value))
}

export function record(value: Value): Readonly<Record<string, Value | undefined>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused('not-canonical')
  return value as Readonly<Record<string, Value | undefined>>
}

/** Bytes that look random and are the same on every run: SHA-256('postern vectors/' ‖ name ‖ '/' ‖ n), n = 0, 1, … */
export function fixed(name: string, size = 32): Bytes {
  let bytes: Bytes = new Uint8Array(0)
  for (let n = 0; bytes.length < size; n++) bytes = join(bytes, sha256(ascii(`postern vectors/${name}/${n}`)))
  return bytes.subarray(0, size)
}

export function uint32(value: number): Bytes {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return new Uint8Array(bytes)
}
