// Goal: a header has one spelling and one reading, and everything else is refused by name. Method: any header there and back, then one
// wrong member at a time, then bytes damaged at random.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { base64url, utf8, type Bytes } from '#base/bytes.ts'
import { canonicalBytes } from '#base/json.ts'
import { asDay } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { STATES } from '#domain/docket.ts'
import { ENTRY_KINDS, ruleOf, type EntryKind } from '#domain/kinds.ts'
import { encodeHeader, parseHeader, type Header } from './header.ts'

const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size }).map((each) => base64url(each as Bytes))
const id = bytes(32)
const kinds = (Object.keys(ENTRY_KINDS) as EntryKind[]).filter((kind) => kind !== 'genesis')
const opening = kinds.filter((kind) => ruleOf(kind).opens === true)
const following = kinds.filter((kind) => ruleOf(kind).opens !== true)
const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,30}$/)
const others = STATES.filter((state) => state !== 'withdrawn')
const rule = fc.tuple(name, name).map((parts) => parts.join('/'))
const pack = fc.tuple(name, fc.integer({ min: 1, max: 99 })).map((parts) => parts.join('@'))
const change = fc.record({ state: fc.constantFrom(...others), urgent: fc.boolean(), team: name, channel: name }, { requiredKeys: ['state'] })
const common = {
  v: fc.constant(1 as const), office: id, log: id, generation: fc.nat(9), author: id, day: fc.constant(asDay('2026-11-23')),
  bodyHash: id, bodySize: fc.nat(LIMITS.bodyBytesMax), seen: id,
}
/** What a header must or may have beside the rest, by its kind. */
function keysOf(kind: EntryKind) {
  if (kind === 'rekey') return fc.record({ keyCommit: id, wraps: fc.array(id, { minLength: 1, maxLength: 4 }) })
  return kind === 'grant' ? fc.record({ wraps: fc.array(id, { minLength: 1, maxLength: 4 }) }) : optional
}
/** The docket that a kind may move: only a withdrawal withdraws. */
function changeOf(kind: EntryKind) {
  if (kind === 'withdrawal') return fc.constant({ state: 'withdrawn' as const })
  if (kind === 'retaliation') return fc.constant({ retaliation: 'alleged' as const })
  if (kind === 'urgency') return fc.record({ urgent: fc.boolean() })
  if (kind === 'retaliation-closed') return fc.constant({ retaliation: 'closed' as const })
  if (kind === 'objection') return fc.constant({ objection: 'raised' as const })
  if (kind === 'objection-answered') return fc.constant({ objection: 'upheld' as const })
  if (kind === 'clock') return fc.record({ clock: fc.oneof(fc.record({ rule, deed: fc.constantFrom('start', 'done', 'restart', 'waive') }), fc.record({ rule, deed: fc.constantFrom('ask', 'extend'), amount: fc.integer({ min: 1, max: 99 }) }), fc.record({ rule, deed: fc.constant('pause'), cause: name })) })
  if (kind === 'report') return fc.tuple(change, fc.record({ packs: fc.array(pack, { minLength: 1, maxLength: 4 }) }, { requiredKeys: [] })).map(([changed, packs]) => ({ ...changed, ...packs }))
  return ruleOf(kind).docket === true ? change : fc.constant(null)
}
const optional = fc.record({ keyCommit: id, wraps: fc.array(id, { maxLength: 4 }) }, { requiredKeys: [] })

/** Every kind in its place, with the members that it has. */
function headers(of: readonly EntryKind[], place: fc.Arbitrary<object>): fc.Arbitrary<Header> {
  return fc.constantFrom(...of).chain((kind) => fc.tuple(fc.record(common), place, keysOf(kind), changeOf(kind), id)
    .map(([must, where, may, docket, about]) => ({ ...must, ...where, ...may, kind, docket, ...(ruleOf(kind).about === true ? { about } : {}), ...(ruleOf(kind).expires === true ? { expires: must.day } : {}) }) as object as Header))
}
const first = headers(opening, fc.record({ seq: fc.constant(0), prev: fc.constant(null), nonce: bytes(16) }))
const later = headers(following, fc.record({ seq: fc.integer({ min: 1, max: 1e6 }), prev: id }))
const header = fc.oneof(first, later)

