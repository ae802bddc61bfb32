// Headers, valid and not. Those that are not are cut out of a valid one as text, because no honest encoder makes them.
import { ascii, b64, canonical, fixed, type Value } from '../second/primitives.ts'

const ID = b64(fixed('an id'))
const OTHER_ID = b64(fixed('another id'))
const NONCE = b64(fixed('a nonce', 16))

type Members = Readonly<Record<string, Value | undefined>>

const MESSAGE: Members = {
  v: 1, office: b64(fixed('office id')), log: b64(fixed('log id')), generation: 0, seq: 3, prev: ID, kind: 'message', author: b64(fixed('author')),
  day: '2026-11-23', bodyHash: b64(fixed('body hash')), bodySize: 1220, seen: b64(fixed('seen')), docket: null,
}
const REPORT: Members = { ...MESSAGE, seq: 0, prev: null, kind: 'report', nonce: NONCE, keyCommit: ID, wraps: [ID, ID], docket: { state: 'received', channel: 'web', team: 'intake', urgent: true } }

const DOCKET = { state: 'received', channel: 'web', team: 'intake' }

const VALID: Readonly<Record<string, Members>> = {
  'a message': MESSAGE, 'a report': REPORT,
  'an answer that acknowledges': { ...MESSAGE, docket: { state: 'acknowledged' } },
  'a change of state': { ...MESSAGE, kind: 'state', docket: { state: 'accepted' } },
  'a report under two rule packs': { ...REPORT, docket: { state: 'received', channel: 'web', team: 'intake', packs: ['eu-authority@1', 'own-bank@12'] } },
  'a report that came in a letter on an earlier day': { ...REPORT, docket: { ...DOCKET, received: '2026-11-16' } },
  'a report that lay for a year and a day': { ...REPORT, docket: { ...DOCKET, received: '2025-11-22' } },
  'a clock that stands still': { ...MESSAGE, kind: 'clock', docket: { clock: { rule: 'cn-police/handle', deed: 'pause', cause: 'appraisal' } } },
  'an alert of retaliation': { ...MESSAGE, kind: 'retaliation', docket: { retaliation: 'alleged' } },
  'its first answer': { ...MESSAGE, docket: { retaliation: 'answered', state: 'acknowledged' } },
  'its closing': { ...MESSAGE, kind: 'retaliation-closed', docket: { retaliation: 'closed' } },
  'an objection to a referral': { ...MESSAGE, kind: 'objection', docket: { objection: 'raised' } },
  'its answer': { ...MESSAGE, kind: 'objection-answered', docket: { objection: 'upheld' } },
  'a clock that goes on': { ...MESSAGE, kind: 'clock', docket: { clock: { rule: 'cn-police/handle', deed: 'restart' } } },
  'an alarm': { ...MESSAGE, kind: 'urgency', docket: { urgent: true } },
  'its end': { ...MESSAGE, kind: 'urgency', docket: { urgent: false } },
  'more time': { ...MESSAGE, kind: 'clock', docket: { clock: { rule: 'eu-authority/feedback', deed: 'extend', amount: 3 } } },
  'a desk log’s beginning': { ...REPORT, kind: 'opened', docket: null, about: ID },
  'a note': { ...MESSAGE, kind: 'note' },
  'a conflict that its author declares': { ...MESSAGE, kind: 'recusal' },
  'a conflict that a colleague finds': { ...MESSAGE, kind: 'conflict', about: ID },
  'the end of that finding': { ...MESSAGE, kind: 'conflict-ended', about: ID },
  'a note with files': { ...MESSAGE, kind: 'note', files: [ID, OTHER_ID] },
  'a withdrawal': { ...MESSAGE, kind: 'withdrawal', docket: { state: 'withdrawn' } },
  'another key': { ...MESSAGE, kind: 'rekey', generation: 1, docket: null, keyCommit: ID, wraps: [ID, ID] },
  'one more reader': { ...MESSAGE, kind: 'grant', docket: null, wraps: [ID] },
  'the word that a report is erased': { ...MESSAGE, kind: 'erased', docket: null },
  'a disclosure’s beginning': { ...REPORT, kind: 'disclosure', docket: null, expires: '2026-12-23' },
  'an identity that is opened until a day': { ...MESSAGE, kind: 'disclosure-opened', expires: '2026-11-23' },
  'an identity that is approved': { ...MESSAGE, kind: 'disclosure-approved' },
  'a notice to the reporter': { ...MESSAGE, kind: 'identity-notice' },
  'an appraisal’s beginning': { ...REPORT, kind: 'appraisal', docket: null, about: ID, files: [ID, OTHER_ID] },
  'an appraisal of a thing': { ...REPORT, kind: 'appraisal', docket: null, about: ID },
  'an opinion': { ...MESSAGE, kind: 'opinion' },
  'a case’s beginning': { ...REPORT, kind: 'case', docket: null },
  'a genesis': { ...REPORT, office: '', log: '', kind: 'genesis', seen: null, docket: null, keyCommit: undefined, wraps: undefined },
  'a member with the office log’s key': { ...MESSAGE, kind: 'member', seq: 1, keyCommit: ID, wraps: [ID] },
  'an audit log’s beginning': { ...REPORT, kind: 'audit', docket: null, keyCommit: undefined, wraps: undefined },
  'the largest numbers': { ...MESSAGE, generation: 9007199254740991, seq: 9007199254740991, bodySize: 1_048_576 },
  'a leap day': { ...MESSAGE, day: '2028-02-29' },
}

