// A small office's authors, and sealed logs of its reports, signed and sealed by the second hand.
import { entryScheme, entryHash, commitment, type Entry, type Key } from '../second/log.ts'
import { pad, sealJson, stanzaFor, writeFile, type Drawn, type Scheme } from '../second/age.ts'
import { ascii, b64, canonical, fixed, join, sha256, signer, unb64, type Bytes, type Signer, type Value } from '../second/primitives.ts'

export const reporter = signer(fixed('reporter sign seed'))
export const handler = signer(fixed('handler sign seed'))
export const stranger = signer(fixed('stranger sign seed'))
export const OFFICE = b64(fixed('office id'))
export const DIRECTORY = b64(fixed('directory hash'))
export const DAY = '2026-11-23'

export function drawn(name: string): Drawn {
  return { salt: fixed(`${name}/salt`, 16), fileKey: fixed(`${name}/file key`, 16), nonce: fixed(`${name}/nonce`, 16) }
}

export interface Log extends Key {
  readonly nonce: string
}

/** A log of this author, by name. */
export function logOf(name: string, author: Signer): Log {
  const nonce = fixed(`${name}/nonce`, 16)
  return { office: OFFICE, log: b64(sha256(unb64(OFFICE), unb64(author.publicId), nonce)), generation: 0, key: fixed(`${name}/log key`), nonce: b64(nonce) }
}

export interface Made extends Entry {
  readonly hash: string
}

export interface What {
  readonly kind: string
  readonly value: Value
  readonly author?: Signer
  /** Last word on every member of the header. */
  readonly extra?: Readonly<Record<string, Value | undefined>>
  /** Another body than the honest one. */
  readonly body?: Bytes
}

/** The next entry of a sealed log. `name` fixes what its author would draw. */
export function entry(log: Log, before: readonly Made[], what: What & { readonly name: string }): Made {
  const { kind, value, author = reporter, extra = {}, name } = what
  const body = what.body ?? sealJson(entryScheme(log), drawn(name), pad(value))
  const last = before.at(-1)
  const header: Readonly<Record<string, Value | undefined>> = {
    v: 1, office: log.office, log: log.log, generation: 0, seq: before.length, prev: last?.hash ?? null, kind, author: author.publicId, day: DAY,
    bodyHash: b64(sha256(body)), bodySize: body.length, seen: DIRECTORY, docket: null,
    nonce: last === undefined ? log.nonce : undefined, keyCommit: last === undefined ? commitment(log.key) : undefined, ...extra,
  }
  return sign(author, header, body)
}

export function sign(author: Signer, header: Readonly<Record<string, Value | undefined>>, body: Bytes): Made {
  const bytes = ascii(canonical(header as Value))
  const signature = author.sign(join(ascii('postern/entry/v1\n'), bytes))
  const made = { header: bytes, signature, body }
  return { ...made, hash: entryHash(made) }
}

export function told({ header, signature, body }: Entry): Value {
  return { header: Buffer.from(header).toString('utf8'), signature: b64(signature), body: b64(body) }
}

export const REPORT: Value = { answers: { what: '标底在开标前一天泄露。\n𠮷野 told me, 👩‍👩‍👧 heard it.', danger: 'no' }, directory: DIRECTORY, language: 'zh', provenance: 'in-browser' }
export const ANSWER: Value = { text: 'Thank you. Who else was in the room?', language: 'en' }
export const REPLY: Value = { text: '他和我。', language: 'zh', provenance: 'in-browser' }
export const RECEIVED: Value = { state: 'received', channel: 'web', team: 'intake' }

const report = logOf('report', reporter)
const other = logOf('other report', reporter)
const zero = entry(report, [], { name: 'e0', kind: 'report', value: REPORT, extra: { docket: RECEIVED } })
const one = entry(report, [zero], { name: 'e1', kind: 'message', value: ANSWER, author: handler, extra: { docket: { state: 'acknowledged' } } })
const two = entry(report, [zero, one], { name: 'e2', kind: 'message', value: REPLY })

/** Entry 2 with something wrong in it, well signed. */
function spoilt(name: string, what: Partial<What>): Made {
  return entry(report, [zero, one], { name, kind: 'message', value: REPLY, ...what })
}

function flip(bytes: Bytes, at: number): Bytes {
  const flipped = bytes.slice()
  flipped[at < 0 ? bytes.length + at : at] = (flipped.at(at) ?? 0) ^ 1
  return flipped
}

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