function codeOf(text: Uint8Array): string {
  try {
    parseHeader(text)
    return 'read'
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error))
    return `${error.code} ${error.details['member'] ?? ''}`.trim()
  }
}

test('a header comes back as it went', () => {
  fc.assert(fc.property(header, (value) => {
    assert.deepEqual(JSON.parse(JSON.stringify(parseHeader(encodeHeader(value)))), JSON.parse(JSON.stringify(value)))
  }))
})

test('any bytes, and damaged headers, are read or refused', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (each) => { codeOf(each) }))
  fc.assert(fc.property(header, fc.nat(), fc.nat(255), (value, at, byte) => {
    const encoded = encodeHeader(value)
    codeOf(encoded.slice(0, at % encoded.length))
    encoded[at % encoded.length] = byte
    codeOf(encoded)
  }))
})

test('JSON of any other shape is refused', () => {
  fc.assert(fc.property(fc.json(), (text) => { assert.notEqual(codeOf(utf8(text)), 'read') }))
})

const [good] = fc.sample(headers(['report'], fc.constant({ seq: 0, prev: null, nonce: 'AAAAAAAAAAAAAAAAAAAAAA' })), { numRuns: 1, seed: 1 }) as [Header]

const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  v: [0, 2, '1', null], office: ['', 'x', null, 43], log: ['', `${'A'.repeat(42)}B`], generation: [-1, '0', null], seq: [-1, '0', null, 1], prev: ['', 0],
  author: ['', null, `${'A'.repeat(42)}B`], day: ['', '2026-02-30', '23.11.2026', null, '2026-11-23T00:00:00Z'], bodyHash: [null, ''],
  bodySize: [-1, LIMITS.bodyBytesMax + 1, null, '1'], seen: [null, ''], docket: [[], 'received', { state: 'lost' }, { urgent: 1 }, { team: 'A' }, { channel: '' }, { severity: 'high' }],
  keyCommit: [null, '', 1], wraps: [null, {}, [''], [null], Array.from({ length: LIMITS.wrapsPerEntryMax + 1 }, () => 'A'.repeat(43))], about: [null, ''],
  nonce: ['', null, 'AAAA'],
}

for (const [member, values] of Object.entries(WRONG)) {
  test(`a wrong ${member} is refused and named`, () => {
    for (const value of values) {
      assert.equal(codeOf(canonicalBytes({ ...good, [member]: value })), `malformed ${member}`, JSON.stringify(value))
    }
  })
}

test('a member that nobody knows is refused and named, and its name is cut', () => {
  assert.equal(codeOf(canonicalBytes({ ...good, spare: 1 })), 'malformed spare')
  assert.equal(codeOf(canonicalBytes({ ...good, [`x${'y'.repeat(100)}`]: 1 })).length, 'malformed '.length + 32)
})

test('a later entry has a predecessor and no nonce, an earlier one the other way round', () => {
  const [second] = fc.sample(later, { numRuns: 1, seed: 1 }) as [Header]
  assert.equal(codeOf(encodeHeader({ ...second, prev: null })), 'malformed prev')
  assert.equal(codeOf(encodeHeader({ ...second, nonce: good.nonce ?? '' })), 'malformed nonce')
  assert.equal(codeOf(encodeHeader({ ...good, prev: good.log })), 'malformed prev')
})

test('a genesis names no office and saw none', () => {
  const genesis = { ...good, kind: 'genesis' as const, office: '', log: '', seen: null, docket: null }
  assert.equal(codeOf(encodeHeader(genesis)), 'read')
  for (const [member, value] of [['office', good.office], ['log', good.log], ['seen', good.seen]] as const) {
    assert.equal(codeOf(encodeHeader({ ...genesis, [member]: value })), `malformed ${member}`)
  }
})

