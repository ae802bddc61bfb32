import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

/** By which push services know that the same server asks again. One for an installation, in its database. */
export interface VapidKey {
  /** The point of its public half, which browsers are given when they subscribe. */
  readonly publicKey: string
  /** @param nowMs - since 1970 */
  authorize(endpoint: URL, nowMs: number): string
}

/** As long as a push service takes one: half a day is well below the day that it may last. */
const HOLDS_SECONDS = 12 * 3600

export function newVapidKey(): Buffer {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' })
}

/**
 * @param contact - `mailto:` or `https:`: whom a push service would write to. It goes with every message.
 * @see RFC 8292, 2 and 3
 */
export function vapidKey(pkcs8: Uint8Array, contact: string): VapidKey {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), type: 'pkcs8', format: 'der' })
  const publicKey = pointOf(createPublicKey(key)).toString('base64url')
  return {
    publicKey,
    authorize(endpoint, nowMs) {
      const head = part({ typ: 'JWT', alg: 'ES256' })
      const claims = part({ aud: endpoint.origin, exp: Math.floor(nowMs / 1000) + HOLDS_SECONDS, sub: contact })
      const signature = sign('sha256', Buffer.from(`${head}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
      return `vapid t=${head}.${claims}.${signature}, k=${publicKey}`
    },
  }
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function pointOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([Uint8Array.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}
