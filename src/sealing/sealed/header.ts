import { canonicalBytes, canonicalJson, parseCanonical } from '#base/json.ts'
import { fromBase64url, type Bytes } from '#base/bytes.ts'
import { daysBetween, isDay, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { isEntryKind, ruleOf, type EntryKind } from '#domain/kinds.ts'
import { CLOCK_DEEDS, STATES, type DocketChange, type State } from '#domain/docket.ts'
import { OBJECTION_STEPS } from '#domain/objection.ts'
import { RETALIATION_STEPS } from '#domain/retaliation.ts'

/** Ids, hashes and keys in a header are 32 bytes in base64url: 43 characters. */
export type Id = string

/**
 * The clear, signed part of an entry. Office and log are empty strings in a genesis, whose hash becomes both.
 * @see spec/entries.md
 */
export interface Header {
  readonly v: 1
  readonly office: Id
  readonly log: Id
  readonly generation: number
  readonly seq: number
  /** SHA-256(previous header ‖ its signature); null in entry 0. */
  readonly prev: Id | null
  readonly kind: EntryKind
  /** The Ed25519 public key that signs. */
  readonly author: Id
  readonly day: Day
  readonly bodyHash: Id
  readonly bodySize: number
  /** Head of the office log that the author knew. Null only in the genesis. */
  readonly seen: Id | null
  readonly docket: DocketChange | null
  /** HKDF(log key, 'postern/commit/v1'): on entry 0 of a sealed log and on every re-keying. */
  readonly keyCommit?: Id
  /** Hash of each wrap that came with this entry and of whom it is for, in their order. @see spec/wraps.md */
  readonly wraps?: readonly Id[]
  /** What entry 0 of a desk log or of an appraisal is about: the report's log id. Of a `conflict` and a `conflict-ended`: the member's signing key. */
  readonly about?: Id
  /** The last day on which the server keeps what a disclosure's log holds, until a later entry says another. */
  readonly expires?: Day
  /** Files that the body cites, by what `fileId` names them: who signs for the entry signs for their bytes. */
  readonly files?: readonly Id[]
  /** 16 random bytes in entry 0: log id = SHA-256(office ‖ author key ‖ nonce). */
  readonly nonce?: string
}

const KEYS = new Set([
  'v', 'office', 'log', 'generation', 'seq', 'prev', 'kind', 'author', 'day', 'bodyHash', 'bodySize', 'seen', 'docket',
  'keyCommit', 'wraps', 'about', 'expires', 'files', 'nonce',
])
const DOCKET_KEYS = new Set(['state', 'urgent', 'team', 'channel', 'packs', 'received', 'clock', 'retaliation', 'objection'])
/** Kinds whose header says one step and nothing else; no other kind says these. */
const STEP_OF: Partial<Readonly<Record<EntryKind, DocketChange>>> = { 'retaliation': { retaliation: 'alleged' }, 'retaliation-closed': { retaliation: 'closed' }, 'objection': { objection: 'raised' }, 'objection-answered': { objection: 'upheld' } }
const CLOCK_KEYS = new Set(['rule', 'deed', 'amount', 'cause'])
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/
const PACK = /^[a-z0-9][a-z0-9-]{0,47}@[1-9][0-9]{0,3}$/
const CLOCK = /^[a-z0-9][a-z0-9-]{0,47}\/[a-z0-9][a-z0-9-]{0,47}$/

/** The 32 bytes of an id. @throws RangeError for what is none: whoever calls has checked it, or made it */
export function idBytes(id: Id): Bytes {
  const bytes = fromBase64url(id)
  if (bytes?.length !== 32) throw new RangeError('not an id')
  return bytes
}

export function isId(value: unknown): value is Id {
  return typeof value === 'string' && value.length === 43 && fromBase64url(value)?.length === 32
}

/** The bytes that are signed, stored and sent. @throws RangeError or TypeError if the header is not canonical JSON. */
export function encodeHeader(header: Header): Bytes {
  return canonicalBytes(header)
}

/**
 * @throws Refusal `too-large`, `not-canonical` (another spelling of the same JSON), `unknown-kind`, `malformed` (names the member).
 */
export function parseHeader(bytes: Uint8Array): Header {
  if (bytes.length > LIMITS.headerBytesMax) throw new Refusal('too-large', { bytesMax: LIMITS.headerBytesMax })
  const value = parseCanonical(bytes)
  if (!isRecord(value)) throw new Refusal('not-canonical')
  for (const key of Object.keys(value)) if (!KEYS.has(key)) throw malformed(key)
  if (typeof value['kind'] !== 'string' || !isEntryKind(value['kind'])) throw new Refusal('unknown-kind')
  for (const [key, holds] of Object.entries(checks(value, value['kind']))) if (!holds) throw malformed(key)
  return value as unknown as Header
}

/** Which members a header has is settled by its kind and its place, so that no entry can stand in for one of another kind. */
function checks(value: Readonly<Record<string, unknown>>, kind: EntryKind): Record<string, boolean> {
  const { office, log, seq, prev, seen, docket, keyCommit, wraps, about, expires, files, nonce } = value
  const genesis = kind === 'genesis'
  const rule = ruleOf(kind)
  const givesKeys = kind === 'rekey' || kind === 'grant'
  return {
    v: value['v'] === 1,
    office: genesis ? office === '' : isId(office),
    log: genesis ? log === '' : isId(log),
    generation: isCount(value['generation']),
    seq: isCount(seq) && (rule.opens === true) === (seq === 0),
    prev: seq === 0 ? prev === null : isId(prev),
    author: isId(value['author']),
    day: isDate(value['day']),
    bodyHash: isId(value['bodyHash']),
    bodySize: isCount(value['bodySize']) && Number(value['bodySize']) <= LIMITS.bodyBytesMax,
    seen: genesis ? seen === null : isId(seen),
    docket: docketFits(kind, docket, value['day']),
    keyCommit: keyCommit === undefined ? kind !== 'rekey' : kind !== 'grant' && isId(keyCommit),
    wraps: wraps === undefined ? !givesKeys : areWraps(wraps, givesKeys ? 1 : 0),
    files: files === undefined || (rule.files === true && isListOfFiles(files)),
    about: rule.about === true ? isId(about) : about === undefined,
    expires: rule.expires === true ? isDate(expires) : expires === undefined,
    nonce: seq === 0 ? typeof nonce === 'string' && fromBase64url(nonce)?.length === 16 : nonce === undefined,
  }
}

/** A change of state says which; a word on urgency says only that; only a withdrawal withdraws, and it does nothing else; so does what moves a clock, and what begins or closes an alert or an objection. Packs, and an earlier day, are named at the beginning. */
function docketFits(kind: EntryKind, docket: unknown, day: unknown): boolean {
  const step = STEP_OF[kind]
  if (docket === null) return kind !== 'state' && kind !== 'withdrawal' && kind !== 'clock' && kind !== 'urgency' && step === undefined
  if (ruleOf(kind).docket !== true || !isDocketChange(docket)) return false
  if (step !== undefined) return canonicalJson(docket) === canonicalJson(step)
  if (docket.objection !== undefined) return false
  if (docket.retaliation !== undefined && (docket.retaliation !== 'answered' || (kind !== 'message' && kind !== 'state'))) return false
  if ((kind === 'clock') !== (docket.clock !== undefined) || (kind === 'clock' && Object.keys(docket).length > 1)) return false
  if (kind === 'urgency' && (docket.urgent === undefined || Object.keys(docket).length > 1)) return false
  if (docket.received !== undefined && !isEarlier(docket.received, day)) return false
  return (kind === 'report' || (docket.packs ?? docket.received) === undefined) && (kind !== 'state' || docket.state !== undefined) && (kind === 'withdrawal') === (docket.state === 'withdrawn')
}

/** A report is never dated forward, and by no more than a letter may lie somewhere. */
function isEarlier(received: Day, day: unknown): boolean {
  const days = isDate(day) ? daysBetween(received, day) : 0
  return days > 0 && days <= LIMITS.receivedDaysAgoMax
}

function areWraps(value: unknown, least: number): boolean {
  return Array.isArray(value) && value.length >= least && value.length <= LIMITS.wrapsPerEntryMax && value.every(isId)
}

function isDocketChange(value: unknown): value is DocketChange {
  if (!isRecord(value)) return false
  const { state, urgent, team, channel, packs, received, clock, retaliation, objection } = value
  return Object.keys(value).every((key) => DOCKET_KEYS.has(key))
    && (state === undefined || STATES.includes(state as State))
    && (urgent === undefined || typeof urgent === 'boolean')
    && (team === undefined || (typeof team === 'string' && NAME.test(team)))
    && (channel === undefined || (typeof channel === 'string' && NAME.test(channel)))
    && (packs === undefined || (Array.isArray(packs) && packs.length > 0 && packs.length <= LIMITS.packsPerChannelMax && packs.every((pack) => typeof pack === 'string' && PACK.test(pack))))
    && (received === undefined || isDate(received)) && (clock === undefined || isClockChange(clock))
    && (retaliation === undefined || RETALIATION_STEPS.some((each) => each === retaliation)) && (objection === undefined || OBJECTION_STEPS.some((each) => each === objection))
}

/** A deed and what it needs: how much longer, or what for. A date is no member of it. */
function isClockChange(value: unknown): boolean {
  if (!isRecord(value) || !Object.keys(value).every((key) => CLOCK_KEYS.has(key))) return false
  const { rule, deed, amount, cause } = value
  const lengthens = deed === 'ask' || deed === 'extend'
  return typeof rule === 'string' && CLOCK.test(rule) && CLOCK_DEEDS.some((each) => each === deed)
    && (lengthens ? isCount(amount) && Number(amount) > 0 : amount === undefined) && (deed === 'pause' ? typeof cause === 'string' && NAME.test(cause) : cause === undefined)
}

function isDate(value: unknown): value is Day {
  return typeof value === 'string' && isDay(value)
}

function isListOfFiles(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.length <= LIMITS.filesPerEntryMax && value.every(isId) && new Set(value).size === value.length
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(member: string): Refusal {
  return new Refusal('malformed', { member: member.slice(0, 32) })
}
