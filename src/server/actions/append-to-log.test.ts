// Goal: a log grows only by those who may, only at its end, and never loses an entry that was acknowledged; nobody learns of a log
// that is not theirs. Method: two offices, a handler in the team, one outside it, a member without a role, and what each may not do.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { addDays } from '#base/day.ts'
import type { DocketChange } from '#domain/docket.ts'
import { clearBody, makeEntry, newAuthor, newEnd, randomId, sealedLooking, TODAY, wrapLooking, type Made, type What } from '#test/support/entries.ts'
import { extendOffice, fileReport, headOf, joinOffice, newOffice, reporterHeaders, type Member, type Office, type Report } from '#test/support/people.ts'
import { append, done, fakeRecipient, memberWrap, newWorld, refusalOf, type World } from '#test/support/world.ts'
import { encodeAppend } from '#wire/append.ts'

const endings: (() => Promise<void>)[] = []
let world: World
let office: Office
let handler: Member
let outsider: Member
let auditor: Member
before(async () => {
  world = await newWorld({ after: (end) => { endings.push(end) } })
  office = await newOffice(world)
  handler = await joinOffice(world, office, { name: 'handler', roles: ['intake'], inTeam: true })
  outsider = await joinOffice(world, office, { name: 'outsider', roles: ['intake'], inTeam: false })
  auditor = await joinOffice(world, office, { name: 'auditor', roles: ['auditor'], inTeam: true })
})
after(async () => { for (const end of endings) await end() })

function message(member: Member, on: Pick<Made, 'end'>, what: Partial<What> = {}): Promise<Made> {
  return makeEntry(member.author, on.end, { kind: 'message', body: sealedLooking(), seen: headOf(office), ...what })
}

function moving(docket: DocketChange): Partial<What> {
  return { extra: { docket } }
}

async function reply(report: Pick<Report, 'lookup' | 'token'>, made: Made): Promise<Response> {
  return world.send('reply-to-report', { headers: reporterHeaders(report), body: encodeAppend(made) })
}

function reporterMessage({ author, made }: Report, on: Pick<Made, 'end'> = made, what: Partial<What> = {}): Promise<Made> {
  return makeEntry(author, on.end, { kind: 'message', body: sealedLooking(), seen: headOf(office), ...what })
}

test('handler and reporter write one conversation', async () => {
  const report = await fileReport(world, office)
  const first = await message(handler, report.made, moving({ state: 'acknowledged' }))
  await done(await append(world, handler, first))
  const second = await reporterMessage(report, first)
  await done(await reply(report, second))
  const docket = await world.store.read.docket(report.made.end.log)
  assert.deepEqual([docket?.state, docket?.entries, docket?.lastFrom, docket?.acknowledgedDay, docket?.dueDay], ['acknowledged', 3, 'reporter', TODAY, '2027-02-23'])
})

test('whoever comes second is told how long the log is now, and nothing of either is lost', async () => {
  const report = await fileReport(world, office)
  const [mine, theirs] = [await message(handler, report.made), await reporterMessage(report)]
  const answers = await Promise.all([append(world, handler, mine), reply(report, theirs)])
  const [kept, stale] = [...answers].sort((a, b) => a.status - b.status)
  assert.equal(kept?.status, 201)
  assert.ok(stale !== undefined)
  const { details } = await stale.clone().json() as { details: object }
  assert.equal(await refusalOf(stale), 'stale-head')
  assert.deepEqual(details, { length: 2, log: report.made.end.log })
})

test('the same entry sent again is acknowledged with the same bytes, even when it would be refused by now', async () => {
  const report = await fileReport(world, office)
  const state = await message(handler, report.made, { kind: 'state', ...moving({ state: 'acknowledged' }) })
  const first = await (await done(await append(world, handler, state))).text()
  assert.equal(await (await done(await append(world, handler, state))).text(), first)
  await done(await append(world, handler, await message(handler, state, { kind: 'state', ...moving({ state: 'referred' }) })))
  assert.equal(await (await done(await append(world, handler, state))).text(), first, 'after the state was left')
})

