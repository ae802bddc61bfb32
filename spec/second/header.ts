// Entry headers by a second hand: what spec/entries.md says of each member, kind by kind.
import { readCanonical, record, Refused, unb64, type Bytes, type Value } from './primitives.ts'

export interface Header {
  readonly office: string
  readonly log: string
  readonly generation: number
  readonly seq: number
  readonly prev: string | null
  readonly kind: string
  readonly author: string
  readonly day: string
  readonly bodyHash: string
  readonly bodySize: number
  readonly seen: string | null
  readonly docket: Readonly<Record<string, Value>> | null
  readonly keyCommit?: string
  readonly wraps?: readonly string[]
  readonly about?: string
  readonly expires?: string
  readonly files?: readonly string[]
  readonly nonce?: string
}

const REKEYED = 'report desk case appraisal'

/** The logs that a kind may stand in, with spaces between. */
export const LOG_OF: Readonly<Record<string, string>> = {
  'genesis': 'office', 'member': 'office', 'admission': 'office', 'team': 'office', 'handover': 'office', 'recovery': 'office', 'drill': 'office', 'readers': 'office',
  'settings': 'office', 'retention': 'office', 'template': 'office', 'absence': 'office', 'directory': 'office',
  'report': 'report', 'message': 'report', 'state': 'report', 'clock': 'report', 'urgency': 'report', 'withdrawal': 'report', 'retaliation': 'report', 'retaliation-closed': 'report', 'objection': 'report', 'objection-answered': 'report', 'identity-notice': 'report', 'erased': 'report',
  'opened': 'desk', 'note': 'desk', 'title': 'desk', 'triage': 'desk', 'recusal': 'desk', 'conflict': 'desk', 'conflict-ended': 'desk', 'exhibit': 'desk', 'custody': 'desk', 'case': 'case', 'case-deed': 'case',
  'disclosure': 'disclosure', 'disclosure-approved': 'disclosure', 'disclosure-refused': 'disclosure', 'disclosure-opened': 'disclosure',
  'appraisal': 'appraisal', 'appraisal-accepted': 'appraisal', 'appraisal-declined': 'appraisal', 'appraisal-word': 'appraisal', 'opinion': 'appraisal', 'appraisal-review': 'appraisal', 'appraisal-closed': 'appraisal',
  'rekey': REKEYED, 'grant': REKEYED, 'audit': 'audit', 'keys-given': 'audit', 'session-started': 'audit', 'erased-log': 'audit', 'access-changed': 'audit',
}
const FIRST = new Set(['genesis', 'report', 'opened', 'case', 'disclosure', 'appraisal', 'audit'])
const GIVING = new Set(['rekey', 'grant'])
const CITING = new Set(['report', 'message', 'note', 'exhibit', 'appraisal'])
const ABOUT = new Set(['opened', 'appraisal', 'conflict', 'conflict-ended'])
const MOVING = new Set(['report', 'message', 'state', 'clock', 'urgency', 'withdrawal', 'retaliation', 'retaliation-closed', 'objection', 'objection-answered'])
/** Kinds that say of an objection one thing, and nothing else; no other kind says it. */
const OBJECTIONS: Readonly<Record<string, string>> = { 'objection': 'raised', 'objection-answered': 'upheld' }
/** What a header says of retaliation, and in which kinds; the first two say nothing else and are never without. */
const STEPS: Readonly<Record<string, readonly string[]>> = { alleged: ['retaliation'], closed: ['retaliation-closed'], answered: ['message', 'state'] }
const STATES = new Set(['received', 'acknowledged', 'assessed', 'accepted', 'not-accepted', 'outside-remit', 'referred', 'concluded', 'withdrawn'])

type Check = (value: Value | undefined, kind: string, seq: number) => boolean

const isId = (value: Value | undefined): boolean => {
  try {
    return unb64(value, 32).length === 32
  } catch {
    return false
  }
}
const isCount = (value: Value | undefined): boolean => typeof value === 'number' && value >= 0
const isSlug = (value: Value | undefined): boolean => typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,63}$/.test(value)

function isNonce(value: Value | undefined): boolean {
  try {
    return unb64(value, 16).length === 16
  } catch {
    return false
  }
}

export function isDate(value: Value | undefined): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  try {
    return Temporal.PlainDate.from(value, { overflow: 'reject' }).toString() === value
  } catch {
    return false
  }
}

const DOCKET: Readonly<Record<string, (value: Value | undefined) => boolean>> = {
  state: (value) => typeof value === 'string' && STATES.has(value), urgent: (value) => typeof value === 'boolean', team: isSlug, channel: isSlug,
  packs: (value) => Array.isArray(value) && value.length > 0 && value.length <= 4 && value.every((each: Value) => typeof each === 'string' && /^[a-z0-9][a-z0-9-]{0,47}@[1-9][0-9]{0,3}$/.test(each)),
  received: isDate, clock: isClock, retaliation: (value) => typeof value === 'string' && Object.hasOwn(STEPS, value),
  objection: (value) => value === 'raised' || value === 'upheld',
}

