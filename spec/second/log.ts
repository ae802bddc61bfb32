// Chains, bodies, cards, keyrings, wraps and acknowledgements by a second hand.
import { LOG_OF, readHeader, type Header } from './header.ts'
import { openHybrid, openJson, readFile, recipientText, scheme, type Scheme } from './age.ts'
import { ascii, b64, canonical, hkdf, join, readCanonical, record, Refused, sha256, signed, uint32, unb64, type Bytes, type Value } from './primitives.ts'

export interface Entry {
  readonly header: Bytes
  readonly signature: Bytes
  readonly body: Bytes
}

export interface Key {
  readonly office: string
  readonly log: string
  readonly generation: number
  readonly key: Bytes
}

export function entryHash({ header, signature }: Entry): string {
  return b64(sha256(header, signature))
}

/** What a header says of a wrap. */
export function wrapHash({ subject, reader, bytes }: { readonly subject: string; readonly reader: string; readonly bytes: Bytes }): string {
  return b64(sha256(ascii(['postern/wrap/v1', subject, reader, ''].join('\n')), bytes))
}

export function commitment(key: Bytes): string {
  return b64(hkdf(key, ascii('postern/commit/v1')))
}

export function entryScheme({ office, log, generation, key }: Key): Scheme {
  return scheme({ type: 'postern-log', argument: String(generation), label: 'postern/entry/v1' }, key, [unb64(office), unb64(log)])
}

export function cardScheme({ office, log, generation, key }: Key): Scheme {
  return scheme({ type: 'postern-card', argument: String(generation), label: 'postern/card/v1' }, key, [unb64(office), unb64(log)])
}

/**
 * Signatures and links. @returns the headers. @throws Refused `bad-chain`, `bad-signature`, with the number of the first wrong entry
 * @param bodies - false where an export has them not.
 */
export function readChain(entries: readonly Entry[], { bodies } = { bodies: true }): Header[] {
  const headers: Header[] = []
  let before: { readonly office: string; readonly log: string; readonly head: string } | null = null
  for (const [seq, entry] of entries.entries()) {
    const header = headerOf(entry, seq)
    const fits = header.seq === seq && (!bodies || (entry.body.length === header.bodySize && b64(sha256(entry.body)) === header.bodyHash))
      && (before === null ? seq === 0 && begins(header) : header.prev === before.head && header.office === before.office && header.log === before.log)
    if (!fits) throw new Refused('bad-chain', seq)
    if (!signed(header.author, join(ascii('postern/entry/v1\n'), entry.header), entry.signature)) throw new Refused('bad-signature', seq)
    const head = entryHash(entry)
    before = header.kind === 'genesis' ? { office: head, log: head, head } : { office: header.office, log: header.log, head }
    headers.push(header)
  }
  if (headers.length === 0) throw new Refused('bad-chain', 0)
  return headers
}

function headerOf(entry: Entry, seq: number): Header {
  try {
    return readHeader(entry.header)
  } catch {
    throw new Refused('bad-chain', seq)
  }
}

function begins({ kind, office, author, nonce, log }: Header): boolean {
  return kind === 'genesis' || log === b64(sha256(unb64(office), unb64(author), unb64(nonce)))
}

/**
 * @param key - of the newest generation.
 * @returns what each entry opens to; null for one that does not.
 * @throws Refused as `readChain`, `bad-commitment`, `bad-chain`
 */
export function readSealedLog(entries: readonly Entry[], key: Bytes): Value[] {
  const headers = readChain(entries)
  const commits = readGenerations(headers)
  const [first] = headers
  if (first === undefined || commits.at(-1) !== commitment(key)) throw new Refused('bad-commitment')
  const salts = new Set<string>()
  for (const [seq, { kind, generation }] of headers.entries()) {
    const name = `${generation} ${saltOf(entries[seq], generation) ?? `none ${seq}`}`
    if (salts.has(name) || !LOG_OF[kind]?.split(' ').includes(LOG_OF[first.kind] ?? '')) throw new Refused('bad-chain', seq)
    salts.add(name)
  }
  const { office, log } = first
  const values = new Map<number, Value>()
  let at: Bytes | null = key
  for (const [seq, { kind, generation }] of [...headers.entries()].toReversed()) {
    const value: Value = at === null ? null : openOrNull({ office, log, generation, key: at }, entries[seq])
    if (kind !== 'rekey') values.set(seq, value)
    else {
      at = previousIn(value, commits[generation - 1])
      values.set(seq, at === null ? null : value)
    }
  }
  return headers.map((_, seq) => values.get(seq) ?? null)
}

