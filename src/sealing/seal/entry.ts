import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { canonicalBytes } from '#base/json.ts'
import type { Day } from '#base/day.ts'
import type { Bodies } from '#domain/bodies.ts'
import type { DocketChange } from '#domain/docket.ts'
import { ruleOf } from '#domain/kinds.ts'
import { commitmentOf, newLogSecret, type LogKey } from '../plain/log-key.ts'
import { entryScheme } from '../plain/schemes.ts'
import type { SigningKey } from '../plain/signing-key.ts'
import { entryHash, hash, logId, wrapHash } from '../proof/hash.ts'
import { signedBytes, type SignedEntry, type WrapRow } from '../sealed/entry.ts'
import { encodeHeader, idBytes, type Header } from '../sealed/header.ts'
import { sealJson } from './age.ts'

export type EntryContent = {
  [K in keyof Bodies]: { readonly kind: K; readonly body: Bodies[K]; readonly docket?: DocketChange }
}[keyof Bodies]

/** Where an entry goes: behind `head`, as number `length`. */
export interface LogEnd {
  readonly office: string
  readonly log: string
  readonly generation: number
  readonly length: number
  readonly head: string | null
}

export interface Authored {
  readonly author: SigningKey
  readonly day: Day
  /** Head of the office log that the author knew; null only in the genesis. */
  readonly seen: string | null
}

/** An entry that is signed and ready to send. `key` is null for the logs that everyone reads. */
export interface ReadyEntry {
  readonly entry: SignedEntry
  readonly wraps: readonly WrapRow[]
  readonly header: Header
  readonly hash: string
}

export interface NewLog {
  readonly office: string
  readonly log: string
  readonly nonce: string
  readonly key: LogKey
}

/** A new sealed log of this author: its id, and the key of its first generation. */
export function newLog(office: string, author: SigningKey): NewLog {
  const nonce = randomBytes(16)
  const log = logId(idBytes(office), idBytes(author.publicId), nonce)
  return { office, log, nonce: base64url(nonce), key: { office, log, generation: 0, key: newLogSecret() } }
}

/** Entry 0 of a sealed log: commits to the key and to the wraps that come with it. */
export async function sealFirstEntry(
  log: NewLog, authored: Authored, first: { readonly content: EntryContent; readonly wraps: readonly WrapRow[]; readonly about?: string; readonly expires?: Day },
): Promise<ReadyEntry> {
  const end: LogEnd = { office: log.office, log: log.log, generation: 0, length: 0, head: null }
  const opening = {
    nonce: log.nonce, keyCommit: commitmentOf(log.key.key), wraps: first.wraps.map(wrapHash),
    ...(first.about === undefined ? {} : { about: first.about }), ...(first.expires === undefined ? {} : { expires: first.expires }),
  }
  return { ...await seal({ end, key: log.key, authored, content: first.content, extra: opening }), wraps: first.wraps }
}

export interface Next {
  readonly authored: Authored
  readonly content: EntryContent
  /** For the kinds that give the log's key. */
  readonly wraps?: readonly WrapRow[]
  /** For the kinds that say when their log ends. */
  readonly expires?: Day
  /** For the kinds that are about a member. */
  readonly about?: string
}

/** Any later entry of a sealed log, under the key of the generation that `end` names. A re-keying commits to that key. */
export async function sealEntry(end: LogEnd, key: LogKey, { authored, content, wraps = [], expires, about }: Next): Promise<ReadyEntry> {
  const extra = {
    ...(wraps.length === 0 ? {} : { wraps: wraps.map(wrapHash) }), ...(content.kind === 'rekey' ? { keyCommit: commitmentOf(key.key) } : {}),
    ...(expires === undefined ? {} : { expires }), ...(about === undefined ? {} : { about }),
  }
  return { ...await seal({ end, key, authored, content, extra }), wraps }
}

/** An entry whose body everyone reads: the office log. Wraps, if any, are committed to in its header. */
export async function writeClearEntry(
  end: LogEnd, authored: Authored, clear: { readonly content: EntryContent; readonly wraps?: readonly WrapRow[]; readonly extra?: Partial<Header> },
): Promise<ReadyEntry> {
  const wraps = clear.wraps ?? []
  const committed = wraps.length === 0 ? {} : { wraps: wraps.map(wrapHash) }
  return { ...await seal({ end, key: null, authored, content: clear.content, extra: { ...committed, ...clear.extra } }), wraps }
}

interface Parts {
  readonly end: LogEnd
  readonly key: LogKey | null
  readonly authored: Authored
  readonly content: EntryContent
  readonly extra: Partial<Header>
}

async function seal({ end, key, authored, content, extra }: Parts): Promise<Omit<ReadyEntry, 'wraps'>> {
  const body = await bodyOf(key, content)
  const { office, log, generation, length, head } = end
  const header: Header = {
    v: 1, office, log, generation, seq: length, prev: head, kind: content.kind,
    author: authored.author.publicId, day: authored.day, bodyHash: base64url(hash(body)), bodySize: body.length,
    seen: authored.seen, docket: content.docket ?? null, ...filesOf(content), ...extra,
  }
  const bytes = encodeHeader(header)
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', authored.author.key, signedBytes(bytes)))
  const entry = { header: bytes, signature, body }
  return { entry, header, hash: entryHash(entry) }
}

/** What the body cites the header names, so that who signs the entry signs for the files. */
function filesOf({ body }: EntryContent): Pick<Header, 'files'> {
  return 'files' in body && body.files !== undefined ? { files: body.files.map(({ file }) => file) } : {}
}

async function bodyOf(key: LogKey | null, content: EntryContent): Promise<Bytes> {
  if (ruleOf(content.kind).clear !== (key === null)) throw new Error(`${content.kind} must ${key === null ? '' : 'not '}be sealed`)
  return key === null ? canonicalBytes(content.body) : sealJson<'body'>(entryScheme(key), content.body)
}
