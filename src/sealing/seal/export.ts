import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { x25519 } from '@noble/curves/ed25519.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { base64nopad, bech32 } from '@scure/base'
import { Encrypter, Stanza } from 'age-encryption'
import { concat, randomBytes, utf8, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { FileKey } from '../plain/file-key.ts'
import type { LogKey } from '../plain/log-key.ts'
import { entryScheme } from '../plain/schemes.ts'
import { Secret } from '../plain/secret.ts'
import type { SigningKey } from '../plain/signing-key.ts'
import { symmetricIdentity } from '../plain/stanza.ts'
import { exportSignedBytes, type ExportFormat } from '../proof/standing.ts'
import { parseAgeHeader } from '../sealed/age-header.ts'

/**
 * [Note: New headers] An export's bodies keep their payloads to the byte and get a new age header for an identity made for this
 * export alone. So a stock `age` opens them, and with the old header beside it each body is still the one that was signed.
 * Nothing else in the house builds a new header for an existing file key.
 */
export interface ExportKey {
  readonly identity: Secret<'export-identity'>
  /** `age1…`: X25519 and not hybrid, because Debian's age 1.1.1 knows no hybrid keys. */
  readonly recipient: string
}

export function newExportKey(): ExportKey {
  const identity = new Secret('export-identity', randomBytes(32))
  return { identity, recipient: bech32.encodeFromBytes('age', x25519.getPublicKey(identity.reveal())) }
}

/** An identity file as `age -i` reads it. */
export function identityFile({ identity, recipient }: ExportKey): string {
  return `# public key: ${recipient}\n${bech32.encodeFromBytes('AGE-SECRET-KEY-', identity.reveal()).toUpperCase()}\n`
}

export interface Reheaded {
  /** The header that the body was signed with. */
  readonly ageHeader: Bytes
  /** The same payload under the new header. */
  readonly file: Bytes
}

/** @throws Refusal `foreign-key` if the key is not the body's. */
export async function rehead(key: LogKey, body: Uint8Array, { recipient }: Pick<ExportKey, 'recipient'>): Promise<Reheaded> {
  const { stanzas, payloadAt } = parseAgeHeader(body)
  const own = stanzas.map((stanza) => new Stanza([...stanza.args], stanza.body))
  const fileKey = await symmetricIdentity(entryScheme(key)).unwrapFileKey(own)
  if (fileKey === null) throw new Refusal('foreign-key')
  const header = ageHeader(fileKey, x25519Stanza(fileKey, recipient))
  fileKey.fill(0)
  return { ageHeader: new Uint8Array(body.slice(0, payloadAt)), file: concat(header, body.subarray(payloadAt)) }
}

/** What stands before a file's payload (its nonce, then its segments without the tail) to make an age file of it. */
export function fileHeader({ key, nonce }: FileKey, { recipient }: Pick<ExportKey, 'recipient'>): Bytes {
  return concat(ageHeader(key.reveal(), x25519Stanza(key.reveal(), recipient)), nonce)
}

/** Words that an export itself brings, as an age file for its identity. */
export async function sealForExport(words: Uint8Array, { recipient }: Pick<ExportKey, 'recipient'>): Promise<Bytes> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return new Uint8Array(await encrypter.encrypt(words))
}

/** @see https://age-encryption.org/v1, "The X25519 recipient type" */
function x25519Stanza(fileKey: Uint8Array, recipient: string): string {
  const { bytes: theirs } = bech32.decodeToBytes(recipient)
  const ephemeral = randomBytes(32)
  const share = x25519.getPublicKey(ephemeral)
  const wrapKey = hkdf(sha256, x25519.getSharedSecret(ephemeral, theirs), concat(share, theirs), utf8('age-encryption.org/v1/X25519'), 32)
  ephemeral.fill(0)
  // Zero nonce: the wrap key is single-use, because the share is.
  const wrapped = chacha20poly1305(wrapKey, new Uint8Array(12)).encrypt(fileKey)
  return `-> X25519 ${base64nopad.encode(share)}\n${base64nopad.encode(wrapped)}\n`
}

/** @see https://age-encryption.org/v1, "Header MAC" */
function ageHeader(fileKey: Uint8Array, stanza: string): Bytes {
  const unsealed = utf8(`age-encryption.org/v1\n${stanza}---`)
  const mac = hmac(sha256, hkdf(sha256, fileKey, undefined, utf8('header'), 32), unsealed)
  return concat(unsealed, utf8(` ${base64nopad.encode(mac)}\n`))
}

/** Whoever exports vouches for the manifest, and with it for what was left out: chains prove only that nothing was changed. */
export async function signManifest(author: SigningKey, manifest: Uint8Array, format?: ExportFormat): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('Ed25519', author.key, exportSignedBytes(manifest, format)))
}