/** The commitments of a log's generations, in their order. @throws Refused `bad-chain`, `bad-commitment` */
export function readGenerations(headers: readonly Header[]): string[] {
  const commits: string[] = []
  for (const [seq, { kind, generation, keyCommit, wraps }] of headers.entries()) {
    const starts = seq === 0 || kind === 'rekey'
    if (generation !== (starts ? commits.length : commits.length - 1)) throw new Refused('bad-chain', seq)
    if ((keyCommit === undefined) === starts || (!starts && kind !== 'grant' && (wraps?.length ?? 0) > 0)) throw new Refused('bad-commitment', seq)
    if (keyCommit === undefined) continue
    if (commits.includes(keyCommit)) throw new Refused('bad-commitment', seq)
    commits.push(keyCommit)
  }
  return commits
}

/** @returns null for a body that has no stanza of this generation. */
function saltOf(entry: Entry | undefined, generation: number): string | null {
  try {
    const [stanza, more] = readFile(entry?.body ?? new Uint8Array(0)).stanzas
    const [type, argument, salt = '', ...rest] = stanza?.args ?? []
    return type === 'postern-log' && more === undefined && rest.length === 0 && argument === String(generation) ? salt : null
  } catch {
    return null
  }
}

function openOrNull(key: Key, entry: Entry | undefined): Value {
  try {
    return entry === undefined || saltOf(entry, key.generation) === null ? null : openJson(entryScheme(key), entry.body)
  } catch {
    return null
  }
}

function previousIn(value: Value, committed: string | undefined): Bytes | null {
  try {
    const key = unb64(record(value)['previous'], 32)
    return commitment(key) === committed ? key : null
  } catch {
    return null
  }
}

/** @throws Refused `foreign-key`, `bad-commitment` */
export function readLogWrap(identity: Bytes, wrap: Bytes, expected: { readonly office: string; readonly log: string; readonly generation: number; readonly keyCommit: string }): Bytes {
  const value = record(openHybrid(identity, wrap))
  const about = value['office'] === expected.office && value['log'] === expected.log && value['generation'] === expected.generation
  const key = about ? unb64(value['key'], 32) : null
  if (key === null || commitment(key) !== expected.keyCommit) throw new Refused('bad-commitment')
  return key
}

/** @throws Refused `foreign-key`, `bad-commitment` */
export function readTeamWrap(identity: Bytes, wrap: Bytes, expected: { readonly office: string; readonly team: string; readonly epoch: number; readonly recipient: string }): string {
  const value = record(openHybrid(identity, wrap))
  const about = value['office'] === expected.office && value['team'] === expected.team && value['epoch'] === expected.epoch
  const text = value['identity']
  if (!about || typeof text !== 'string' || recipientText(seedOf(text)) !== expected.recipient) throw new Refused('bad-commitment')
  return text
}

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

/** The 32 bytes of an identity's bech32 text; its checksum is left to the recipient that must come out. */
export function seedOf(identity: string): Bytes {
  const words = Array.from(identity.toLowerCase().slice('age-secret-key-pq-1'.length, -6), (letter) => BECH32.indexOf(letter))
  const bits = words.map((word) => word.toString(2).padStart(5, '0')).join('').slice(0, 256)
  return new Uint8Array(Array.from({ length: 32 }, (_, index) => Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2)))
}

/** @throws Refused `malformed`, `bad-signature`, `foreign-key` */
export function readCard(key: Key, card: Bytes): Value {
  if (card.length <= 132 || card.length > 132 + 2048 + 256) throw new Refused('malformed', 'card')
  const [signature, author, seq, head, body] = [card.subarray(0, 64), card.subarray(64, 96), card.subarray(96, 100), card.subarray(100, 132), card.subarray(132)]
  const over = join(ascii('postern/card/v1\n'), unb64(key.office), unb64(key.log), author, seq, head, sha256(body))
  if (!signed(b64(author), over, signature)) throw new Refused('bad-signature')
  const value = record(openJson(cardScheme(key), body))
  const same = value['log'] === key.log && value['head'] === b64(head) && Buffer.compare(uint32(Number(value['seq'])), seq) === 0
  if (!same) throw new Refused('malformed', 'card')
  return value as Value
}

