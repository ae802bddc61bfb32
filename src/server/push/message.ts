import { createCipheriv, createECDH, createHmac, hkdfSync, randomBytes, type ECDH } from 'node:crypto'

/** The keys of one browser: its P-256 point, and 16 random bytes of its own. */
export interface PushKeys {
  /** 65 bytes, uncompressed. */
  readonly p256dh: Uint8Array
  readonly auth: Uint8Array
}

/** What is drawn anew for each message; given in tests only. */
export interface PushDraw {
  readonly salt: Uint8Array
  readonly privateKey?: Uint8Array
}

const CURVE = 'prime256v1'
const RECORD_BYTES = 4096
const LAST_RECORD = Uint8Array.of(2)

/**
 * One message for one browser, which the push service between cannot read: a single record, filled up to a constant size.
 * Nothing of a report is ever in it; it is encrypted all the same, because push services take nothing else.
 * @param plainBytes - its length with the filling
 * @throws Error for a point that is none on the curve
 * @see RFC 8291, 3.4 and 4; RFC 8188, 2
 */
export function encryptPush(text: string, { p256dh, auth }: PushKeys, { plainBytes, draw = { salt: randomBytes(16) } }: { readonly plainBytes: number; readonly draw?: PushDraw }): Buffer {
  const own = ownKey(draw.privateKey)
  const ownPublic = own.getPublicKey()
  const shared = own.computeSecret(p256dh)
  const secret = Buffer.from(hkdfSync('sha256', shared, auth, Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, ownPublic]), 32))
  const derive = (info: string, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', secret, draw.salt, Buffer.from(`Content-Encoding: ${info}\0`), bytes))
  const plain = Buffer.concat([Buffer.from(text), LAST_RECORD])
  const padded = Buffer.concat([plain, Buffer.alloc(Math.max(0, plainBytes - plain.length))])
  const cipher = createCipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
  const head = Buffer.alloc(5)
  head.writeUInt32BE(RECORD_BYTES)
  head[4] = ownPublic.length
  return Buffer.concat([draw.salt, head, ownPublic, cipher.update(padded), cipher.final(), cipher.getAuthTag()])
}

function ownKey(privateKey: Uint8Array | undefined): ECDH {
  const own = createECDH(CURVE)
  if (privateKey === undefined) own.generateKeys()
  else own.setPrivateKey(privateKey)
  return own
}

/** 22 characters that say the same of the same text to whoever has the key: by it many waiting messages become one. */
export function topicOf(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url').slice(0, 22)
}

/** Whether a browser could have such a key. */
export function isPushPoint(p256dh: Uint8Array): boolean {
  try {
    ownKey(undefined).computeSecret(p256dh)
    return p256dh.length === 65 && p256dh[0] === 4
  } catch {
    return false
  }
}