test('an entry that stands elsewhere cannot be sent again under another body', async () => {
  const report = await fileReport(world, office)
  const made = await message(handler, report.made)
  await done(await append(world, handler, made))
  const swapped = { ...made, entry: { ...made.entry, body: sealedLooking() } }
  assert.equal(await refusalOf(await append(world, handler, swapped)), 'malformed')
})

const PLACES: readonly { readonly why: string; readonly code: string; readonly extra: Partial<Made['header']> }[] = [
  { why: 'on a foreign head', code: 'bad-chain', extra: { prev: randomId() } },
  { why: 'too early', code: 'malformed', extra: { seq: 0, prev: null, nonce: 'AAAAAAAAAAAAAAAAAAAAAA' } },
  { why: 'too late', code: 'stale-head', extra: { seq: 5 } },
  { why: 'of another office', code: 'malformed', extra: { office: randomId() } },
  { why: 'that saw an office log that nobody wrote', code: 'malformed', extra: { seen: randomId() } },
  { why: 'of last week', code: 'wrong-day', extra: { day: addDays(TODAY, -7) } },
  { why: 'of the day after tomorrow', code: 'wrong-day', extra: { day: addDays(TODAY, 2) } },
  { why: 'of another generation', code: 'malformed', extra: { generation: 1 } },
  { why: 'that commits to a key', code: 'bad-commitment', extra: { keyCommit: randomId() } },
]

for (const { why, code, extra } of PLACES) {
  test(`an entry ${why} is refused, from either side`, async () => {
    const report = await fileReport(world, office)
    assert.equal(await refusalOf(await append(world, handler, await message(handler, report.made, { extra }))), code)
    assert.equal(await refusalOf(await reply(report, await reporterMessage(report, report.made, { extra }))), code)
    assert.equal((await world.store.read.log(report.made.end.log))?.length, 1)
  })
}

test('an entry of one log cannot be put into another', async () => {
  const [report, other] = [await fileReport(world, office), await fileReport(world, office)]
  const made = await message(handler, report.made)
  const response = await world.send('append-entry', { parameters: { log: other.made.end.log }, body: encodeAppend(made), as: handler })
  assert.equal(await refusalOf(response), 'malformed')
})

test('a generation that no key was committed to is refused, even where header and body agree on it', async () => {
  const report = await fileReport(world, office)
  const next = { body: sealedLooking({ generation: 1 }), extra: { generation: 1 } }
  assert.equal(await refusalOf(await append(world, handler, await message(handler, report.made, next))), 'malformed')
  assert.equal(await refusalOf(await reply(report, await reporterMessage(report, report.made, next))), 'malformed')
})

test('no key rows come with an entry that hands out no key', async () => {
  const report = await fileReport(world, office)
  const wraps = [memberWrap(outsider.author.publicId)]
  assert.equal(await refusalOf(await append(world, handler, await message(handler, report.made, { wraps }))), 'malformed')
})

test('a stanza under a salt that the log has is refused', async () => {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const report = await fileReport(world, office)
  const first = await message(handler, report.made, { body: sealedLooking({ salt }) })
  await done(await append(world, handler, first))
  const again = { body: sealedLooking({ salt }) }
  assert.equal(await refusalOf(await append(world, handler, await message(handler, first, again))), 'bad-chain')
  assert.equal(await refusalOf(await reply(report, await reporterMessage(report, first, again))), 'bad-chain')
  await done(await append(world, handler, await message(handler, first)))
})

const MOVES: readonly { readonly why: string; readonly code: string; readonly what: Partial<What> }[] = [
  { why: 'to a state that may not follow', code: 'transition-not-allowed', what: { kind: 'state', ...moving({ state: 'concluded' }) } },
  { why: 'to a state that is none', code: 'malformed', what: { kind: 'state', ...moving({ state: 'lost' as 'received' }) } },
  { why: 'to another team', code: 'not-allowed', what: moving({ team: 'friends' }) },
  { why: 'to another channel', code: 'not-allowed', what: moving({ channel: 'fax' }) },
  { why: 'nowhere', code: 'malformed', what: { kind: 'state' } },
]