const SHORT = '[a-z0-9][a-z0-9-]{0,47}'
/** What each deed to a clock says besides its rule: nothing, how much longer, or what for. */
const DEEDS: Readonly<Record<string, string | null>> = { start: null, done: null, pause: 'cause', restart: null, ask: 'amount', extend: 'amount', waive: null }

function isClock(value: Value | undefined): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { rule, deed, ...more } = value as Readonly<Record<string, Value>>
  if (typeof rule !== 'string' || !new RegExp(`^${SHORT}/${SHORT}$`).test(rule) || typeof deed !== 'string' || !Object.hasOwn(DEEDS, deed)) return false
  const wanted = DEEDS[deed] ?? null
  if (Object.keys(more).join() !== (wanted ?? '')) return false
  return wanted === null || (wanted === 'cause' ? isSlug(more['cause']) : isCount(more['amount']) && Number(more['amount']) > 0)
}

/** Earlier than the entry, and by a year and a day at most. */
function isEarlier(received: Value | undefined, day: Value | undefined): boolean {
  if (!isDate(received) || !isDate(day)) return false
  const { days } = Temporal.PlainDate.from(String(received)).until(Temporal.PlainDate.from(String(day)), { largestUnit: 'days' })
  return days >= 1 && days <= 366
}

const isDocket: Check = (value, kind) => {
  if (value === null) return !['state', 'withdrawal', 'clock', 'urgency', 'retaliation', 'retaliation-closed', 'objection', 'objection-answered'].includes(kind)
  if (!MOVING.has(kind) || typeof value !== 'object' || value === undefined || Array.isArray(value)) return false
  const members = Object.entries(value)
  const isAbout = (wanted: string): boolean => members.some(([name]) => name === wanted)
  if ((isAbout('packs') || isAbout('received')) && kind !== 'report') return false
  if (isAbout('clock') !== (kind === 'clock') || (kind === 'clock' && members.length > 1)) return false
  if (kind === 'urgency' && (!isAbout('urgent') || members.length > 1)) return false
  const step = members.find(([name]) => name === 'retaliation')?.[1]
  if (kind.startsWith('retaliation') && (step === undefined || members.length > 1)) return false
  if (step !== undefined && STEPS[String(step)]?.includes(kind) !== true) return false
  const objection = members.find(([name]) => name === 'objection')?.[1]
  if (objection !== OBJECTIONS[kind] || (objection !== undefined && members.length > 1)) return false
  const withdrawn = members.some(([name, member]) => name === 'state' && member === 'withdrawn')
  return members.every(([name, member]) => DOCKET[name]?.(member as Value) === true) && (kind !== 'state' || members.some(([name]) => name === 'state'))
    && withdrawn === (kind === 'withdrawal')
}

const MEMBERS: Readonly<Record<string, Check>> = {
  v: (value) => value === 1,
  office: (value, kind) => (kind === 'genesis' ? value === '' : isId(value)),
  log: (value, kind) => (kind === 'genesis' ? value === '' : isId(value)),
  generation: isCount,
  seq: (value, kind) => isCount(value) && FIRST.has(kind) === (value === 0),
  prev: (value, _, seq) => (seq === 0 ? value === null : isId(value)),
  kind: () => true,
  author: isId,
  day: isDate,
  bodyHash: isId,
  bodySize: (value) => isCount(value) && Number(value) <= 1_048_576,
  seen: (value, kind) => (kind === 'genesis' ? value === null : isId(value)),
  docket: isDocket,
  keyCommit: (value, kind) => (value === undefined ? kind !== 'rekey' : kind !== 'grant' && isId(value)),
  wraps: (value, kind) => (value === undefined ? !GIVING.has(kind) : Array.isArray(value) && (value.length > 0 || !GIVING.has(kind)) && value.length <= 256 && value.every((each: Value) => isId(each))),
  about: (value, kind) => (ABOUT.has(kind) ? isId(value) : value === undefined),
  expires: (value, kind) => (kind === 'disclosure' || kind === 'disclosure-opened' ? isDate(value) : value === undefined),
  files: (value, kind) => value === undefined || (CITING.has(kind) && Array.isArray(value) && value.length > 0 && value.length <= 200 && value.every((each: Value) => isId(each)) && new Set(value).size === value.length),
  nonce: (value, _, seq) => (seq === 0 ? isNonce(value) : value === undefined),
}

/** @throws Refused `too-large`, `not-canonical`, `unknown-kind`, `malformed` */
export function readHeader(bytes: Bytes): Header {
  if (bytes.length > 32_768) throw new Refused('too-large')
  const value = record(readCanonical(bytes))
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(MEMBERS, name))
  if (unknown !== undefined) throw new Refused('malformed', unknown)
  const { kind, seq } = value
  if (typeof kind !== 'string' || !Object.hasOwn(LOG_OF, kind)) throw new Refused('unknown-kind')
  const bad = Object.entries(MEMBERS).find(([name, holds]) => !holds(value[name], kind, Number(seq)))
  if (bad !== undefined) throw new Refused('malformed', bad[0])
  const docket = value['docket'] as Header['docket']
  if (docket?.['received'] !== undefined && !isEarlier(docket['received'], value['day'])) throw new Refused('malformed', 'docket')
  return value as unknown as Header
}