/** [why, the member that is named, the members] */
const MALFORMED: readonly (readonly [string, string, Members])[] = [
  ['an unknown member', 'x', { ...MESSAGE, x: 1 }], ['a member named as everything inherits', 'toString', { ...MESSAGE, toString: 1 }],
  ['another version', 'v', { ...MESSAGE, v: 2 }], ['no version', 'v', { ...MESSAGE, v: undefined }], ['a version as text', 'v', { ...MESSAGE, v: '1' }],
  ['no office', 'office', { ...MESSAGE, office: '' }], ['an office of 31 bytes', 'office', { ...MESSAGE, office: b64(fixed('x', 31)) }],
  ['an office in another spelling', 'office', { ...MESSAGE, office: `${ID.slice(0, 42)}B` }], ['an office in the other alphabet', 'office', { ...MESSAGE, office: `+/${ID.slice(2)}` }],
  ['no log', 'log', { ...MESSAGE, log: undefined }], ['a negative generation', 'generation', { ...MESSAGE, generation: -1 }], ['a generation as text', 'generation', { ...MESSAGE, generation: '0' }],
  ['a later kind as entry 0', 'seq', { ...MESSAGE, seq: 0, prev: null, nonce: NONCE }], ['a beginning in the middle', 'seq', { ...REPORT, seq: 1, prev: ID, nonce: undefined }],
  ['a prev in entry 0', 'prev', { ...REPORT, prev: ID }], ['no prev later on', 'prev', { ...MESSAGE, prev: null }], ['an author that is no key', 'author', { ...MESSAGE, author: 'me' }],
  ['a day that is no date', 'day', { ...MESSAGE, day: '2026-02-29' }], ['a time', 'day', { ...MESSAGE, day: '2026-11-23T10:00' }], ['a body hash that is none', 'bodyHash', { ...MESSAGE, bodyHash: null }],
  ['a body over the limit', 'bodySize', { ...MESSAGE, bodySize: 1_048_577 }], ['no size', 'bodySize', { ...MESSAGE, bodySize: null }], ['nothing seen', 'seen', { ...MESSAGE, seen: null }],
  ['no docket member', 'docket', { ...MESSAGE, docket: undefined }], ['an unknown state', 'docket', { ...MESSAGE, docket: { state: 'closed' } }],
  ['an unknown member in the docket', 'docket', { ...MESSAGE, docket: { priority: 1 } }], ['urgent as a number', 'docket', { ...MESSAGE, docket: { urgent: 1 } }],
  ['a team that is no name', 'docket', { ...MESSAGE, docket: { team: 'In take' } }], ['a docket that is a list', 'docket', { ...MESSAGE, docket: [] }],
  ['a clock in a message', 'docket', { ...MESSAGE, docket: { clock: { rule: 'a/b', deed: 'done' } } }], ['a clock without a deed', 'docket', { ...MESSAGE, kind: 'clock' }],
  ['an alert that says nothing', 'docket', { ...MESSAGE, kind: 'retaliation' }], ['an alert in a message', 'docket', { ...MESSAGE, docket: { retaliation: 'alleged' } }],
  ['an alert that moves more', 'docket', { ...MESSAGE, kind: 'retaliation', docket: { retaliation: 'alleged', urgent: true } }], ['a closing that alleges', 'docket', { ...MESSAGE, kind: 'retaliation-closed', docket: { retaliation: 'alleged' } }],
  ['an objection that says nothing', 'docket', { ...MESSAGE, kind: 'objection', docket: null }], ['an objection in a message', 'docket', { ...MESSAGE, docket: { objection: 'raised' } }],
  ['an objection that moves the state', 'docket', { ...MESSAGE, kind: 'objection', docket: { objection: 'raised', state: 'withdrawn' } }], ['an objection that is upheld by a state', 'docket', { ...MESSAGE, kind: 'state', docket: { objection: 'upheld', state: 'concluded' } }],
  ['an answer that raises one', 'docket', { ...MESSAGE, kind: 'objection-answered', docket: { objection: 'raised' } }],
  ['a step that nobody knows', 'docket', { ...MESSAGE, docket: { retaliation: 'punished' } }], ['an answer by the deed of a clock', 'docket', { ...MESSAGE, kind: 'clock', docket: { retaliation: 'answered' } }],
  ['a deed that nobody knows', 'docket', { ...MESSAGE, kind: 'clock', docket: { clock: { rule: 'a/b', deed: 'set' } } }], ['a date in a deed', 'docket', { ...MESSAGE, kind: 'clock', docket: { clock: { rule: 'a/b', deed: 'extend', amount: 3, due: '2027-01-01' } } }],
  ['a pause for nothing', 'docket', { ...MESSAGE, kind: 'clock', docket: { clock: { rule: 'a/b', deed: 'pause' } } }], ['an extension by nothing', 'docket', { ...MESSAGE, kind: 'clock', docket: { clock: { rule: 'a/b', deed: 'extend', amount: 0 } } }],
  ['a deed that also moves the state', 'docket', { ...MESSAGE, kind: 'clock', docket: { clock: { rule: 'a/b', deed: 'done' }, state: 'accepted' } }], ['a rule without its pack', 'docket', { ...MESSAGE, kind: 'clock', docket: { clock: { rule: 'feedback', deed: 'done' } } }],
  ['an alarm that says nothing', 'docket', { ...MESSAGE, kind: 'urgency' }], ['an alarm about something else', 'docket', { ...MESSAGE, kind: 'urgency', docket: { state: 'accepted' } }],
  ['an alarm that also moves the state', 'docket', { ...MESSAGE, kind: 'urgency', docket: { urgent: true, state: 'accepted' } }], ['an alarm in a note', 'docket', { ...MESSAGE, kind: 'note', docket: { urgent: false } }],
  ['packs that come later', 'docket', { ...MESSAGE, docket: { packs: ['eu-authority@1'] } }], ['a pack without a version', 'docket', { ...REPORT, docket: { state: 'received', channel: 'web', team: 'intake', packs: ['eu-authority'] } }],
  ['a report that came on the day of its entry, said twice', 'docket', { ...REPORT, docket: { ...DOCKET, received: '2026-11-23' } }], ['a report that is dated forward', 'docket', { ...REPORT, docket: { ...DOCKET, received: '2026-11-24' } }],
  ['a report that lay for longer than a year and a day', 'docket', { ...REPORT, docket: { ...DOCKET, received: '2025-11-21' } }], ['a report that came on no date', 'docket', { ...REPORT, docket: { ...DOCKET, received: '2026-02-29' } }],
  ['an earlier day that comes later', 'docket', { ...MESSAGE, docket: { received: '2026-11-16' } }],
  ['a docket in a note', 'docket', { ...MESSAGE, kind: 'note', docket: { urgent: true } }], ['a change of state without a state', 'docket', { ...MESSAGE, kind: 'state' }],
  ['a change of state that only says urgent', 'docket', { ...MESSAGE, kind: 'state', docket: { urgent: true } }], ['a commitment that is none', 'keyCommit', { ...REPORT, keyCommit: 'x' }],
  ['wraps that are no list', 'wraps', { ...REPORT, wraps: ID }], ['a wrap that is no hash', 'wraps', { ...REPORT, wraps: [ID, 1] }], ['257 wraps', 'wraps', { ...REPORT, wraps: Array.from({ length: 257 }, () => ID) }],
  ['another key for an empty list', 'wraps', { ...MESSAGE, kind: 'rekey', docket: null, keyCommit: ID, wraps: [] }],
  ['another key that is not committed to', 'keyCommit', { ...MESSAGE, kind: 'rekey', docket: null, wraps: [ID] }], ['another key for nobody', 'wraps', { ...MESSAGE, kind: 'rekey', docket: null, keyCommit: ID }],
  ['one more reader with another key', 'keyCommit', { ...MESSAGE, kind: 'grant', docket: null, keyCommit: ID, wraps: [ID] }], ['one more reader who is none', 'wraps', { ...MESSAGE, kind: 'grant', docket: null }],
  ['a rekey that moves the docket', 'docket', { ...MESSAGE, kind: 'rekey', keyCommit: ID, wraps: [ID], docket: { urgent: true } }],
  ['a withdrawal that withdraws nothing', 'docket', { ...MESSAGE, kind: 'withdrawal', docket: null }], ['a withdrawal that concludes', 'docket', { ...MESSAGE, kind: 'withdrawal', docket: { state: 'concluded' } }],
  ['a message that withdraws', 'docket', { ...MESSAGE, docket: { state: 'withdrawn' } }], ['a change of state that withdraws', 'docket', { ...MESSAGE, kind: 'state', docket: { state: 'withdrawn' } }],
  ['a report about something', 'about', { ...REPORT, about: ID }], ['a desk log about nothing', 'about', { ...REPORT, kind: 'opened', docket: null }],
  ['an appraisal about nothing', 'about', { ...REPORT, kind: 'appraisal', docket: null }], ['an opinion about something', 'about', { ...MESSAGE, kind: 'opinion', about: ID }],
  ['an opinion with files', 'files', { ...MESSAGE, kind: 'opinion', files: [ID] }], ['an opinion that is taken on in entry 0', 'seq', { ...REPORT, kind: 'appraisal-accepted', docket: null }],
  ['a finding about nobody', 'about', { ...MESSAGE, kind: 'conflict' }], ['a finding about what is no key', 'about', { ...MESSAGE, kind: 'conflict', about: 'Wei' }], ['the end of a finding about nobody', 'about', { ...MESSAGE, kind: 'conflict-ended' }],
  ['a conflict of one’s own about a member', 'about', { ...MESSAGE, kind: 'recusal', about: ID }], ['a finding that moves the docket', 'docket', { ...MESSAGE, kind: 'conflict', about: ID, docket: { urgent: true } }], ['a finding with files', 'files', { ...MESSAGE, kind: 'conflict', about: ID, files: [ID] }],
  ['a disclosure without an end', 'expires', { ...REPORT, kind: 'disclosure', docket: null }], ['an end that is no date', 'expires', { ...MESSAGE, kind: 'disclosure-opened', expires: '2026-11-31' }],
  ['a message with an end', 'expires', { ...MESSAGE, expires: '2026-12-23' }], ['an approval with an end', 'expires', { ...MESSAGE, kind: 'disclosure-approved', expires: '2026-12-23' }],
  ['no file in a list of files', 'files', { ...MESSAGE, files: [] }], ['a file twice', 'files', { ...MESSAGE, files: [ID, ID] }], ['a file that is no id', 'files', { ...MESSAGE, files: ['x'] }],
  ['a change of state with files', 'files', { ...MESSAGE, kind: 'state', docket: { state: 'accepted' }, files: [ID] }],
  ['a nonce in the middle', 'nonce', { ...MESSAGE, nonce: NONCE }], ['no nonce in entry 0', 'nonce', { ...REPORT, nonce: undefined }], ['a nonce of 15 bytes', 'nonce', { ...REPORT, nonce: b64(fixed('n', 15)) }],
  ['a genesis that names an office', 'office', { ...VALID['a genesis'], office: ID }], ['a genesis that saw something', 'seen', { ...VALID['a genesis'], seen: ID }],
]