for (const { why, code, what } of MOVES) {
  test(`a docket moved ${why} is refused`, async () => {
    const report = await fileReport(world, office)
    assert.equal(await refusalOf(await append(world, handler, await message(handler, report.made, what))), code)
    assert.equal((await world.store.read.docket(report.made.end.log))?.state, 'received')
  })
}

test('a reporter may call for help, and moves nothing else', async () => {
  const report = await fileReport(world, office)
  for (const docket of [{ state: 'acknowledged' }, { state: 'received' }, { team: 'friends' }] as const) {
    assert.equal(await refusalOf(await reply(report, await reporterMessage(report, report.made, moving(docket)))), 'not-allowed')
  }
  assert.equal(await refusalOf(await reply(report, await reporterMessage(report, report.made, { kind: 'state', ...moving({ state: 'acknowledged' }) }))), 'not-allowed')
  await done(await reply(report, await reporterMessage(report, report.made, moving({ urgent: true }))))
  assert.equal((await world.store.read.docket(report.made.end.log))?.urgent, true)
})

test('only the key that signed entry 0 answers as the reporter, and only with its own receipt', async () => {
  const [report, other] = [await fileReport(world, office), await fileReport(world, office)]
  const stranger = await newAuthor()
  const forged = await makeEntry(stranger, report.made.end, { kind: 'message', body: sealedLooking(), seen: headOf(office) })
  assert.equal(await refusalOf(await reply(report, forged)), 'not-allowed')
  assert.equal(await refusalOf(await reply(other, await reporterMessage(report))), 'malformed', 'another report’s receipt')
  assert.equal(await refusalOf(await reply({ lookup: report.lookup, token: other.token }, await reporterMessage(report))), 'no-such-report')
})

test('a member writes under the own key only', async () => {
  const report = await fileReport(world, office)
  assert.equal(await refusalOf(await append(world, handler, await message(outsider, report.made))), 'not-allowed')
  const made = await message(handler, report.made)
  const signature = await outsider.author.sign(made.entry.header)
  assert.equal(await refusalOf(await append(world, handler, { ...made, entry: { ...made.entry, signature } })), 'bad-signature')
})

test('a log without a row for the caller is not there, as one that never was', async () => {
  const report = await fileReport(world, office)
  const made = await message(outsider, report.made)
  const refused = await append(world, outsider, made)
  const unknown = await append(world, outsider, { ...made, end: { ...made.end, log: randomId() } })
  assert.equal(await refusalOf(refused), 'no-such-log')
  assert.equal(await refused.text(), await unknown.text())
})

test('a member of another office finds nothing here', async () => {
  const elsewhere = await newWorld({ after: (end) => { endings.push(end) } })
  const stranger = (await newOffice(elsewhere)).admin
  const report = await fileReport(world, office)
  assert.equal(await refusalOf(await append(world, stranger, await message(stranger, report.made))), 'session-ended', 'a session of another installation')
  assert.equal(await refusalOf(await elsewhere.send('append-entry', { parameters: { log: report.made.end.log }, body: encodeAppend(await message(stranger, report.made)), as: stranger })), 'no-such-log')
  assert.equal(await refusalOf(await elsewhere.send('list-queue', { parameters: { office: office.office }, as: stranger })), 'no-such-office')
})

test('holding a team’s key lets nobody write who is no handler', async () => {
  const report = await fileReport(world, office)
  assert.equal(await refusalOf(await append(world, auditor, await message(auditor, report.made))), 'not-allowed')
  assert.ok((await world.send('read-log', { parameters: { log: report.made.end.log }, as: auditor })).ok, 'but lets them read')
})

test('kinds stay in their own logs', async () => {
  const report = await fileReport(world, office)
  assert.equal(await refusalOf(await append(world, handler, await message(handler, report.made, { kind: 'note' }))), 'malformed')
  assert.equal(await refusalOf(await append(world, handler, await message(handler, report.made, { kind: 'opened', extra: { about: report.made.end.log } }))), 'malformed')
  assert.equal(await refusalOf(await append(world, handler, await message(handler, report.made, { kind: 'session-started', body: clearBody({ member: randomId() }) }))), 'malformed')
})

