// An audit export of a small office over three days, an earlier one of the same office, and exports that must not hold, signed by the second hand.
import { commitmentTo, leafOf, leafOfDay, mth } from '../second/journal.ts'
import { ascii, b64, canonical, fixed, join, sha256, signer, uint32, unb64, type Bytes, type Signer, type Value } from '../second/primitives.ts'
import { recipientText } from '../second/age.ts'
import { ON_THING, QUESTION } from './appraisal.ts'
import { frames } from './base.ts'
import { filler, note, sorted } from './journal.ts'
import { drawn, entry, flip, logOf, RECEIVED, REPLY, REPORT, reporter, sign, stranger, DAY, type Log, type Made, type What } from './log.ts'
import { founder, next, officeEntries, person, SERVER_SIGNER } from './office.ts'

const auditor = signer(fixed('auditor sign seed'))
const helper = signer(fixed('helper sign seed'))
const expert = signer(fixed('expert sign seed'))
const LATER = '2026-11-24'
const EXPORTED = '2026-11-26'

/** The office of vectors/office-log.json with an auditor, a handler who is one only from then on, and an expert. */
const office = ((): readonly Made[] => {
  const made = officeEntries()
  const add = (value: Value): void => { made.push(next(made, founder, { kind: 'member', value })) }
  add(person(auditor.publicId, recipientText(fixed('auditor identity seed')), ['auditor']))
  add(person(helper.publicId, recipientText(fixed('helper identity seed')), ['investigator']))
  add(person(expert.publicId, recipientText(fixed('expert identity seed')), ['expert']))
  return made
})()
const OFFICE = office[0]?.hash ?? ''
const HEAD = office.at(-1)?.hash ?? ''
const DIRECTORY = office[5]?.hash ?? ''
const BEFORE_HELPER = office[7]?.hash ?? ''

function logBy(name: string, author: Signer): Log {
  const { nonce, ...log } = logOf(name, author)
  return { ...log, nonce, office: OFFICE, log: b64(sha256(unb64(OFFICE), unb64(author.publicId), unb64(nonce))) }
}

/** An entry, and what an auditor gets of its body. */
interface Bare extends Made {
  readonly proof: Bytes
}

interface Step extends What {
  readonly seen?: string
}

/** A sealed log of these entries. Names of entries fix what their authors draw, the salt too. */
function sealed(log: Log, name: string, steps: readonly Step[]): readonly Bare[] {
  const made: Bare[] = []
  for (const [index, { seen = HEAD, ...step }] of steps.entries()) {
    const called = `audit/${name}/${index}`
    made.push({ ...entry(log, made, { ...step, name: called, extra: { seen, ...step.extra } }), proof: drawn(called).salt })
  }
  return made
}

const erased = (made: readonly Bare[]): readonly Bare[] => made.map((each, seq) => (seq === made.length - 1 && each.body.length === 2 ? { ...each, proof: each.body } : { ...each, proof: new Uint8Array(0) }))

const reportLog = logBy('audited report', reporter)
const BEGIN: Step = { kind: 'report', value: REPORT, seen: DIRECTORY, extra: { docket: RECEIVED } }
const ANSWERED: Step = { kind: 'message', value: REPLY, author: founder, extra: { docket: { state: 'acknowledged' }, day: LATER } }
const MORE: Step = { kind: 'message', value: REPLY, seen: DIRECTORY, extra: { day: LATER } }
const report = sealed(reportLog, 'report', [BEGIN, ANSWERED, MORE])
const about = (log: Log): Step => ({ kind: 'opened', value: { reportHead: report[0]?.hash ?? '' }, author: founder, extra: { about: log.log } })
const NOTE: Step = { kind: 'note', value: { text: 'ask the store-keeper', reportHead: report[0]?.hash ?? '' }, author: founder }
const desk = sealed(logBy('audited desk', founder), 'desk', [about(reportLog), NOTE])

const goneLog = logBy('erased report', reporter)
const ERASED: Step = { kind: 'erased', value: {}, author: founder, body: ascii('{}'), extra: { day: LATER } }
const WITHDRAWN: Step = { kind: 'withdrawal', value: { text: '', language: 'en', erase: true }, seen: DIRECTORY, extra: { docket: { state: 'withdrawn' } } }
const gone = erased(sealed(goneLog, 'gone', [BEGIN, WITHDRAWN, ERASED]))
const goneDesk = erased(sealed(logBy('erased desk', founder), 'gone desk', [about(goneLog), NOTE]))

