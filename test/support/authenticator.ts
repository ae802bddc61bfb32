// For tests: an authenticator without a browser. It makes and shows passkeys as WebAuthn has them, and lies where a test wants it to.
import { base64url, concat, fromBase64url, randomBytes, utf8, type Bytes } from '#base/bytes.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { Assertion } from '#sealing/proof/passkey.ts'

export interface Passkey {
  readonly credential: Bytes
  readonly keys: CryptoKeyPair
  readonly rpId: string
  counter: number
}

/** What a page would let the authenticator sign; tests change one thing of it. */
export interface Asked {
  readonly challenge: string
  readonly origin: string
}

const [USER_PRESENT, USER_VERIFIED, CREDENTIAL_HERE] = [0x01, 0x04, 0x40]
const ES256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

export async function newPasskey({ challenge, origin }: Asked, { verified = true } = {}): Promise<{ readonly passkey: Passkey; readonly made: { readonly credential: string; readonly clientData: string; readonly attestation: string } }> {
  const rpId = new URL(origin).hostname
  const credential = randomBytes(32)
  const keys = await crypto.subtle.generateKey(ES256, true, ['sign', 'verify'])
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', keys.publicKey)
  const cose = concat(
    new Uint8Array([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32]), fromBase64url(x) ?? new Uint8Array(),
    new Uint8Array([0x22, 0x58, 32]), fromBase64url(y) ?? new Uint8Array(),
  )
  const flags = USER_PRESENT | CREDENTIAL_HERE | (verified ? USER_VERIFIED : 0)
  const data = concat(authenticatorData(rpId, flags, 0), new Uint8Array(16), new Uint8Array([0, credential.length]), credential, cose)
  // {"fmt": "none", "attStmt": {}, "authData": data}
  const attestation = concat(
    new Uint8Array([0xa3, 0x63]), utf8('fmt'), new Uint8Array([0x64]), utf8('none'), new Uint8Array([0x67]), utf8('attStmt'),
    new Uint8Array([0xa0, 0x68]), utf8('authData'), new Uint8Array([0x59, data.length >> 8, data.length & 255]), data,
  )
  const clientData = utf8(JSON.stringify({ type: 'webauthn.create', challenge, origin, crossOrigin: false }))
  return {
    passkey: { credential, keys, rpId, counter: 0 },
    made: { credential: base64url(credential), clientData: base64url(clientData), attestation: base64url(attestation) },
  }
}

/** Counts on by one, unless told what to say. */
export async function show(passkey: Passkey, { challenge, origin }: Asked, { counter = passkey.counter + 1, verified = true, type = 'webauthn.get', rpId = passkey.rpId } = {}): Promise<Assertion> {
  passkey.counter = counter
  const data = authenticatorData(rpId, USER_PRESENT | (verified ? USER_VERIFIED : 0), counter)
  const clientData = utf8(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, passkey.keys.privateKey, concat(data, hash(clientData)))
  return {
    credential: base64url(passkey.credential), clientData: base64url(clientData), authenticatorData: base64url(data),
    signature: base64url(asDer(new Uint8Array(signature))),
  }
}

function authenticatorData(rpId: string, flags: number, counter: number): Bytes {
  const tail = new Uint8Array(5)
  tail[0] = flags
  new DataView(tail.buffer).setUint32(1, counter)
  return concat(hash(utf8(rpId)), tail)
}

/** WebCrypto signs as r ‖ s, authenticators as a DER sequence of two integers. */
function asDer(raw: Uint8Array): Bytes {
  const integer = (bytes: Uint8Array): Bytes => {
    const start = bytes.findIndex((byte) => byte !== 0)
    const trimmed = bytes.subarray(start === -1 ? bytes.length - 1 : start)
    const padded = (trimmed[0] ?? 0) > 127 ? concat(new Uint8Array([0]), trimmed) : new Uint8Array(trimmed)
    return concat(new Uint8Array([0x02, padded.length]), padded)
  }
  const both = concat(integer(raw.subarray(0, 32)), integer(raw.subarray(32)))
  return concat(new Uint8Array([0x30, both.length]), both)
}