test('a member who was removed is out at once', async () => {
  const gone = await joinOffice(world, office, { name: 'gone', roles: ['intake'], inTeam: true })
  const report = await fileReport(world, office)
  await done(await append(world, gone, await message(gone, report.made)))
  const { author, recipient } = gone
  await extendOffice(world, office, { kind: 'member', body: clearBody({ signKey: author.publicId, recipient, roles: ['intake'], active: false, sealedName: 'sealed' }) })
  assert.equal(await refusalOf(await world.send('read-session', { as: gone })), 'session-ended')
})

test('whoever was no handler in the office log that they name may not write: no client would believe it', async () => {
  const [genesis] = office.log
  const latest = office.log[office.log.length - 1] as Made
  const fresh = await joinOffice(world, office, { name: 'fresh', roles: ['intake'], inTeam: true })
  const report = await fileReport(world, office)
  for (const seen of [genesis?.hash ?? '', latest.hash]) {
    assert.equal(await refusalOf(await append(world, fresh, await message(fresh, report.made, { seen }))), 'not-allowed')
  }
  await done(await append(world, fresh, await message(fresh, report.made)))
})

test('whoever is no handler any more may not write, not even as one who has not heard of it', async () => {
  const former = await joinOffice(world, office, { name: 'former', roles: ['intake'], inTeam: true })
  const report = await fileReport(world, office)
  const seen = headOf(office)
  const { author, recipient } = former
  await extendOffice(world, office, { kind: 'member', body: clearBody({ signKey: author.publicId, recipient, roles: ['auditor'], active: true, sealedName: 'sealed' }) })
  for (const cited of [seen, headOf(office)]) {
    assert.equal(await refusalOf(await append(world, former, await message(former, report.made, { seen: cited }))), 'not-allowed')
  }
  assert.ok((await world.send('read-log', { parameters: { log: report.made.end.log }, as: former })).ok, 'but may still read')
})

test('what handlers have seen of the office never goes back within a log', async () => {
  const report = await fileReport(world, office)
  const old = headOf(office)
  await extendOffice(world, office, { kind: 'settings', body: clearBody({ names: { en: 'Renamed', zh: '更名' }, timeZone: 'Europe/Berlin' }) })
  const first = await message(handler, report.made)
  await done(await append(world, handler, first))
  const backwards = await append(world, office.admin, await message(office.admin, first, { seen: old }))
  const { details } = await backwards.clone().json() as { details: object }
  assert.equal(await refusalOf(backwards), 'stale-head')
  assert.deepEqual(details, { length: 2, log: report.made.end.log })
  let last: Made = first
  for (let each = 0; each < 10; each++) {
    last = await reporterMessage(report, last, { seen: old })
    await done(await reply(report, last))
  }
  assert.equal(await refusalOf(await append(world, office.admin, await message(office.admin, last, { seen: old }))), 'stale-head', 'behind many words of the reporter')
  await done(await append(world, office.admin, await message(office.admin, last)))
})

test('a desk log is begun once, by a handler who can read the report', async () => {
  const report = await fileReport(world, office)
  const begin = async (member: Member, extra: object = {}, wraps = [wrapLooking('team:intake:0')]): Promise<Made> => makeEntry(member.author, newEnd(office.office, member.author), {
    kind: 'opened', body: sealedLooking(), seen: headOf(office), wraps, extra: { keyCommit: randomId(), about: report.made.end.log, ...extra },
  })
  const open = async (member: Member, made: Made) => world.send('open-log', { parameters: { office: office.office }, body: encodeAppend(made), as: member })
  assert.equal(await refusalOf(await open(outsider, await begin(outsider))), 'no-such-log')
  assert.equal(await refusalOf(await open(auditor, await begin(auditor))), 'not-allowed')
  assert.equal(await refusalOf(await open(handler, await begin(office.admin))), 'not-allowed', 'in somebody else’s name')
  assert.equal(await refusalOf(await open(handler, await begin(handler, {}, [wrapLooking(`member:${handler.author.publicId}`)]))), 'malformed', 'a desk that the team cannot open')
  assert.equal(await refusalOf(await open(handler, await begin(handler, { seen: office.office }))), 'not-allowed')
  assert.equal(await refusalOf(await open(handler, await begin(handler, { about: randomId() }))), 'no-such-log')
  assert.equal(await refusalOf(await open(handler, await begin(handler, { about: office.office }))), 'no-such-log')
  for (const wraps of [[], [wrapLooking('reporter')], [wrapLooking('team:friends:0')], [wrapLooking(`member:${randomId()}`)], [wrapLooking('team:intake:0'), wrapLooking('team:intake:0')]]) {
    assert.match(await refusalOf(await open(handler, await begin(handler, {}, wraps))), /^(malformed|bad-commitment)$/)
  }
  const first = await begin(handler)
  const answer = await (await done(await open(handler, first))).text()
  assert.equal(await (await done(await open(handler, first))).text(), answer, 'sent again')
  const second = await open(office.admin, await begin(office.admin))
  const { details } = await second.clone().json() as { details: { log: string } }
  assert.equal(await refusalOf(second), 'stale-head')
  assert.equal(details.log, first.end.log, 'whoever comes second is told of the first')
  const note = await makeEntry(office.admin.author, first.end, { kind: 'note', body: sealedLooking(), seen: headOf(office) })
  await done(await append(world, office.admin, note))
})