export interface Page {
  readonly office: string
  readonly team: string
  readonly epoch: number
  readonly page: number
}

export function keyringScheme(team: Bytes, { office, team: name, epoch, page }: Page): Scheme {
  return scheme({ type: 'postern-keyring', argument: String(page), label: 'postern/keyring/v1' }, team, [unb64(office), ascii(`${name}:${epoch}`)])
}

/** @throws Refused `bad-signature`, `foreign-key`, `malformed` */
export function readKeyring(team: Bytes, bytes: Bytes, expected: Page): Value {
  const body = bytes.subarray(96)
  const over = join(ascii('postern/keyring/v1\n'), sha256(body))
  if (!signed(b64(bytes.subarray(64, 96)), over, bytes.subarray(0, 64))) throw new Refused('bad-signature')
  const value = record(openJson(keyringScheme(team, expected), body))
  const { keys, ...page } = value
  const names = (keys as readonly Readonly<Record<string, Value>>[]).map(({ log, generation }) => `${String(log)}:${String(generation)}`)
  if (canonical(page as Value) !== canonical({ ...expected }) || new Set(names).size !== names.length) throw new Refused('malformed', 'keyring')
  return keys as Value
}

export interface TextPlace {
  readonly office: string
  readonly team: string
  readonly epoch: number
  readonly page: string
}

export function textPageScheme(team: Bytes, { office, team: name, epoch, page }: TextPlace): Scheme {
  return scheme({ type: 'postern-texts', argument: page, label: 'postern/texts/v1' }, team, [unb64(office), ascii(`${name}:${epoch}`)])
}

/** @throws Refused `bad-signature`, `foreign-key`, `malformed` */
export function readTextPage(team: Bytes, bytes: Bytes, expected: TextPlace): Value {
  const body = bytes.subarray(96)
  const over = join(ascii('postern/texts/v1\n'), sha256(body))
  if (!signed(b64(bytes.subarray(64, 96)), over, bytes.subarray(0, 64))) throw new Refused('bad-signature')
  const { texts, ...place } = record(openJson(textPageScheme(team, expected), body))
  if (canonical(place as Value) !== canonical({ ...expected })) throw new Refused('malformed', 'texts')
  return texts as Value
}

export interface Kept {
  readonly log: string
  readonly seq: number
  readonly hash: string
  readonly day: string
}

export function acknowledges(serverKey: string, { log, seq, hash, day }: Kept, signature: Bytes): boolean {
  return signed(serverKey, join(ascii('postern/acknowledgement/v1\n'), ascii(canonical({ log, seq, hash, day }))), signature)
}

export function saysErased(serverKey: string, { office, log, entry, day }: Readonly<Record<'office' | 'log' | 'entry' | 'day', string>>, signature: Bytes): boolean {
  return signed(serverKey, join(ascii('postern/erasure/v1\n'), ascii(canonical({ office, log, entry, day }))), signature)
}

/** @throws Refused `malformed` */
export function readFrames(bytes: Bytes): { readonly meta: Value; readonly parts: readonly Bytes[] } {
  if (bytes[0] !== 1) throw new Refused('malformed', 'version')
  const parts: Bytes[] = []
  let rest = bytes.subarray(1)
  while (rest.length > 0) {
    if (rest.length < 4) throw new Refused('malformed', 'parts')
    const size = Buffer.from(rest.subarray(0, 4)).readUInt32BE()
    if (rest.length < 4 + size) throw new Refused('malformed', 'parts')
    parts.push(rest.subarray(4, 4 + size))
    rest = rest.subarray(4 + size)
  }
  const [meta, ...others] = parts
  try {
    return { meta: readCanonical(meta ?? new Uint8Array(0)), parts: others }
  } catch {
    throw new Refused('malformed', 'meta')
  }
}