/** R ‖ S + L: the same signature in a spelling that RFC 8032 section 5.1.7 refuses. */
function malleated(signature: Bytes): Bytes {
  const scalar = BigInt(`0x${Buffer.from(signature.subarray(32).toReversed()).toString('hex')}`) + ORDER
  return join(signature.subarray(0, 32), new Uint8Array(Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex')).toReversed())
}

const under = entryScheme(report)
const body = (scheme: Scheme, name: string, plain: Bytes): Bytes => sealJson(scheme, drawn(name), plain)
const twice: Bytes = writeFile([stanzaFor(under, drawn('twice')), stanzaFor(under, { ...drawn('twice'), salt: fixed('twice/other', 16) })], drawn('twice'), pad(REPLY))

const honest = [zero, one, two]

/** Refused histories: what is wrong, the entries, the refusal and where it is noticed (null where the whole is refused). */
function refusedLogs(): readonly (readonly [string, readonly Made[], string, number | null])[] {
  const swapped = { ...one, body: two.body }
  return [
    ['the beginning cut off', [one, two], 'bad-chain', 0], ['an entry left out', [zero, two], 'bad-chain', 1],
    ['entries in another order', [zero, two, one], 'bad-chain', 1], ['an entry twice', [zero, one, one], 'bad-chain', 2], ['nothing', [], 'bad-chain', 0],
    ['a foreign prev', [zero, one, spoilt('f', { extra: { prev: b64(fixed('foreign')) } })], 'bad-chain', 2],
    ['an entry of another log', [zero, one, spoilt('o', { extra: { log: other.log } })], 'bad-chain', 2],
    ['an entry of another office', [zero, one, spoilt('p', { extra: { office: b64(fixed('other office')) } })], 'bad-chain', 2],
    ['a body swapped for another', [zero, swapped, two], 'bad-chain', 1],
    ['a header in another spelling', [zero, { ...one, header: ascii(Buffer.from(one.header).toString('utf8').replace('"v":1', '"v": 1')) }], 'bad-chain', 1],
    ['a log id that the nonce does not give', [entry({ ...report, log: other.log }, [], { name: 'e0', kind: 'report', value: REPORT, extra: { docket: RECEIVED } })], 'bad-chain', 0],
    ['a log begun under a foreign author’s id', [entry(report, [], { name: 'e0', kind: 'report', value: REPORT, author: stranger, extra: { docket: RECEIVED } })], 'bad-chain', 0],
    ['a signature by another key', [zero, { ...one, signature: stranger.sign(join(ascii('postern/entry/v1\n'), one.header)) }], 'bad-signature', 1],
    ['a signature without its label', [zero, { ...one, signature: handler.sign(one.header) }], 'bad-signature', 1],
    ['a signature with a bit flipped', [zero, { ...one, signature: flip(one.signature, 3) }], 'bad-signature', 1],
    ['a signature with S + L', [zero, { ...one, signature: malleated(one.signature) }], 'bad-signature', 1],
    ['a signature cut short', [zero, { ...one, signature: one.signature.subarray(0, 63) }], 'bad-signature', 1],
    ['an entry of a desk log in a report', [zero, one, spoilt('d', { kind: 'note', value: { text: 'a', reportHead: DIRECTORY }, author: handler })], 'bad-chain', 2],
    ['an entry of another generation', [zero, one, spoilt('g', { extra: { generation: 1 } })], 'bad-chain', 2],
    ['a second commitment', [zero, one, spoilt('k', { extra: { keyCommit: b64(fixed('other commitment')) } })], 'bad-commitment', 2],
    ['a body under a salt that was used before', [zero, one, spoilt('s', { body: body(under, 'e1', pad(REPLY)) })], 'bad-chain', 2],
    ['a body under another label', [zero, one, spoilt('c', { body: body({ ...under, type: 'postern-card' }, 'c', pad(REPLY)) })], 'malformed', null],
    ['a body of another generation', [zero, one, spoilt('n', { body: body({ ...under, argument: '1' }, 'n', pad(REPLY)) })], 'malformed', null],
    ['a body with two stanzas', [zero, one, spoilt('t', { body: twice })], 'malformed', null],
    ['a body in clear', [zero, one, spoilt('x', { body: ascii(canonical(REPLY)) })], 'malformed', null],
    ['a body of another log', [zero, one, spoilt('b', { body: body(entryScheme(other), 'b', pad(REPLY)) })], 'foreign-key', null],
    ['a body under another key', [zero, one, spoilt('y', { body: body(entryScheme({ ...report, key: other.key }), 'y', pad(REPLY)) })], 'foreign-key', null],
    ['a byte flipped in the wrapped key', [zero, one, spoilt('w', { body: flip(two.body, 70) })], 'foreign-key', null],
    ['a byte flipped in the payload', [zero, one, spoilt('z', { body: flip(two.body, -1) })], 'foreign-key', null],
    ['a body cut short', [zero, one, spoilt('l', { body: two.body.subarray(0, -1) })], 'foreign-key', null],
    ['a body with a member twice', [zero, one, spoilt('m', { body: body(under, 'm', ascii('{"language":"en","text":"a","text":"b"}')) })], 'not-canonical', null],
    ['a body with stray spaces', [zero, one, spoilt('q', { body: body(under, 'q', ascii('{"language": "en","text":"a"}')) })], 'not-canonical', null],
  ]
}

export function entries(): Value {
  return {
    office: OFFICE, log: report.log, nonce: report.nonce, key: b64(report.key), keyCommit: commitment(report.key),
    authors: { reporter: { seed: b64(fixed('reporter sign seed')), publicKey: reporter.publicId }, handler: { seed: b64(fixed('handler sign seed')), publicKey: handler.publicId } },
    entries: [[zero, REPORT], [one, ANSWER], [two, REPLY]].map(([made, opensTo]) => ({ ...told(made as Made) as object, hash: (made as Made).hash, opensTo: opensTo as Value })),
    wrongKey: { key: b64(other.key), refusal: 'bad-commitment' },
    refused: refusedLogs().map(([name, log, refusal, seq]) => ({ name, refusal, seq, entries: log.map((each) => (honest.includes(each) ? honest.indexOf(each) : told(each))) })),
  }
}
