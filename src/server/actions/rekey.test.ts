// Goal: only readers change who reads a log, only as its generations allow, and whoever is left out finds nothing any more. Method: real
// routes over a real store; each thing that may not be, beside the one that may.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { makeEntry, randomId, sealedLooking, wrapLooking, type Made, type What } from '#test/support/entries.ts'
import { fileReport, headOf, joinOffice, newOffice, reporterHeaders, type Member, type Office, type Report } from '#test/support/people.ts'
import { append, done, newWorld, refusalOf, type World } from '#test/support/world.ts'
import { encodeAppend } from '#wire/append.ts'
import { decodeLogPage } from '#wire/log.ts'

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
  outsider = await joinOffice(world, office, { name: 'outsider', roles: ['investigator'], inTeam: false })
  auditor = await joinOffice(world, office, { name: 'auditor', roles: ['auditor'], inTeam: false })
})
after(async () => { for (const end of endings) await end() })

const TEAM = 'team:intake:0'
const named = (member: Member): string => `member:${member.author.publicId}`

interface Change {
  readonly generation?: number
  readonly readers?: readonly string[]
  readonly subject?: string
  readonly keyCommit?: string
  readonly by?: Member
}

async function rekey(on: Pick<Made, 'end'>, { generation = 1, readers = [TEAM, 'reporter'], subject = `log:${generation}`, keyCommit = randomId(), by = handler }: Change = {}): Promise<Made> {
  const wraps = readers.map((reader) => wrapLooking(reader, subject))
  return makeEntry(by.author, on.end, { kind: 'rekey', body: sealedLooking({ generation }), wraps, seen: headOf(office), extra: { generation, keyCommit } })
}

async function grant(on: Pick<Made, 'end'>, { generation = 0, readers = [named(outsider)], subject = `log:${generation}`, by = handler }: Change = {}): Promise<Made> {
  const wraps = readers.map((reader) => wrapLooking(reader, subject))
  return makeEntry(by.author, on.end, { kind: 'grant', body: sealedLooking({ generation }), wraps, seen: headOf(office), extra: { generation } })
}

function message(on: Pick<Made, 'end'>, generation: number, by = handler): Promise<Made> {
  return makeEntry(by.author, on.end, { kind: 'message', body: sealedLooking({ generation }), seen: headOf(office), extra: { generation } })
}

async function read(as: Member, { made }: Report): Promise<Response> {
  return world.send('read-log', { parameters: { log: made.end.log }, as })
}

async function reply(report: Report, made: Made): Promise<Response> {
  return world.send('reply-to-report', { headers: reporterHeaders(report), body: encodeAppend(made) })
}

test('after a re-keying the log is there for its new readers, and for those who were left out it is as one that never was', async () => {
  const report = await fileReport(world, office)
  await done(await read(handler, report))
  assert.equal(await refusalOf(await read(outsider, report)), 'no-such-log')
  const first = await rekey(report.made, { readers: [named(outsider), 'reporter'] })
  await done(await append(world, handler, first))
  const left = await read(handler, report)
  const unknown = await world.send('read-log', { parameters: { log: randomId() }, as: handler })
  assert.equal(await left.text(), await unknown.text())
  assert.equal(await refusalOf(await append(world, handler, await message(first, 1))), 'no-such-log')
  const page = decodeLogPage(new Uint8Array(await (await done(await read(outsider, report))).arrayBuffer()))
  assert.deepEqual(page.wraps.map(({ subject, reader }) => `${subject} ${reader}`), [`log:0 ${TEAM}`, 'log:0 reporter', `log:1 ${named(outsider)}`, 'log:1 reporter'])
  await done(await append(world, outsider, await message(first, 1, outsider)))
})

test('the reporter stays: every row of theirs comes with the conversation, and they write under the new generation', async () => {
  const report = await fileReport(world, office)
  const first = await rekey(report.made)
  await done(await append(world, handler, first))
  const page = decodeLogPage(new Uint8Array(await (await done(await world.send('read-report', { headers: reporterHeaders(report) }))).arrayBuffer()))
  assert.deepEqual(page.wraps.map(({ subject, reader }) => `${subject} ${reader}`), ['log:0 reporter', 'log:1 reporter'])
  const [old, present] = await Promise.all([0, 1].map((generation) => makeEntry(report.author, first.end, { kind: 'message', body: sealedLooking({ generation }), seen: headOf(office), extra: { generation } }))) as [Made, Made]
  assert.equal(await refusalOf(await reply(report, old)), 'malformed')
  await done(await reply(report, present))
})

