// The hybrid of ML-KEM-768 and X25519 that age seals with (X-Wing, draft-connolly-cfrg-xwing-kem), by the runtime's OpenSSL.
// native-hybrid.ts puts it in the library's place.
import { createHash, createPrivateKey, createPublicKey, decapsulate, diffieHellman, encapsulate, generateKeyPairSync, type KeyObject } from 'node:crypto'

const SEED_BYTES = 32
const KEM = { publicKeyBytes: 1184, cipherTextBytes: 1088 } as const
// The DER of RFC 8410 and RFC 9935 up to where the key begins.
const KEM_PRIVATE = Buffer.from('3054020100300b060960864801650304040204428040', 'hex')
const KEM_PUBLIC = Buffer.from('308204b2300b0609608648016503040402038204a100', 'hex')
const CURVE_PRIVATE = Buffer.from('302e020100300506032b656e04220420', 'hex')
const CURVE_PUBLIC = Buffer.from('302a300506032b656e032100', 'hex')
const LABEL = Buffer.from('\\.//^\\', 'latin1')

export { MLKEM768P256 } from '@noble/post-quantum/hybrid.js'

export const MLKEM768X25519 = {
  getPublicKey(seed: Uint8Array): Uint8Array {
    return publicKeyOf(keysOf(seed))
  },
  encapsulate(recipient: Uint8Array): { cipherText: Uint8Array; sharedSecret: Uint8Array } {
    if (recipient.length !== KEM.publicKeyBytes + 32) throw new Error('wrong length')
    const [kemPublic, curvePublic] = split(recipient, KEM.publicKeyBytes)
    const kem = encapsulate(createPublicKey({ key: Buffer.concat([KEM_PUBLIC, kemPublic]), format: 'der', type: 'spki' }))
    const own = generateKeyPairSync('x25519')
    const ephemeral = rawPublic(own.publicKey, CURVE_PUBLIC)
    const shared = diffieHellman({ privateKey: own.privateKey, publicKey: curveKey(curvePublic) })
    return { cipherText: bytes(Buffer.concat([kem.ciphertext, ephemeral])), sharedSecret: combined([kem.sharedKey, shared, ephemeral, curvePublic]) }
  },
  decapsulate(cipherText: Uint8Array, seed: Uint8Array): Uint8Array {
    if (cipherText.length !== KEM.cipherTextBytes + 32) throw new Error('wrong length')
    const [kemText, ephemeral] = split(cipherText, KEM.cipherTextBytes)
    const keys = keysOf(seed)
    const shared = diffieHellman({ privateKey: keys.curve, publicKey: curveKey(ephemeral) })
    return combined([decapsulate(keys.kem, kemText), shared, ephemeral, rawPublic(createPublicKey(keys.curve), CURVE_PUBLIC)])
  },
}

interface Keys { readonly kem: KeyObject; readonly curve: KeyObject }

function keysOf(seed: Uint8Array): Keys {
  if (seed.length !== SEED_BYTES) throw new Error('wrong length')
  const [kem, curve] = split(createHash('shake256', { outputLength: 96 }).update(seed).digest(), 64)
  return {
    kem: createPrivateKey({ key: Buffer.concat([KEM_PRIVATE, kem]), format: 'der', type: 'pkcs8' }),
    curve: createPrivateKey({ key: Buffer.concat([CURVE_PRIVATE, curve]), format: 'der', type: 'pkcs8' }),
  }
}

function publicKeyOf({ kem, curve }: Keys): Uint8Array {
  return bytes(Buffer.concat([rawPublic(createPublicKey(kem), KEM_PUBLIC), rawPublic(createPublicKey(curve), CURVE_PUBLIC)]))
}

function rawPublic(key: KeyObject, before: Uint8Array): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(before.length)
}

function curveKey(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([CURVE_PUBLIC, raw]), format: 'der', type: 'spki' })
}

function combined(parts: readonly Uint8Array[]): Uint8Array {
  return bytes(createHash('sha3-256').update(Buffer.concat([...parts, LABEL])).digest())
}

function split(whole: Uint8Array, at: number): [Uint8Array, Uint8Array] {
  return [whole.subarray(0, at), whole.subarray(at)]
}

/** A Buffer is told apart from plain bytes by what compares deeply. */
function bytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer)
}