const askedLog = logBy('audited appraisal', founder)
const ASK: Step = { kind: 'appraisal', value: QUESTION, author: founder, extra: { about: reportLog.log, wraps: [b64(fixed('a wrap’s hash'))] } }
const ACCEPT: Step = { kind: 'appraisal-accepted', value: { independence: 'none' }, author: expert }
const OPINION: Step = { kind: 'opinion', value: { findings: [ON_THING] }, author: expert }
const CLOSE: Step = { kind: 'appraisal-closed', value: { reason: '' }, author: founder }
const GRANT: Step = { kind: 'grant', value: {}, author: founder, extra: { wraps: [b64(fixed('a wrap’s hash'))] } }
const asked = sealed(askedLog, 'appraisal', [ASK, ACCEPT, OPINION, CLOSE, GRANT])

/** The audit log, by the server's key or whose it is said to be. */
function trail(steps: readonly (readonly [string, Value])[], author: Signer = SERVER_SIGNER): readonly Made[] {
  const nonce = fixed('audit log nonce', 16)
  const log = b64(sha256(unb64(OFFICE), unb64(author.publicId), nonce))
  const made: Made[] = []
  for (const [kind, value] of steps) {
    const body = ascii(canonical(value))
    made.push(sign(author, {
      v: 1, office: OFFICE, log, generation: 0, seq: made.length, prev: made.at(-1)?.hash ?? null, kind, author: author.publicId, day: DAY, bodyHash: b64(sha256(body)),
      bodySize: body.length, seen: HEAD, docket: null, nonce: made.length === 0 ? b64(nonce) : undefined,
    }, body))
  }
  return made
}

const TOLD: readonly (readonly [string, Value])[] = [
  ['audit', { serverKey: SERVER_SIGNER.publicId }], ['session-started', { member: founder.publicId }], ['keys-given', { reader: founder.publicId, log: reportLog.log }],
  ['erased-log', { member: founder.publicId, log: goneLog.log }],
  ['access-changed', { member: founder.publicId, what: 'passphrase' }],
]

function logPage(entries: readonly Made[]): Bytes {
  const log = (JSON.parse(Buffer.from(entries[1]?.header ?? new Uint8Array(0)).toString()) as { readonly log: string }).log
  return frames(ascii(canonical({ log, from: 0, more: false, entries: entries.length, wraps: [] })), entries.flatMap(({ header, signature, body }) => [header, signature, body]))
}

function auditPage(logs: readonly (readonly Bare[])[]): Bytes {
  const entries = logs.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1)).flat()
  return frames(ascii(canonical({ entries: entries.length, next: null })), entries.flatMap(({ header, signature, proof }) => [header, signature, proof]))
}

function idOf([first]: readonly Bare[]): string {
  return (JSON.parse(Buffer.from(first?.header ?? new Uint8Array(0)).toString()) as { readonly log: string }).log
}

const dayOf = ({ header }: Made): string => (JSON.parse(Buffer.from(header).toString()) as { readonly day: string }).day
const clear = (made: readonly Made[]) => made.map((each) => ({ day: dayOf(each), commitment: commitmentTo(each.hash, new Uint8Array(0)) }))
const salted = (made: readonly Bare[]) => made.map((each) => ({ day: dayOf(each), commitment: commitmentTo(each.hash, each.proof.length === 16 ? each.proof : new Uint8Array(0)) }))
const committed = [...clear(office), ...clear(trail(TOLD)), ...salted(report), ...salted(desk), ...salted(gone), ...salted(goneDesk), ...salted(asked)]

/** What was written on the second day came after its batch was closed, and stands in the third's. */
const KEPT_ON = [DAY, 'never', LATER]
const batches = KEPT_ON.map((day, index) => {
  const entries = committed.filter((each) => each.day === day).map(({ commitment }) => commitment)
  return sorted(Array.from({ length: 1024 }, (_, at) => entries[at] ?? filler(10 + index, at)))
})
const dayLeaves = batches.map((leaves, index) => leafOfDay(new Date(Date.parse(DAY) + index * 86_400_000).toISOString().slice(0, 10), mth(leaves.map(leafOf))))
const checkpoints = dayLeaves.map((_, index) => note(`postern/${OFFICE}`, index + 1, mth(dayLeaves.slice(0, index + 1))))

function journalPage(days: number, spoil: (day: { readonly leaves: Bytes; readonly checkpoint: Bytes }, index: number) => readonly Bytes[] = ({ leaves, checkpoint }) => [leaves, checkpoint]): Bytes {
  const parts = batches.slice(0, days).flatMap((leaves, index) => spoil({ leaves: join(...leaves), checkpoint: ascii(checkpoints[index] ?? '') }, index))
  return frames(ascii(canonical({ firstDay: DAY, from: 0, more: false, days })), parts)
}

type Files = Readonly<Record<string, Bytes>>
interface Signing {
  readonly author?: Signer
  readonly extra?: Readonly<Record<string, Value>>
  readonly by?: Signer
}

