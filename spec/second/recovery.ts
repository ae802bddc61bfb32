// The organisation's recovery by a second hand: arithmetic of GF(2⁸) without tables, spellings of a share, combining.
import { bech32m } from '@scure/base'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { openHybrid, recipientText } from './age.ts'
import { ascii, b64, hkdf, join, record, Refused, sha256, signer, uint32, unb64, type Bytes } from './primitives.ts'

export interface Terms {
  readonly office: string
  readonly generation: number
  readonly recipient: string
  readonly signKey: string
  readonly threshold: number
  readonly hashes: readonly string[]
}

export interface Share {
  readonly office: string
  readonly generation: number
  readonly index: number
  readonly share: Bytes
}

/** Multiplies as long division does: shift, and take away x⁸ + x⁴ + x³ + x + 1 where it overflows. */
export function times(a: number, b: number): number {
  let [left, right, product] = [a, b, 0]
  for (; right > 0; right >>= 1) {
    if (right & 1) product ^= left
    left = left & 0x80 ? ((left << 1) ^ 0x11b) & 0xff : left << 1
  }
  return product
}

/** a⁻¹ = a²⁵⁴. */
function inverse(a: number): number {
  return Array.from({ length: 253 }).reduce<number>((power) => times(power, a), a)
}

/** The 33 bytes that stand for a polynomial at one point. */
export function shareAt(point: number, coefficients: readonly Bytes[]): Bytes {
  const values = Uint8Array.from({ length: 32 }, (_, at) => coefficients.reduceRight((sum, each) => times(sum, point) ^ Number(each[at]), 0))
  return join(values, new Uint8Array([point]))
}

function atZero(shares: readonly Bytes[]): Bytes {
  const points = shares.map((share) => Number(share[32]))
  if (new Set(points).size !== points.length) throw new Refused('recovery-differs')
  const weights = points.map((xi) => points.filter((xj) => xj !== xi).reduce((product, xj) => times(product, times(xj, inverse(xi ^ xj))), 1))
  return Uint8Array.from({ length: 32 }, (_, at) => shares.reduce((sum, share, which) => sum ^ times(Number(share[at]), Number(weights[which])), 0))
}

export function recoveryOf(secret: Bytes, office: string): { readonly box: Bytes; readonly recipient: string; readonly signKey: string } {
  const box = hkdf(secret, join(ascii('postern/office-recovery/v1/box'), unb64(office)))
  const sign = hkdf(secret, join(ascii('postern/office-recovery/v1/sign'), unb64(office)))
  return { box, recipient: recipientText(box), signKey: signer(sign).publicId }
}

export function hashOf({ office, generation, index, share }: Share): string {
  return b64(sha256(ascii('postern/recovery-share/v1\n'), unb64(office), uint32(generation), uint32(index), share))
}

function payloadOf({ generation, index, share }: Omit<Share, 'office'>): Bytes {
  return join(new Uint8Array([generation >> 8, generation & 0xff, index]), share)
}

export function textOf(share: Share): string {
  return bech32m.encode('postern-share', bech32m.toWords(payloadOf(share)), false).toUpperCase()
}

const bits = (bytes: Bytes): string => [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')

export function wordsOf(share: Share): string[] {
  const payload = payloadOf(share)
  const all = bits(payload) + bits(sha256(ascii('postern/recovery-words/v1\n'), payload)).slice(0, 20)
  return Array.from({ length: 28 }, (_, at) => wordlist[Number.parseInt(all.slice(at * 11, at * 11 + 11), 2)] ?? '')
}

/** @throws Refused `share-mistyped` */
export function readShare(typed: string, office: string): Share {
  const payload = typed.toLowerCase().startsWith('postern-share') ? payloadInText(typed) : payloadInWords(typed)
  const share = { office, generation: Number(payload[0]) * 256 + Number(payload[1]), index: Number(payload[2]), share: payload.subarray(3) }
  if (payload.length !== 36 || (textOf(share) !== typed.toUpperCase() && wordsOf(share).join(' ') !== spelt(typed))) throw new Refused('share-mistyped')
  return share
}

function payloadInText(typed: string): Bytes {
  try {
    return new Uint8Array(bech32m.fromWords(bech32m.decode(typed.toLowerCase() as `${string}1${string}`).words))
  } catch {
    throw new Refused('share-mistyped')
  }
}

function payloadInWords(typed: string): Bytes {
  const all = spelt(typed).split(' ').map((word) => wordlist.indexOf(word).toString(2).padStart(11, '0')).join('')
  return Uint8Array.from({ length: 36 }, (_, at) => Number.parseInt(all.slice(at * 8, at * 8 + 8), 2))
}

function spelt(typed: string): string {
  return typed.toLowerCase().replaceAll(/[\d.,\s]+/g, ' ').trim()
}

/** A holder's wrap. @throws Refused `foreign-key`, `share-wrong` */
export function readShareWrap(identity: Bytes, wrap: Bytes, expected: Omit<Share, 'share'> & { readonly hash: string }): Share {
  const { office, generation, index, hash } = expected
  const value = record(openHybrid(identity, wrap))
  const share = { office, generation, index, share: unb64(value['share']) }
  const about = value['office'] === office && value['generation'] === generation && value['index'] === index
  if (!about || hashOf(share) !== hash) throw new Refused('share-wrong', index)
  return share
}

/** The recovery's secret. @throws Refused `share-foreign`, `share-wrong`, `share-twice`, `too-few-shares`, `recovery-differs` */
export function combine(shares: readonly Share[], terms: Terms): Bytes {
  const met = new Set<number>()
  for (const share of shares) {
    if (share.office !== terms.office || share.generation !== terms.generation) throw new Refused('share-foreign', share.index)
    if (hashOf(share) !== terms.hashes[share.index - 1]) throw new Refused('share-wrong', share.index)
    if (met.has(share.index)) throw new Refused('share-twice', share.index)
    met.add(share.index)
  }
  if (shares.length < terms.threshold) throw new Refused('too-few-shares')
  const secret = atZero(shares.map(({ share }) => share))
  const { recipient, signKey } = recoveryOf(secret, terms.office)
  if (recipient !== terms.recipient || signKey !== terms.signKey) throw new Refused('recovery-differs')
  return secret
}
