// A small office's authors, and sealed logs of its reports, signed and sealed by the second hand.
import { entryScheme, entryHash, commitment, type Entry, type Key } from '../second/log.ts'
import { pad, recipientText, sealJson, stanzaFor, writeFile, type Drawn, type Scheme } from '../second/age.ts'
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
    v: 1, office: log.office, log: log.log, seq: before.length, prev: last?.hash ?? null, kind, author: author.publicId, day: DAY,
    generation: log.generation, bodyHash: b64(sha256(body)), bodySize: body.length, seen: DIRECTORY, docket: null,
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

export const REPORT: Value = { answers: { what: '标底在开标前一天泄露。\n𠮷野 told me, 👩‍👩‍👧 heard it.', danger: 'no' }, directory: DIRECTORY, language: 'zh', provenance: 'in-browser', recipient: recipientText(fixed('reporter identity seed')) }
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

export function flip(bytes: Bytes, at: number): Bytes {
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

/** Refused histories: what is wrong, the entries, the refusal and where it is noticed. */
function refusedLogs(): readonly (readonly [string, readonly Made[], string, number])[] {
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
  ]
}

const next: Log = { ...report, generation: 1, key: fixed('report/second log key') }
const third: Log = { ...report, generation: 2, key: fixed('report/third log key') }
const WRAPS = { wraps: [b64(fixed('a wrap’s hash'))] }
const previousOf = (key: Bytes): Value => ({ previous: b64(key), reason: 'left-out' })
const rekeyTo = (log: Log, before: readonly Made[], what: Partial<What> & { readonly name: string; readonly previous: Bytes }): Made => {
  const { previous, extra, ...rest } = what
  return entry(log, before, { kind: 'rekey', value: previousOf(previous), author: handler, ...rest, extra: { keyCommit: commitment(log.key), ...WRAPS, ...extra } })
}
const grant = entry(report, honest, { name: 'g3', kind: 'grant', value: {}, author: handler, extra: WRAPS })
const rekey = rekeyTo(next, [...honest, grant], { name: 'g4', previous: report.key })
const after = entry(next, [...honest, grant, rekey], { name: 'g5', kind: 'message', value: ANSWER, author: handler })
const keyed = [...honest, grant, rekey, after]

/** Logs whose key changed as it may not: what is wrong, the entries and where it is noticed. */
function refusedGenerations(): readonly (readonly [string, readonly Made[], string, number])[] {
  const behind = (log: Log, name: string, extra: Readonly<Record<string, Value | undefined>> = {}): Made => entry(log, keyed, { name, kind: 'message', value: REPLY, extra })
  return [
    ['a generation left out', [...honest, grant, rekeyTo(third, [...honest, grant], { name: 'h0', previous: report.key })], 'bad-chain', 4],
    ['a generation begun twice', [...keyed, rekeyTo({ ...next, key: third.key }, keyed, { name: 'h1', previous: next.key })], 'bad-chain', 6],
    ['an entry of the generation before', [...keyed, behind(report, 'h2')], 'bad-chain', 6],
    ['an entry of a generation that did not begin', [...keyed, behind(third, 'h3')], 'bad-chain', 6],
    ['a re-keying that keeps the key', [...keyed, rekeyTo({ ...third, key: next.key }, keyed, { name: 'h4', previous: next.key })], 'bad-commitment', 6],
    ['a re-keying back to an old key', [...keyed, rekeyTo({ ...third, key: report.key }, keyed, { name: 'h5', previous: next.key })], 'bad-commitment', 6],
    ['a message with wraps', [...keyed, behind(next, 'h6', WRAPS)], 'bad-commitment', 6],
    ['a message that commits to a key', [...keyed, behind(next, 'h7', { keyCommit: commitment(third.key) })], 'bad-commitment', 6],
    ['a salt that comes again under one key', [...keyed, entry(next, keyed, { name: 'h8', kind: 'message', value: REPLY, body: body(entryScheme(next), 'g5', pad(REPLY)) })], 'bad-chain', 6],
  ]
}

/** A re-keying that brings another key than the one before: with the new key alone nothing older is read. */
function wrongPrevious(): readonly Made[] {
  const wrong = rekeyTo(next, [...honest, grant], { name: 'h9', previous: other.key })
  return [...honest, grant, wrong, entry(next, [...honest, grant, wrong], { name: 'h10', kind: 'message', value: ANSWER, author: handler })]
}

/** Entries whose words do not open, each behind two that do; the rest is read. */
function unreadable(): readonly (readonly [string, Made])[] {
  return [
    ['a body under another label', spoilt('c', { body: body({ ...under, type: 'postern-card' }, 'c', pad(REPLY)) })],
    ['a body of another generation', spoilt('n', { body: body({ ...under, argument: '1' }, 'n', pad(REPLY)) })],
    ['a body with two stanzas', spoilt('t', { body: twice })],
    ['a body in clear', spoilt('x', { body: ascii(canonical(REPLY)) })],
    ['a body of another log', spoilt('b', { body: body(entryScheme(other), 'b', pad(REPLY)) })],
    ['a body under another key', spoilt('y', { body: body(entryScheme({ ...report, key: other.key }), 'y', pad(REPLY)) })],
    ['a byte flipped in the wrapped key', spoilt('w', { body: flip(two.body, 70) })],
    ['a byte flipped in the payload', spoilt('z', { body: flip(two.body, -1) })],
    ['a body cut short', spoilt('l', { body: two.body.subarray(0, -1) })],
    ['a body with a member twice', spoilt('m', { body: body(under, 'm', ascii('{"language":"en","text":"a","text":"b"}')) })],
    ['a body with stray spaces', spoilt('q', { body: body(under, 'q', ascii('{"language": "en","text":"a"}')) })],
  ]
}

export function entries(): Value {
  return {
    office: OFFICE, log: report.log, nonce: report.nonce, key: b64(report.key), keyCommit: commitment(report.key),
    authors: { reporter: { seed: b64(fixed('reporter sign seed')), publicKey: reporter.publicId }, handler: { seed: b64(fixed('handler sign seed')), publicKey: handler.publicId } },
    entries: [[zero, REPORT], [one, ANSWER], [two, REPLY]].map(([made, opensTo]) => ({ ...told(made as Made) as object, hash: (made as Made).hash, opensTo: opensTo as Value })),
    wrongKey: { key: b64(other.key), refusal: 'bad-commitment' },
    generations: {
      keys: [report, next].map(({ key, generation }) => ({ generation, key: b64(key), keyCommit: commitment(key) })),
      entries: keyed.map((made, seq) => ({ ...told(made) as object, opensTo: [REPORT, ANSWER, REPLY, {}, previousOf(report.key), ANSWER][seq] ?? null })),
      refused: refusedGenerations().map(([name, log, refusal, seq]) => ({ name, refusal, seq, entries: log.map((each) => (keyed.includes(each) ? keyed.indexOf(each) : told(each))) })),
      wrongPrevious: { opensTo: [null, null, null, null, null, ANSWER], entries: wrongPrevious().map((each) => (keyed.includes(each) ? keyed.indexOf(each) : told(each))) },
    },
    unreadable: unreadable().map(([name, made]) => ({ name, entries: [0, 1, told(made)] })),
    refused: refusedLogs().map(([name, log, refusal, seq]) => ({ name, refusal, seq, entries: log.map((each) => (honest.includes(each) ? honest.indexOf(each) : told(each))) })),
  }
}