test('a kind stands only in its own place, and moves a docket only if it may', () => {
  for (const kind of opening) assert.equal(codeOf(encodeHeader({ ...good, kind, docket: null, seq: 1, prev: good.log })).startsWith('malformed'), true, kind)
  const [second] = fc.sample(headers(['message'], fc.constant({ seq: 1, prev: good.log })), { numRuns: 1, seed: 1 }) as [Header]
  assert.equal(codeOf(encodeHeader({ ...second, kind: 'note' })), 'malformed docket')
  assert.equal(codeOf(encodeHeader({ ...second, kind: 'state', docket: null })), 'malformed docket')
  assert.equal(codeOf(encodeHeader({ ...second, kind: 'state', docket: { urgent: true } })), 'malformed docket')
  assert.equal(codeOf(encodeHeader({ ...second, about: good.log })), 'malformed about')
  assert.equal(codeOf(encodeHeader({ ...good, kind: 'opened', docket: null })), 'malformed about')
})

test('a kind that gives keys says to whom, and only a rekey commits to a key of its own', () => {
  const [rekey] = fc.sample(headers(['rekey'], fc.constant({ seq: 1, prev: good.log })), { numRuns: 1, seed: 1 }) as [Header]
  const { keyCommit: _commit, ...uncommitted } = rekey
  const { wraps: _wraps, ...toNobody } = rekey
  assert.equal(codeOf(encodeHeader(uncommitted)), 'malformed keyCommit')
  assert.equal(codeOf(encodeHeader({ ...uncommitted, kind: 'grant' })), 'read')
  assert.equal(codeOf(encodeHeader({ ...rekey, kind: 'grant' })), 'malformed keyCommit')
  for (const kind of ['rekey', 'grant'] as const) {
    assert.equal(codeOf(encodeHeader({ ...toNobody, kind })).startsWith('malformed'), true)
    assert.equal(codeOf(encodeHeader({ ...uncommitted, kind, wraps: [] })).startsWith('malformed'), true)
  }
})

test('only a withdrawal withdraws, and it does nothing else', () => {
  const [second] = fc.sample(headers(['withdrawal'], fc.constant({ seq: 1, prev: good.log })), { numRuns: 1, seed: 1 }) as [Header]
  assert.equal(codeOf(encodeHeader(second)), 'read')
  for (const docket of [null, { urgent: true }, { state: 'concluded' as const }]) assert.equal(codeOf(encodeHeader({ ...second, docket })), 'malformed docket')
  for (const kind of ['message', 'state'] as const) assert.equal(codeOf(encodeHeader({ ...second, kind })), 'malformed docket')
})

test('an alert is begun and closed by its own kinds, which do nothing else, and answered by what the office writes', () => {
  const fits = (kind: EntryKind, docket: unknown): boolean => {
    const [one] = fc.sample(headers([kind], fc.constant({ seq: 1, prev: good.log })), { numRuns: 1, seed: 1 }) as [Header]
    return codeOf(encodeHeader({ ...one, docket } as Header)) === 'read'
  }
  assert.ok(fits('retaliation', { retaliation: 'alleged' }) && fits('retaliation-closed', { retaliation: 'closed' }) && fits('message', { retaliation: 'answered', state: 'acknowledged' }) && fits('state', { retaliation: 'answered', state: 'concluded' }))
  for (const docket of [null, { retaliation: 'closed' }, { retaliation: 'alleged', urgent: true }, { state: 'concluded' }]) assert.ok(!fits('retaliation', docket))
  for (const kind of ['message', 'state', 'clock', 'withdrawal'] as const) for (const step of ['alleged', 'closed', 'punished']) assert.ok(!fits(kind, { retaliation: step, state: 'concluded' }))
  assert.ok(!fits('withdrawal', { state: 'withdrawn', retaliation: 'answered' }))
})

test('an unknown kind is told apart, and no inherited name is one', () => {
  for (const kind of ['praise', '', 'constructor', '__proto__', 'toString']) assert.equal(codeOf(canonicalBytes({ ...good, kind })), 'unknown-kind')
})
