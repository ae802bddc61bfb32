import { base64url, concat, fromBase64url, randomBytes, utf8, type Bytes } from '#base/bytes.ts'
import { canonicalBytes } from '#base/json.ts'
import { asDay, type Day } from '#base/day.ts'
import { entryHash, hash, logId, wrapHash } from '#sealing/proof/hash.ts'
import { importServerKey, newServerKey, type ServerKey } from '#sealing/proof/sign.ts'
import { signedBytes, type SignedEntry, type WrapRow } from '#sealing/sealed/entry.ts'
import { encodeHeader, type Header } from '#sealing/sealed/header.ts'

/**
 * Entries for tests, signed over Web Crypto and built without `sealing/seal`: what the server accepts is held to the formats and
 * not to our own client. The bodies only look sealed: nobody has a key to them.
 */
export type Author = ServerKey

export const TODAY: Day = asDay('2026-11-23')

export async function newAuthor(): Promise<Author> {
  return importServerKey(await newServerKey())
}

/** Where the next entry goes. `head` is null before entry 0. */
export interface End {
  readonly office: string
  readonly log: string
  readonly length: number
  readonly head: string | null
  /** Entry 0 brings it. */
  readonly nonce?: string
}

export interface Made {
  readonly entry: SignedEntry
  readonly header: Header
  readonly hash: string
  readonly wraps: readonly WrapRow[]
  /** Where the entry after this one goes. */
  readonly end: End
}

export interface What {
  readonly kind: Header['kind']
  readonly body: Bytes
  readonly wraps?: readonly WrapRow[]
  readonly seen?: string | null
  /** Last word on every member of the header: for docket, about, and for what must be refused. */
  readonly extra?: Partial<Header>
}

/** A new log of this author: its id is the one that its nonce gives. */
export function newEnd(office: string, author: Author): End {
  const nonce = randomBytes(16)
  const log = logId(idBytes(office), idBytes(author.publicId), nonce)
  return { office, log, length: 0, head: null, nonce: base64url(nonce) }
}

export const GENESIS_END: End = { office: '', log: '', length: 0, head: null, nonce: base64url(new Uint8Array(16)) }

export async function makeEntry(author: Author, end: End, what: What): Promise<Made> {
  const { kind, body, wraps = [], seen = end.office, extra } = what
  const header: Header = {
    v: 1, office: end.office, log: end.log, generation: 0, seq: end.length, prev: end.head, kind, author: author.publicId, day: TODAY,
    bodyHash: base64url(hash(body)), bodySize: body.length, seen: kind === 'genesis' ? null : seen, docket: null,
    ...(wraps.length === 0 ? {} : { wraps: wraps.map(wrapHash) }),
    ...(end.nonce === undefined ? {} : { nonce: end.nonce }),
    ...extra,
  }
  return signHeader(author, { header, body, wraps })
}

export async function signHeader(author: Author, parts: { readonly header: Header; readonly body: Bytes; readonly wraps: readonly WrapRow[] }): Promise<Made> {
  const { header, body, wraps } = parts
  const bytes = encodeHeader(header)
  const entry: SignedEntry = { header: bytes, signature: await author.sign(signedBytes(bytes)), body }
  const made = entryHash(entry)
  const ids = header.kind === 'genesis' ? { office: made, log: made } : { office: header.office, log: header.log }
  return { entry, header, hash: made, wraps, end: { ...ids, length: header.seq + 1, head: made } }
}

export function clearBody(value: unknown): Bytes {
  return canonicalBytes(value)
}

/** An age file as one of ours looks from outside: one stanza, a fresh salt, a payload of the least size. */
export function sealedLooking(options: { readonly salt?: Bytes; readonly generation?: number; readonly payloadBytes?: number } = {}): Bytes {
  const { salt = randomBytes(16), generation = 0, payloadBytes = 1056 } = options
  const header = `age-encryption.org/v1\n-> postern-log ${generation} ${base64(salt)}\n${base64(randomBytes(32))}\n--- ${base64(randomBytes(32))}\n`
  return concat(utf8(header), randomBytes(Math.min(payloadBytes, 32)), new Uint8Array(Math.max(0, payloadBytes - 32)))
}

export function wrapLooking(reader: string, subject = 'log:0'): WrapRow {
  return { subject, reader, bytes: randomBytes(1700) }
}

function base64(bytes: Bytes): string {
  return base64url(bytes).replaceAll('-', '+').replaceAll('_', '/')
}

export function idBytes(id: string): Bytes {
  const bytes = fromBase64url(id)
  if (bytes?.length !== 32) throw new RangeError('not an id')
  return bytes
}

export function randomId(): string {
  return base64url(randomBytes(32))
}