/** Signed as an auditor signs, whatever is in it. */
function exported(files: Files, { author = auditor, by = author, extra = {} }: Signing = {}): Files {
  const named = Object.entries(files).map(([file, bytes]) => ({ file, sha256: Buffer.from(sha256(bytes)).toString('hex') }))
  const manifest = ascii(`${JSON.stringify({ format: 'postern/audit/v1', office: OFFICE, day: EXPORTED, author: author.publicId, files: named, ...extra }, null, 2)}\n`)
  return { ...files, 'manifest.json': manifest, 'manifest.sig': by.sign(join(ascii('postern/export/v1\n'), manifest)) }
}

const [OFFICE_FILE, AUDIT_FILE, LOGS_FILE, JOURNAL_FILE] = ['office-00001.frames', 'audit-00001.frames', 'logs-00001.frames', 'journal-00001.frames']
const pages: Files = { [AUDIT_FILE]: logPage(trail(TOLD)), [LOGS_FILE]: auditPage([report, desk, gone, goneDesk, asked]), [OFFICE_FILE]: logPage(office), [JOURNAL_FILE]: journalPage(3) }
const whole = exported(pages)
const logsOf = (...logs: readonly (readonly Bare[])[]): Files => exported({ ...pages, [LOGS_FILE]: auditPage(logs) })
const earlier = exported({ [AUDIT_FILE]: logPage(trail(TOLD.slice(0, 3))), [LOGS_FILE]: auditPage([report.slice(0, 1), desk]), [OFFICE_FILE]: logPage(office), [JOURNAL_FILE]: journalPage(1) })

function without(files: Files, name: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([file]) => file !== name))
}

/** The report with other entries behind its first. */
const reportWith = (name: string, ...steps: readonly Step[]): Files => logsOf(sealed(reportLog, name, [BEGIN, ...steps]), desk, gone, goneDesk)

/** The appraisal with other entries behind its first. */
const askedWith = (name: string, ...steps: readonly Step[]): Files => logsOf(report, desk, gone, goneDesk, sealed(askedLog, `appraisal ${name}`, [ASK, ...steps]))

/** What is wrong, why it is refused, the export, and whether the earlier one is held against it. */
function refused(): readonly (readonly [string, string, Files, boolean?])[] {
  return [
    ['no manifest', 'missing', without(whole, 'manifest.json')], ['no signature', 'missing', without(whole, 'manifest.sig')], ['a page that is named and not there', 'missing', without(whole, LOGS_FILE)],
    ['a manifest of another format', 'manifest', exported(pages, { extra: { format: 'postern/export/v1' } })],
    ['a file name that leads elsewhere', 'manifest', exported(pages, { extra: { files: [{ file: '../office-00001.frames', sha256: '0'.repeat(64) }] } })],
    ['a manifest signed by another', 'signature', exported(pages, { by: stranger })],
    ['a page with a byte changed', 'file-hash', { ...whole, [AUDIT_FILE]: flip(whole[AUDIT_FILE] ?? new Uint8Array(0), -1) }],
    ['a manifest of another office', 'office', exported(pages, { extra: { office: b64(fixed('other office')) } })],
    ['an author who is no auditor', 'author', exported(pages, { author: founder })],
    ['the office log without an entry in the middle', 'bad-chain', exported({ ...pages, [OFFICE_FILE]: logPage([...office.slice(0, 2), ...office.slice(3)]) })],
    ['leaves in another order', 'bad-proof', exported({ ...pages, [JOURNAL_FILE]: journalPage(1, ({ leaves, checkpoint }) => [join(leaves.slice(32, 64), leaves.slice(0, 32), leaves.slice(64)), checkpoint]) })],
    ['a leaf less', 'bad-proof', exported({ ...pages, [JOURNAL_FILE]: journalPage(1, ({ leaves, checkpoint }) => [leaves.slice(32), checkpoint]) })],
    ['the checkpoint of another day', 'bad-proof', exported({ ...pages, [JOURNAL_FILE]: journalPage(2, ({ leaves }) => [leaves, ascii(checkpoints[1] ?? '')]) })],
    ['an audit log by another key', 'forged-history', exported({ ...pages, [AUDIT_FILE]: logPage(trail(TOLD, founder)) })],
    ['an answer by one who is no handler', 'forged-history', reportWith('a', { ...ANSWERED, author: auditor })],
    ['an answer by one who was no handler yet', 'forged-history', reportWith('b', { ...ANSWERED, author: helper, seen: BEFORE_HELPER })],
    ['an answer that saw another office', 'forged-history', reportWith('c', { ...ANSWERED, seen: b64(fixed('foreign')) })],
    ['a state that may not follow', 'forged-history', reportWith('d', { kind: 'state', value: REPLY, author: founder, extra: { docket: { state: 'concluded' } } })],
    ['a reporter who moves the docket', 'forged-history', reportWith('e', { ...MORE, extra: { docket: { state: 'assessed' } } })],
    ['an opinion before it was taken on', 'forged-history', askedWith('a', OPINION)], ['an opinion after the end', 'forged-history', askedWith('b', ACCEPT, CLOSE, OPINION)],
    ['an opinion by a handler', 'forged-history', askedWith('c', ACCEPT, { ...OPINION, author: founder })], ['an appraisal that an expert closes', 'forged-history', askedWith('d', { ...CLOSE, author: expert })],
    ['a new key for an appraisal that is over', 'forged-history', askedWith('e', CLOSE, { ...GRANT, kind: 'rekey', extra: { ...GRANT.extra, generation: 1, keyCommit: b64(fixed('another commitment')) } })],
    ['a generation that did not begin', 'bad-chain', reportWith('f', { ...MORE, extra: { generation: 1 } })],
    ['an entry left out', 'bad-chain', logsOf([report[0], report[2]].flatMap((each) => each ?? []), desk, gone, goneDesk)],
    ['a signature of another entry', 'bad-signature', logsOf(report.map((each, seq) => (seq === 2 ? { ...each, signature: report[1]?.signature ?? each.signature } : each)), desk, gone, goneDesk)],
    ['a body that is gone while its report is there', 'bad-chain', logsOf(report.map((each) => ({ ...each, proof: new Uint8Array(0) })), desk, gone, goneDesk)],
    ['a note that is gone while its report is there', 'body-missing', logsOf(report, desk.map((each) => ({ ...each, proof: new Uint8Array(0) })), gone, goneDesk)],
    ['another salt', 'not-in-journal', logsOf(report, desk.map((each) => ({ ...each, proof: fixed('other salt', 16) })), gone, goneDesk)],
    ['an entry that the journal does not know', 'not-in-journal', logsOf(report, sealed(logBy('audited desk', founder), 'desk', [about(reportLog), NOTE, NOTE]), gone, goneDesk)],
    ['a log whose key was given is not there', 'log-missing', logsOf(gone, goneDesk)],
    ['an entry that an earlier export had is not there', 'changed-since', logsOf(report, desk.slice(0, 1), gone, goneDesk), true],
    ['a log that an earlier export had is not there', 'log-missing', logsOf(report, gone, goneDesk), true],
    ['a journal that an earlier export had is not there', 'changed-since', without(exported(without(pages, JOURNAL_FILE)), JOURNAL_FILE), true],
  ]
}

