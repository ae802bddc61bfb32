// age v1 (age-encryption.org/v1) by a second hand: files with one stanza under a symmetric key, and hybrid recipients.
import { createHash, createPrivateKey, createPublicKey, decapsulate, diffieHellman } from 'node:crypto'
import { bech32 } from '@scure/base'
import { aeadOpen, aeadSeal, ascii, canonical, hkdf, hmac, join, readCanonical, Refused, type Bytes, type Value } from './primitives.ts'

export interface Stanza {
  readonly args: readonly string[]
  readonly body: Bytes
}

interface File {
  readonly stanzas: readonly Stanza[]
  readonly mac: Bytes
  readonly macOver: Bytes
  readonly payload: Bytes
}

const ZERO_NONCE = new Uint8Array(12)
const CHUNK = 64 * 1024

export function unpadded(bytes: Bytes): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}

/** How the wrapping key of a stanza comes from its salt. */
export interface Scheme {
  readonly type: string
  readonly argument: string
  readonly key: (salt: Bytes) => Bytes
}

/** HKDF-SHA256(secret, salt, label ‖ context). */
export function scheme(names: { readonly type: string; readonly argument: string; readonly label: string }, secret: Bytes, context: readonly Bytes[] = []): Scheme {
  const { type, argument, label } = names
  return { type, argument, key: (salt) => hkdf(secret, join(ascii(label), ...context), salt) }
}

/** What an author draws at random, fixed here so that vectors can be made again. */
export interface Drawn {
  readonly salt: Bytes
  readonly fileKey: Bytes
  readonly nonce: Bytes
}

export function stanzaFor({ type, argument, key }: Scheme, { salt, fileKey }: Drawn): Stanza {
  return { args: [type, argument, unpadded(salt)], body: aeadSeal(key(salt), ZERO_NONCE, fileKey) }
}

export function writeFile(stanzas: readonly Stanza[], { fileKey, nonce }: Drawn, plain: Bytes): Bytes {
  const lines = stanzas.map(({ args, body }) => `-> ${args.join(' ')}\n${unpadded(body)}\n`)
  const macOver = ascii(`age-encryption.org/v1\n${lines.join('')}---`)
  const mac = hmac(hkdf(fileKey, ascii('header')), macOver)
  return join(macOver, ascii(` ${unpadded(mac)}\n`), nonce, stream(hkdf(fileKey, ascii('payload'), nonce), plain))
}

function stream(key: Bytes, plain: Bytes): Bytes {
  const chunks = Math.max(1, Math.ceil(plain.length / CHUNK))
  return join(...Array.from({ length: chunks }, (_, n) => aeadSeal(key, chunkNonce(n, n === chunks - 1), plain.subarray(n * CHUNK, (n + 1) * CHUNK))))
}

function chunkNonce(n: number, last: boolean): Bytes {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(n, 7)
  nonce[11] = last ? 1 : 0
  return new Uint8Array(nonce)
}

const HEADER = /^age-encryption\.org\/v1\n((?:-> [\x21-\x7e]+(?: [\x21-\x7e]+)*\n(?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)+)--- ([A-Za-z0-9+/]{43})\n/

/** @throws Refused `malformed` */
export function readFile(bytes: Bytes): File {
  const text = Buffer.from(bytes).toString('latin1')
  const match = HEADER.exec(text)
  if (match === null) throw new Refused('malformed', 'age')
  const [whole, stanzas = '', mac = ''] = match
  const macOver = bytes.subarray(0, whole.length - mac.length - 2)
  return { stanzas: stanzas.split('-> ').slice(1).map(readStanza), mac: unbase64(mac), macOver, payload: bytes.subarray(whole.length) }
}

function readStanza(text: string): Stanza {
  const [args = '', ...body] = text.split('\n')
  return { args: args.split(' '), body: unbase64(body.join('')) }
}

function unbase64(text: string): Bytes {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'))
  if (unpadded(bytes) !== text) throw new Refused('malformed', 'age')
  return bytes
}

/** The file key out of the one stanza. @throws Refused `malformed`, `foreign-key` */
function symmetricKey({ stanzas }: File, { type, argument, key }: Scheme): Bytes {
  const [stanza] = stanzas
  if (stanzas.length !== 1 || stanza?.args[0] !== type) throw new Refused('foreign-key')
  if (stanza.args.length !== 3 || stanza.args[1] !== argument || stanza.body.length !== 32) throw new Refused('malformed', 'stanza')
  const salt = unbase64(stanza.args[2] ?? '')
  if (salt.length !== 16) throw new Refused('malformed', 'stanza')
  return aeadOpen(key(salt), ZERO_NONCE, stanza.body) ?? fail()
}

function fail(): never {
  throw new Refused('foreign-key')
}

function openPayload({ mac, macOver, payload }: File, fileKey: Bytes): Bytes {
  if (Buffer.compare(hmac(hkdf(fileKey, ascii('header')), macOver), mac) !== 0) fail()
  const key = hkdf(fileKey, ascii('payload'), payload.subarray(0, 16))
  const sealed = payload.subarray(16)
  const chunks = Math.max(1, Math.ceil(sealed.length / (CHUNK + 16)))
  const opened = Array.from({ length: chunks }, (_, n) => (
    aeadOpen(key, chunkNonce(n, n === chunks - 1), sealed.subarray(n * (CHUNK + 16), (n + 1) * (CHUNK + 16))) ?? fail()))
  return join(...opened)
}

export function sealJson(under: Scheme, drawn: Drawn, padded: Bytes): Bytes {
  return writeFile([stanzaFor(under, drawn)], drawn, padded)
}

/** @throws Refused `malformed`, `foreign-key`, `not-canonical` */
export function openJson(under: Scheme, bytes: Bytes): Value {
  const file = readFile(bytes)
  return readPadded(openPayload(file, symmetricKey(file, under)))
}

/** JSON with its spaces before the last brace taken away. */
function readPadded(bytes: Bytes): Value {
  const text = Buffer.from(bytes).toString('latin1')
  return readCanonical(new Uint8Array(Buffer.from(text.replace(/ *\}$/, '}'), 'latin1')))
}