test('the office log grows by administrators and, for keys, by readers; and only as the fold allows', async () => {
  const last = office.log[office.log.length - 1] as Made
  const team = (members: readonly string[], extra: object = {}) => clearBody({ team: 'intake', epoch: 1, recipient: fakeRecipient(), members, ...extra })
  const by = (member: Member, what: What) => makeEntry(member.author, last.end, { seen: last.hash, ...what })
  const tried = async (member: Member, what: What): Promise<string> => refusalOf(await append(world, member, await by(member, what)))
  assert.equal(await tried(outsider, { kind: 'team', body: team([handler.author.publicId]) }), 'not-allowed', 'keys by one who has none')
  assert.equal(await tried(handler, { kind: 'settings', body: clearBody({ names: { en: 'x', zh: 'x' }, timeZone: 'UTC' }) }), 'not-allowed')
  assert.equal(await tried(handler, { kind: 'team', body: team([handler.author.publicId, outsider.author.publicId]) }), 'malformed', 'somebody who was not admitted')
  assert.equal(await tried(office.admin, { kind: 'team', body: team([randomId()]) }), 'malformed', 'a stranger in a team')
  assert.equal(await tried(office.admin, { kind: 'team', body: team([handler.author.publicId], { epoch: 7 }) }), 'malformed', 'an epoch left out')
  assert.equal(await tried(office.admin, { kind: 'settings', body: clearBody({ names: { en: 'x', zh: 'x' }, timeZone: 'Mars/Olympus' }) }), 'malformed')
  assert.equal(await tried(office.admin, { kind: 'settings', body: clearBody({ names: { en: 'x', zh: 'x' }, timeZone: 'UTC', spare: 1 }) }), 'malformed')
  assert.equal(await tried(office.admin, { kind: 'settings', body: sealedLooking() }), 'not-canonical')
  assert.equal(await tried(office.admin, { kind: 'message', body: sealedLooking() }), 'malformed')
  assert.equal(await tried(office.admin, { kind: 'team', body: team([handler.author.publicId]), wraps: [memberWrap(outsider.author.publicId, 'team:intake:1')] }), 'malformed', 'a row for somebody who is not in the team')
  const directory = JSON.parse(Buffer.from(office.log.find(({ header }) => header.kind === 'directory')?.entry.body ?? []).toString()) as Record<string, unknown> & { channels: object[] }
  assert.equal(await tried(office.admin, { kind: 'directory', body: clearBody({ ...directory, serverKey: randomId() }) }), 'foreign-key')
  assert.equal(await tried(office.admin, { kind: 'directory', body: clearBody({ ...directory, salt: randomId() }) }), 'foreign-key')
  assert.equal(await tried(office.admin, { kind: 'directory', body: clearBody({ ...directory, channels: directory.channels.map((channel) => ({ ...channel, recipient: fakeRecipient() })) }) }), 'malformed', 'a channel to a key outside the teams')
})

test('nothing that was refused left a defect behind', () => {
  assert.deepEqual(world.defects, [])
})