/** What is long and comes again and again stands once: days whole and in parts, pages, signed headers. */
const [firstDay = new Uint8Array(0), ...otherDays] = batches.map((leaves) => join(...leaves))
const wholeEntry = ({ header, signature, body }: Made): Bytes => join(header, uint32(64), signature, uint32(body.length), body)
const bareEntry = ({ header, signature }: Bare): Bytes => join(header, uint32(64), signature)
const PIECES = [
  firstDay.slice(0, 32), firstDay.slice(32, 64), firstDay.slice(64), ...otherDays, ...[...office, ...trail(TOLD)].map(wholeEntry), ...[...report, ...desk, ...gone, ...goneDesk, ...asked].map(bareEntry),
]

function inPieces(bytes: Bytes): Value[] {
  for (const [number, piece] of PIECES.entries()) {
    const at = Buffer.from(bytes).indexOf(piece)
    if (at >= 0) return [...inPieces(bytes.slice(0, at)), number, ...inPieces(bytes.slice(at + piece.length))]
  }
  return bytes.length === 0 ? [] : [b64(bytes)]
}

export function auditExport(): Value {
  const told = (files: Files): Value => Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, inPieces(bytes)]))
  return {
    pieces: PIECES.map(b64),
    whole: told(whole), earlier: told(earlier),
    shows: {
      office: OFFICE, day: EXPORTED, logs: 7, entries: committed.length, days: 3, waiting: 0, erased: [goneLog.log],
      access: [{ day: DAY, member: founder.publicId, log: reportLog.log }], sessions: [{ day: DAY, member: founder.publicId }],
      changes: [{ day: DAY, member: founder.publicId, what: 'passphrase' }],
      appraisals: [{ log: askedLog.log, about: reportLog.log, state: 'closed', asker: founder.publicId, askedDay: DAY, expert: expert.publicId }],
      dates: [{ log: reportLog.log, acknowledged: LATER }, { log: goneLog.log, acknowledged: null }].toSorted((a, b) => (a.log < b.log ? -1 : 1)),
    },
    passedOver: { 'logs-00002.frames': [b64(uint32(7))] },
    refused: refused().map(([name, reason, files, since = false]) => ({ name, reason, since, files: told(files) })),
  }
}
