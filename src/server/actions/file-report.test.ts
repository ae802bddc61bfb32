// Goal: a sealed report is kept once, whole and only where the office says; everything else is refused by name, and nothing of it
// is kept. Method: through the real route into a real store: one report that is right, then one fault at a time.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { base64url, fromBase64url, randomBytes, utf8, type Bytes } from '#base/bytes.ts'
import { addDays, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { checkAcknowledgement } from '#sealing/proof/acknowledgement.ts'
import { hash } from '#sealing/proof/hash.ts'
import { clearBody, newAuthor, newEnd, randomId, sealedLooking, signHeader, TODAY, wrapLooking, type Made } from '#test/support/entries.ts'
import { extendOffice, fileReport, newOffice, newReport, reporterHeaders, type Office, type Report } from '#test/support/people.ts'
import { fakeRecipient, memberWrap, newWorld, refusalOf, type World } from '#test/support/world.ts'
import { encodeFileReport } from '#wire/append.ts'
import { encodeFrames } from '#wire/frames.ts'
import type { AcknowledgementMessage } from '#wire/messages.ts'

const endings: (() => Promise<void>)[] = []
let world: World
let office: Office
before(async () => {
  world = await newWorld({ after: (end) => { endings.push(end) } })
  office = await newOffice(world)
})
after(async () => { for (const end of endings) await end() })

function file(bytes: Bytes, to = office.office): Promise<Response> {
  return world.send('file-report', { parameters: { office: to }, body: bytes })
}

async function acknowledged(response: Response): Promise<AcknowledgementMessage> {
  assert.equal(response.status, 201, await response.clone().text())
  return await response.json() as AcknowledgementMessage
}

async function kept(report: Report): Promise<boolean> {
  return (await world.store.read.log(report.made.end.log)) !== null
}

/** The same report with another header or other parts, signed anew. */
async function resigned(report: Report, change: Partial<Made['header']>, parts: { readonly body?: Bytes; readonly wraps?: Made['wraps'] } = {}): Promise<Bytes> {
  const { made, author, lookup, token } = report
  const changed = await signHeader(author, { header: { ...made.header, ...change }, body: parts.body ?? made.entry.body, wraps: parts.wraps ?? made.wraps })
  return encodeFileReport({ ...changed, access: { lookupHash: hash(lookup), tokenHash: hash(token) } })
}

test('a report is kept, and the server signs for it', async () => {
  const report = await newReport(office)
  const { signature, ...said } = await acknowledged(await file(report.file))
  assert.deepEqual(said, { log: report.made.end.log, seq: 0, hash: report.made.hash, day: TODAY })
  const { serverKey } = await (await world.send('read-installation')).json() as { serverKey: string }
  assert.equal(await checkAcknowledgement(serverKey, { ...said, day: TODAY, signature: fromBase64url(signature) ?? new Uint8Array(0) }), true)
  const docket = await world.store.read.docket(report.made.end.log)
  assert.deepEqual([docket?.state, docket?.urgent, docket?.receivedDay, docket?.dueDay], ['received', false, TODAY, addDays(TODAY, 7)])
})

test('a stranger’s clear entry is refused for its kind, before its body is read', async () => {
  const { author, made: { header }, lookup, token } = await newReport(office)
  const { keyCommit: _key, wraps: _wraps, ...others } = header
  const body = utf8('no JSON at all')
  const clear = await signHeader(author, { header: { ...others, kind: 'audit', docket: null, bodyHash: base64url(hash(body)), bodySize: body.length }, body, wraps: [] })
  assert.equal(await refusalOf(await file(encodeFileReport({ ...clear, access: { lookupHash: hash(lookup), tokenHash: hash(token) } }))), 'malformed')
})

test('the same report sent twice is kept once and acknowledged with the same bytes', async () => {
  const report = await newReport(office)
  const first = await acknowledged(await file(report.file))
  assert.deepEqual(await acknowledged(await file(report.file)), first)
  assert.equal((await world.store.read.log(report.made.end.log))?.length, 1)
})

test('sixty-four sends of the same report at once are one report', async () => {
  const report = await newReport(office)
  const answers = await Promise.all(Array.from({ length: 64 }, async () => acknowledged(await file(report.file))))
  for (const answer of answers) assert.deepEqual(answer, answers[0])
})

test('a lost acknowledgement can be asked for weeks later', async () => {
  const report = await newReport(office)
  const first = await acknowledged(await file(report.file))
  world.nowMs += 20 * 86_400_000
  assert.deepEqual(await acknowledged(await file(report.file)), first)
  assert.equal(await refusalOf(await file((await newReport(office)).file)), 'wrong-day', 'a new one of that old day is still refused')
  world.nowMs -= 20 * 86_400_000
})

test('danger to life is kept as urgent', async () => {
  const report = await newReport(office, { what: { extra: { docket: { state: 'received', channel: 'web', team: 'intake', urgent: true } } } })
  await acknowledged(await file(report.file))
  assert.equal((await world.store.read.docket(report.made.end.log))?.urgent, true)
})

test('a day is accepted one day away, and no further', async () => {
  for (const away of [-1, 1]) await acknowledged(await file((await newReport(office, { what: { extra: { day: addDays(TODAY, away) } } })).file))
  for (const away of [-2, 2]) {
    assert.equal(await refusalOf(await file((await newReport(office, { what: { extra: { day: addDays(TODAY, away) } } })).file)), 'wrong-day')
  }
})

test('the office’s own calendar counts, not the server’s', async () => {
  const nowMs = world.nowMs
  // In Berlin it is already the 26th.
  world.nowMs = Date.parse('2026-11-25T23:30:00Z')
  const report = (day: string) => newReport(office, { what: { extra: { day: day as Day } } })
  assert.equal((await acknowledged(await file((await report('2026-11-27')).file))).day, '2026-11-26')
  assert.equal(await refusalOf(await file((await report('2026-11-24')).file)), 'wrong-day')
  world.nowMs = nowMs
})

const DOCKET = { state: 'received', channel: 'web', team: 'intake' } as const

const FAULTS: readonly { readonly why: string; readonly code: string; readonly header: Partial<Made['header']> }[] = [
  { why: 'a channel that is not there', code: 'no-such-channel', header: { docket: { ...DOCKET, channel: 'fax' } } },
  { why: 'another team than the channel’s', code: 'no-such-channel', header: { docket: { ...DOCKET, team: 'friends' } } },
  { why: 'another first state', code: 'malformed', header: { docket: { ...DOCKET, state: 'concluded' } } },
  { why: 'no docket', code: 'no-such-channel', header: { docket: null } },
  { why: 'an office log that nobody wrote', code: 'malformed', header: { seen: randomId() } },
  { why: 'another office', code: 'malformed', header: { office: randomId() } },
  { why: 'another kind', code: 'malformed', header: { kind: 'message' } },
  { why: 'another generation', code: 'malformed', header: { generation: 1 } },
  { why: 'something that it is about', code: 'malformed', header: { about: randomId() } },
  { why: 'a body of another hash', code: 'malformed', header: { bodyHash: randomId() } },
  { why: 'a body of another size', code: 'malformed', header: { bodySize: 7 } },
  { why: 'wraps of other hashes', code: 'bad-commitment', header: { wraps: [randomId(), randomId()] } },
  { why: 'fewer hashes than wraps', code: 'bad-commitment', header: { wraps: [] } },
  { why: 'a log id of the author’s choice', code: 'bad-chain', header: { log: randomId() } },
  { why: 'another author than the signature’s', code: 'bad-chain', header: { author: randomId() } },
]

for (const { why, code, header } of FAULTS) {
  test(`a report with ${why} is refused, and nothing is kept`, async () => {
    const report = await newReport(office)
    const change = 'office' in header ? { ...newEnd(header.office ?? '', report.author), office: header.office ?? '' } : header
    const { length: _length, head: _head, ...members } = change as Record<string, unknown>
    assert.equal(await refusalOf(await file(await resigned(report, members as Partial<Made['header']>))), code)
    assert.equal(await kept(report), false)
  })
}

test('a report without a commitment to its key is refused', async () => {
  const report = await newReport(office)
  const { keyCommit: _commitment, ...header } = report.made.header
  const made = await signHeader(report.author, { header, body: report.made.entry.body, wraps: report.made.wraps })
  const bytes = encodeFileReport({ ...made, access: { lookupHash: hash(report.lookup), tokenHash: hash(report.token) } })
  assert.equal(await refusalOf(await file(bytes)), 'bad-commitment')
})

test('wraps go to the channel’s team and to the reporter: nobody more, nobody less', async () => {
  const team = wrapLooking('team:intake:0')
  const reporter = wrapLooking('reporter')
  const sets = [[team], [reporter], [], [team, team], [reporter, reporter], [team, reporter, wrapLooking(`member:${randomId()}`)],
    [wrapLooking('team:intake:1'), reporter], [wrapLooking('team:friends:0'), reporter], [team, wrapLooking('recovery')], [wrapLooking('team:intake:0', 'log:1'), reporter]]
  for (const wraps of sets) {
    const report = await newReport(office, { what: { wraps } })
    assert.equal(await refusalOf(await file(report.file)), 'no-such-channel', wraps.map(({ reader }) => reader).join(' '))
    assert.equal(await kept(report), false)
  }
  await acknowledged(await file((await newReport(office, { what: { wraps: [reporter, team] } })).file))
})

test('a wrap that was swapped on the way is refused', async () => {
  const report = await newReport(office)
  const [, reporter] = report.made.wraps
  const wraps = [wrapLooking('team:intake:0'), ...reporter === undefined ? [] : [reporter]]
  const bytes = encodeFileReport({ entry: report.made.entry, wraps, access: { lookupHash: hash(report.lookup), tokenHash: hash(report.token) } })
  assert.equal(await refusalOf(await file(bytes)), 'bad-commitment')
})

test('a forged signature is refused, and so is one under another label', async () => {
  const report = await newReport(office)
  const { entry, wraps } = report.made
  const access = { lookupHash: hash(report.lookup), tokenHash: hash(report.token) }
  const stranger = await newAuthor()
  for (const signature of [randomBytes(64), new Uint8Array(64), await stranger.sign(entry.header), await report.author.sign(entry.header)]) {
    assert.equal(await refusalOf(await file(encodeFileReport({ entry: { ...entry, signature }, wraps, access }))), 'bad-signature')
  }
  assert.equal(await kept(report), false)
})

test('a header in another spelling is refused: a second reader could see another value in it', async () => {
  const report = await newReport(office)
  const text = Buffer.from(report.made.entry.header).toString()
  const spellings = [
    text.replace('{', '{ '), text.replace('"docket"', '"docket":null,"docket"'), text.replace('"v":1', '"v":1.0'), text.replace('"v":1', '"v":1e0'),
    `${text}\n`, text.replace('"kind":"report"', '"kind":"\\u0072eport"'), `\ufeff${text}`,
  ]
  for (const spelling of spellings) {
    const header = utf8(spelling)
    const signature = await report.author.sign(utf8(`postern/entry/v1\n${spelling}`))
    const bytes = encodeFileReport({ entry: { ...report.made.entry, header, signature }, wraps: report.made.wraps, access: { lookupHash: hash(report.lookup), tokenHash: hash(report.token) } })
    assert.equal(await refusalOf(await file(bytes)), 'not-canonical', spelling)
  }
})

test('an unknown kind, an unknown member and another version are refused', async () => {
  const report = await newReport(office)
  assert.equal(await refusalOf(await file(await resigned(report, { kind: 'praise' as 'report' }))), 'unknown-kind')
  assert.equal(await refusalOf(await file(await resigned(report, { kind: 'toString' as 'report' }))), 'unknown-kind')
  assert.equal(await refusalOf(await file(await resigned(report, { spare: 1 } as object))), 'malformed')
  assert.equal(await refusalOf(await file(await resigned(report, { v: 2 as 1 }))), 'malformed')
})

test('clear words are refused: the server takes only what it cannot read', async () => {
  for (const bytes of [utf8('{"answers":{"what":"in clear"}}'), randomBytes(1200), sealedLooking({ generation: 1 }), sealedLooking({ salt: randomBytes(15) })]) {
    const report = await newReport(office, { what: { body: bytes } })
    assert.equal(await refusalOf(await file(report.file)), 'malformed')
  }
})

test('what is over a limit is refused', async () => {
  const heavy = await newReport(office)
  assert.equal(await refusalOf(await file(encodeFrames({ wraps: [] }, [heavy.made.entry.header, heavy.made.entry.signature, new Uint8Array(LIMITS.bodyBytesMax + 1), randomBytes(32), randomBytes(32)]))), 'too-large')
  const fat = await newReport(office, { what: { wraps: [{ ...wrapLooking('team:intake:0'), bytes: new Uint8Array(LIMITS.wrapBytesMax + 1) }, wrapLooking('reporter')] } })
  assert.equal(await refusalOf(await file(fat.file)), 'too-large')
  const long = await newReport(office)
  const header = utf8(`{"x":"${'a'.repeat(LIMITS.headerBytesMax)}"}`)
  assert.equal(await refusalOf(await file(encodeFileReport({ entry: { ...long.made.entry, header }, wraps: [], access: { lookupHash: randomBytes(32), tokenHash: randomBytes(32) } }))), 'too-large')
})

test('a body of the largest size is kept', async () => {
  const bytes = sealedLooking()
  const largest = sealedLooking({ payloadBytes: 1056 + LIMITS.bodyBytesMax - bytes.length })
  assert.equal(largest.length, LIMITS.bodyBytesMax)
  await acknowledged(await file((await newReport(office, { what: { body: largest } })).file))
})

test('frames that are cut short, run on or lie about their parts are malformed', async () => {
  const { file: bytes } = await newReport(office)
  for (const damaged of [bytes.slice(0, -1), bytes.slice(0, 1), new Uint8Array(0), new Uint8Array([...bytes, 0]), new Uint8Array([2, ...bytes.slice(1)])]) {
    assert.equal(await refusalOf(await file(damaged)), 'malformed')
  }
})

test('an office that is not there takes no report', async () => {
  const elsewhere = { ...office, office: randomId() }
  const report = await newReport(elsewhere)
  assert.equal(await refusalOf(await file(report.file, elsewhere.office)), 'no-such-office')
})

test('one receipt code opens one report', async () => {
  const first = await fileReport(world, office)
  const second = await newReport(office)
  const bytes = encodeFileReport({ ...second.made, access: { lookupHash: hash(first.lookup), tokenHash: hash(first.token) } })
  assert.equal(await refusalOf(await file(bytes)), 'not-allowed')
  assert.equal(await kept(second), false)
  assert.ok((await world.send('read-report', { headers: reporterHeaders(first) })).ok)
})

test('once a directory names a new epoch, reports to the old one are sent back to read it', async () => {
  const own = await newWorld({ after: (end) => { endings.push(end) } })
  const here = await newOffice(own)
  const recipient = fakeRecipient()
  await extendOffice(own, here, { kind: 'team', wraps: [memberWrap(here.admin.author.publicId, 'team:intake:1')], body: clearBody({ team: 'intake', epoch: 1, recipient, members: [here.admin.author.publicId] }) })
  const old = await newReport(here)
  const directory = JSON.parse(Buffer.from(here.log.find(({ header }) => header.kind === 'directory')?.entry.body ?? []).toString()) as { channels: object[] }
  await extendOffice(own, here, { kind: 'directory', body: clearBody({ ...directory, channels: directory.channels.map((channel) => ({ ...channel, epoch: 1, recipient })) }) })
  own.nowMs += 2000
  const send = (bytes: Bytes) => own.send('file-report', { parameters: { office: here.office }, body: bytes })
  assert.equal(await refusalOf(await send(old.file)), 'no-such-channel')
  const fresh = await newReport(here, { what: { wraps: [wrapLooking('team:intake:1'), wrapLooking('reporter')] } })
  assert.equal((await send(fresh.file)).status, 201)
})

test('nothing that was refused left a defect behind', () => {
  assert.deepEqual(world.defects, [])
})