/** The least Padmé length. @see spec/entries.md */
export function padme(size: number): number {
  if (size < 2) return size
  const exponent = size.toString(2).length - 1
  const kept = exponent.toString(2).length
  const low = 2n ** BigInt(Math.max(0, exponent - kept))
  return Number(((BigInt(size) + low - 1n) / low) * low)
}

export function pad(value: Value, least = 1024): Bytes {
  const text = canonical(value)
  const size = Math.max(least, padme(ascii(text).length))
  return ascii(`${text.slice(0, -1)}${' '.repeat(size - ascii(text).length)}}`)
}

const ML_KEM_768_SEED = Buffer.from('3054020100300b060960864801650304040204428040', 'hex')
const X25519_PRIVATE = Buffer.from('302e020100300506032b656e04220420', 'hex')

/** A hybrid identity's keys: SHAKE256(seed) gives the ML-KEM-768 seed (64) and the X25519 scalar (32). */
function hybridKeys(seed: Bytes) {
  const expanded = createHash('shake256', { outputLength: 96 }).update(seed).digest()
  const mlKem = createPrivateKey({ key: Buffer.concat([ML_KEM_768_SEED, expanded.subarray(0, 64)]), format: 'der', type: 'pkcs8' })
  const x25519 = createPrivateKey({ key: Buffer.concat([X25519_PRIVATE, expanded.subarray(64)]), format: 'der', type: 'pkcs8' })
  const mlKemPublic = createPublicKey(mlKem).export({ format: 'der', type: 'spki' }).subarray(-1184)
  const x25519Public = createPublicKey(x25519).export({ format: 'der', type: 'spki' }).subarray(-32)
  return { mlKem, x25519, mlKemPublic, x25519Public }
}

export function identityText(seed: Bytes): string {
  return bech32.encode('AGE-SECRET-KEY-PQ-', bech32.toWords(seed), false).toUpperCase()
}

export function recipientText(seed: Bytes): string {
  const { mlKemPublic, x25519Public } = hybridKeys(seed)
  return bech32.encode('age1pq', bech32.toWords(join(mlKemPublic, x25519Public)), false)
}

/** X-Wing (draft-connolly-cfrg-xwing-kem), then HPKE base mode (RFC 9180) with HKDF-SHA256 and ChaCha20-Poly1305, as age has it. */
export function openHybrid(seed: Bytes, bytes: Bytes): Value {
  const file = readFile(bytes)
  for (const { args, body } of file.stanzas) {
    if (args[0] !== 'mlkem768x25519' || args.length !== 2) continue
    const { key, nonce } = hpke(xWing(seed, unbase64(args[1] ?? '')))
    const fileKey = aeadOpen(key, nonce, body)
    if (fileKey !== null) return readPadded(openPayload(file, fileKey))
  }
  return fail()
}

function xWing(seed: Bytes, share: Bytes): Bytes {
  if (share.length !== 1120) throw new Refused('malformed', 'stanza')
  const { mlKem, x25519, x25519Public } = hybridKeys(seed)
  const x25519Share = share.subarray(1088)
  const peer = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(x25519Share).toString('base64url') }, format: 'jwk' })
  const secrets = [decapsulate(mlKem, share.subarray(0, 1088)), diffieHellman({ privateKey: x25519, publicKey: peer })]
  const hash = createHash('sha3-256')
  for (const part of [...secrets, x25519Share, x25519Public, ascii(String.raw`\.//^\ `.trim())]) hash.update(part)
  return new Uint8Array(hash.digest())
}

/** RFC 9180 section 5.1, mode base; KEM 0x647a, KDF 0x0001, AEAD 0x0003. */
function hpke(secret: Bytes): { readonly key: Bytes; readonly nonce: Bytes } {
  const suite = join(ascii('HPKE'), new Uint8Array([0x64, 0x7a, 0, 1, 0, 3]))
  const none = new Uint8Array(0)
  const extract = (salt: Bytes, label: string, input: Bytes): Bytes => hmac(salt.length === 0 ? new Uint8Array(32) : salt, join(ascii('HPKE-v1'), suite, ascii(label), input))
  const context = join(new Uint8Array([0]), extract(none, 'psk_id_hash', none), extract(none, 'info_hash', ascii('age-encryption.org/mlkem768x25519')))
  const inner = extract(secret, 'secret', none)
  const expand = (label: string, size: number): Bytes => (
    hmac(inner, join(new Uint8Array([0, size]), ascii('HPKE-v1'), suite, ascii(label), context, new Uint8Array([1]))).subarray(0, size))
  return { key: expand('key', 32), nonce: expand('base_nonce', 12) }
}