test('a generation that was skipped, repeated or taken back is refused', async () => {
  const report = await fileReport(world, office)
  for (const generation of [0, 2]) assert.equal(await refusalOf(await append(world, handler, await rekey(report.made, { generation }))), 'malformed')
  const first = await rekey(report.made)
  await done(await append(world, handler, first))
  assert.equal(await refusalOf(await append(world, handler, await rekey(first, { generation: 1 }))), 'malformed')
  for (const generation of [0, 2]) assert.equal(await refusalOf(await append(world, handler, await message(first, generation))), 'malformed')
  await done(await append(world, handler, await rekey(first, { generation: 2 })))
})

test('a key that the log had before is refused: whoever was left out would read on', async () => {
  const report = await fileReport(world, office)
  const old = report.made.header.keyCommit ?? ''
  assert.equal(await refusalOf(await append(world, handler, await rekey(report.made, { keyCommit: old }))), 'bad-commitment')
  const first = await rekey(report.made)
  await done(await append(world, handler, first))
  for (const keyCommit of [old, first.header.keyCommit ?? '']) {
    assert.equal(await refusalOf(await append(world, handler, await rekey(first, { generation: 2, keyCommit }))), 'bad-commitment')
  }
})

test('a re-keying names readers of this office, each once, in their latest epoch, the reporter always and never the reporter alone', async () => {
  const report = await fileReport(world, office)
  const bad: readonly (readonly string[])[] = [
    ['reporter'], [TEAM], [TEAM, TEAM, 'reporter'], [`member:${randomId()}`, 'reporter'], ['team:intake:1', 'reporter'], ['team:other:0', 'reporter'],
    [named(auditor), 'reporter'], [TEAM, 'reporter', 'recovery'],
  ]
  for (const readers of bad) assert.equal(await refusalOf(await append(world, handler, await rekey(report.made, { readers }))), 'malformed', readers.join(' '))
  assert.equal(await refusalOf(await append(world, handler, await rekey(report.made, { subject: 'log:0' }))), 'malformed')
  const whole = await rekey(report.made)
  const renamed = { ...whole, wraps: whole.wraps.map((wrap) => (wrap.reader === TEAM ? { ...wrap, reader: named(outsider) } : wrap)) }
  assert.equal(await refusalOf(await append(world, handler, renamed)), 'bad-commitment', 'a row under another name than the one that was signed')
  await done(await append(world, handler, whole))
})

test('a grant adds readers under the present key; nobody who is one already, and no stranger', async () => {
  const report = await fileReport(world, office)
  const bad: readonly Change[] = [
    { readers: [TEAM] }, { readers: ['reporter'] }, { readers: [`member:${randomId()}`] }, { readers: [named(auditor)] }, { readers: [named(outsider), named(outsider)] },
    { subject: 'log:1' }, { generation: 1 },
  ]
  for (const change of bad) assert.equal(await refusalOf(await append(world, handler, await grant(report.made, change))), 'malformed', JSON.stringify(change))
  const given = await grant(report.made)
  await done(await append(world, handler, given))
  await done(await read(outsider, report))
  await done(await append(world, outsider, await message(given, 0, outsider)))
})

test('nobody gives a log’s key who does not read it: no handler from outside, no auditor, and no reporter', async () => {
  const report = await fileReport(world, office)
  for (const by of [outsider, auditor]) {
    assert.equal(await refusalOf(await append(world, by, await grant(report.made, { by, readers: [named(by)] }))), 'no-such-log')
    assert.equal(await refusalOf(await append(world, by, await rekey(report.made, { by, readers: [named(by), 'reporter'] }))), 'no-such-log')
  }
  const by = { ...handler, author: report.author }
  assert.equal(await refusalOf(await reply(report, await grant(report.made, { by }))), 'not-allowed')
  assert.equal(await refusalOf(await reply(report, await rekey(report.made, { by, readers: ['team:other:0', 'reporter'] }))), 'malformed')
  await done(await reply(report, await rekey(report.made, { by, readers: [named(outsider), 'reporter'] })))
  assert.equal(await refusalOf(await read(handler, report)), 'no-such-log')
})

test('wraps come with entries that give keys, and with no others', async () => {
  const report = await fileReport(world, office)
  const what: What = { kind: 'message', body: sealedLooking(), seen: headOf(office), wraps: [wrapLooking(named(outsider))] }
  assert.equal(await refusalOf(await append(world, handler, await makeEntry(handler.author, report.made.end, what))), 'malformed')
  assert.equal(await refusalOf(await read(outsider, report)), 'no-such-log')
})