const TEXT = canonical(MESSAGE as Value)

/** [why, the bytes as text] */
const NOT_CANONICAL: readonly (readonly [string, string])[] = [
  ['a member twice', TEXT.replace('"v":1', '"v":1,"v":1')], ['a member twice, once hidden by an escape', TEXT.replace('"v":1', String.raw`"v":1,"\u0076":1`)],
  ['members in another order', TEXT.replace(/^\{("author":"[^"]*"),("bodyHash":"[^"]*")/, '{$2,$1')], ['a spare space', TEXT.replace('"v":1', '"v": 1')],
  ['a line feed at the end', `${TEXT}\n`], ['a needless escape', TEXT.replace('"message"', String.raw`"\u006dessage"`)], ['a fraction', TEXT.replace('"seq":3', '"seq":3.0')],
  ['an exponent', TEXT.replace('"seq":3', '"seq":3e0')], ['minus nothing', TEXT.replace('"generation":0', '"generation":-0')], ['a leading nought', TEXT.replace('"seq":3', '"seq":03')],
  ['a number past the safe ones', TEXT.replace('"seq":3', '"seq":9007199254740992')], ['a lone surrogate', TEXT.replace('"message"', String.raw`"\ud800"`)],
  ['a byte order mark', `\ufeff${TEXT}`], ['cut short', TEXT.slice(0, -1)], ['something behind', `${TEXT}{}`], ['a list', `[${TEXT}]`], ['a text', '"message"'], ['null', 'null'], ['nothing', ''],
  ['single quotes', TEXT.replaceAll('"', `'`)], ['a comment', TEXT.replace('"v":1', '"v":1/**/')],
]

export function headers(): Value {
  const text = (members: Members): string => canonical(members as Value)
  const tooLarge = text({ ...MESSAGE, wraps: Array.from({ length: 256 }, () => ID), x: 'x'.repeat(32_768) })
  return {
    valid: Object.entries(VALID).map(([name, members]) => ({ name, header: text(members) })),
    refused: [
      ...MALFORMED.map(([name, member, members]) => ({ name, header: text(members), refusal: 'malformed', member })),
      ...NOT_CANONICAL.map(([name, header]) => ({ name, header, refusal: 'not-canonical' })),
      ...['closed', 'Message', 'toString', '__proto__', ''].map((kind) => ({ name: `the kind "${kind}"`, header: text({ ...MESSAGE, kind }), refusal: 'unknown-kind' })),
      { name: 'no kind', header: text({ ...MESSAGE, kind: undefined }), refusal: 'unknown-kind' },
      { name: 'a header over the limit', header: tooLarge, refusal: 'too-large' },
    ],
    notUtf8: b64(ascii(TEXT).map((byte, index) => (index === 12 ? 0xff : byte))),
  }
}
