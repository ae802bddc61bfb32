import { sha256 } from '@noble/hashes/sha2.js'
import { bech32m } from '@scure/base'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { base64url, concat, fromBase64url, utf8, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { Secret } from './secret.ts'

/** One holder's share of the organisation's recovery. @see spec/recovery.md */
export interface RecoveryShare {
  readonly office: string
  readonly generation: number
  /** The holder's place in the `recovery` entry, from 1 on. */
  readonly index: number
  /** 32 bytes of Shamir's polynomial, and the point at which they were taken. */
  readonly share: Secret<'recovery-share'>
}

export const SHARE_BYTES = 33
/** generation (2) ‖ index (1) ‖ share (33) */
const PAYLOAD_BYTES = 36
const PREFIX = 'postern-share'
export const SHARE_WORDS = 28
const CHECK_BITS = 20
const GENERATION_MAX = 0xffff

/** What the office log says of a share, so that a bad one is named. A share is 256 random bits: its hash gives nothing away. */
export function shareHash({ office, generation, index, share }: RecoveryShare): string {
  const place = new Uint8Array(8)
  new DataView(place.buffer).setUint32(0, generation)
  new DataView(place.buffer).setUint32(4, index)
  return base64url(sha256(concat(utf8('postern/recovery-share/v1\n'), fromBase64url(office) ?? new Uint8Array(0), place, share.reveal())))
}

/** The share as one word for a QR code or a paste: Bech32m, whose check finds any four wrong characters. @see BIP 350 */
export function shareText(share: RecoveryShare): string {
  return bech32m.encodeFromBytes(PREFIX, payloadOf(share)).toUpperCase()
}

/** The share as 28 words of the BIP-39 list, to be read out or written down: 288 bits and a check of 20. */
export function shareWords(share: RecoveryShare): readonly string[] {
  const bits = bitsOf(payloadOf(share))
  return bits.concat(checkBits(payloadOf(share))).join('').match(/.{11}/g)?.map((eleven) => wordlist[Number.parseInt(eleven, 2)] ?? '') ?? []
}

/**
 * Reads a share that a person pasted, typed or heard, in either form. The office is not in it: the hash will tell.
 * @throws Refusal `share-mistyped`; `details.word` is the number of a word that is in no list.
 */
export function parseShare(typed: string, office: string): RecoveryShare {
  const text = typed.normalize('NFKC').trim().toLowerCase()
  const payload = text.startsWith(PREFIX) ? payloadInText(text.replace(/\s+/gu, '')) : payloadInWords(text.split(/[\s.,;、，]+/u).filter((word) => !/^\d*$/.test(word)))
  const place = new DataView(payload.buffer)
  const share = new Secret('recovery-share', new Uint8Array(payload.slice(PAYLOAD_BYTES - SHARE_BYTES)))
  return { office, generation: place.getUint16(0), index: place.getUint8(2), share }
}

function payloadOf({ generation, index, share }: RecoveryShare): Bytes {
  if (generation > GENERATION_MAX || share.reveal().length !== SHARE_BYTES) throw new RangeError('not a share')
  const place = new Uint8Array(3)
  new DataView(place.buffer).setUint16(0, generation)
  place[2] = index
  return concat(place, share.reveal())
}

function payloadInText(text: string): Bytes {
  try {
    const { prefix, bytes } = bech32m.decodeToBytes(text)
    if (prefix === PREFIX && bytes.length === PAYLOAD_BYTES) return new Uint8Array(bytes)
  } catch { /* told below, with what decodes to something else */ }
  throw new Refusal('share-mistyped')
}

function payloadInWords(words: readonly string[]): Bytes {
  const values = words.map((word) => wordlist.indexOf(word))
  const unknown = values.indexOf(-1)
  if (unknown >= 0) throw new Refusal('share-mistyped', { word: unknown + 1 })
  if (values.length !== SHARE_WORDS) throw new Refusal('share-mistyped', { words: values.length })
  const bits = values.map((value) => value.toString(2).padStart(11, '0')).join('')
  const payload = new Uint8Array(PAYLOAD_BYTES).map((_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2))
  if (bits.slice(PAYLOAD_BYTES * 8) !== checkBits(payload).join('')) throw new Refusal('share-mistyped')
  return payload
}

/** The first 20 bits of a hash: one slip in a million passes, and then the hash in the office log is still there. */
function checkBits(payload: Uint8Array): string[] {
  return bitsOf(sha256(concat(utf8('postern/recovery-words/v1\n'), payload))).slice(0, CHECK_BITS)
}

function bitsOf(bytes: Uint8Array): string[] {
  return [...bytes].flatMap((byte) => [...byte.toString(2).padStart(8, '0')])
}
