// Goal: everybody gets what they hold a key row for, and nobody learns that anything else exists. Method: the reading routes, with
// receipts and members that are right, wrong, foreign and unknown.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import type { Bodies } from '#domain/bodies.ts'
import { openDirectory } from '#sealing/open/directory.ts'
import { checkChain } from '#sealing/proof/chain.ts'
import { clearBody, makeEntry, newEnd, randomId, sealedLooking, wrapLooking, type Made } from '#test/support/entries.ts'
import { extendOffice, fileReport, headOf, joinOffice, newOffice, newReport, reporterHeaders, type Member, type Office, type Report } from '#test/support/people.ts'
import { refusalOf as refusalIn } from '#test/support/vectors.ts'
import { append, done, newWorld, refusalOf, type Sending, type World } from '#test/support/world.ts'
import { encodeAppend } from '#wire/append.ts'
import { decodeDocketPage } from '#wire/dockets.ts'
import { decodeLogPage, decodeQueuePage, type LogPage, type QueuePage } from '#wire/log.ts'
import type { RouteName } from '#wire/routes.ts'

const endings: (() => Promise<void>)[] = []
let world: World
let office: Office
let handler: Member
let outsider: Member
before(async () => {
  world = await newWorld({ after: (end) => { endings.push(end) } })
  office = await newOffice(world)
  handler = await joinOffice(world, office, { name: 'handler', roles: ['intake', 'auditor'], inTeam: true })
  outsider = await joinOffice(world, office, { name: 'outsider', roles: ['intake'], inTeam: false })
})
after(async () => { for (const end of endings) await end() })

async function bytesOf(response: Response): Promise<Bytes> {
  return new Uint8Array(await (await done(response)).arrayBuffer())
}

async function page(route: RouteName, sending: Sending): Promise<LogPage> {
  return decodeLogPage(await bytesOf(await world.send(route, sending)))
}

async function queue(as: Member, query: Sending['query'] = {}): Promise<QueuePage> {
  return decodeQueuePage(await bytesOf(await world.send('list-queue', { parameters: { office: office.office }, query, as })))
}

async function saidByHandler(on: Made, body = sealedLooking()): Promise<Made> {
  const made = await makeEntry(handler.author, on.end, { kind: 'message', body, seen: headOf(office) })
  await done(await append(world, handler, made))
  return made
}

test('a receipt opens its own conversation, whole and verifiable, with the reporter’s row alone', async () => {
  const report = await fileReport(world, office)
  const said = await saidByHandler(report.made)
  const { log, entries, wraps, more } = await page('read-report', { headers: reporterHeaders(report) })
  assert.deepEqual([log, more, wraps.map(({ reader }) => reader)], [report.made.end.log, false, ['reporter']])
  assert.deepEqual((await checkChain(entries, 0)).map(({ hash }) => hash), [report.made.hash, said.hash])
})

function missing(report: Report): readonly Readonly<Record<string, string>>[] {
  const [lookup, token] = [randomBytes(32), randomBytes(32)]
  return [
    reporterHeaders({ lookup, token }), reporterHeaders({ ...report, token }), reporterHeaders({ ...report, lookup }),
    reporterHeaders({ lookup: report.token, token: report.lookup }), {}, { authorization: 'Postern' }, { authorization: `Postern ${base64url(lookup)}` },
    { authorization: `Bearer ${base64url(report.lookup)}.${base64url(report.token)}` }, { authorization: `postern ${base64url(report.lookup)}.${base64url(report.token)}` },
    { authorization: `Postern ${base64url(report.lookup)}.${base64url(report.token)}.x` }, { authorization: `Postern ${randomId()}${randomId()}.${randomId()}` },
  ]
}

test('an unknown code, a wrong token and nonsense get one answer, byte for byte, as heavy as a short conversation', async () => {
  const report = await fileReport(world, office)
  const answers = await Promise.all(missing(report).map((headers) => world.send('read-report', { headers })))
  const texts = new Set(await Promise.all(answers.map(async (answer) => JSON.stringify([answer.status, [...answer.headers], await answer.text()]))))
  assert.equal(texts.size, 1)
  const miss = await world.send('read-report', { headers: missing(report)[0] ?? {} })
  assert.equal(await refusalOf(miss), 'no-such-report')
  const hit = await bytesOf(await world.send('read-report', { headers: reporterHeaders(report) }))
  assert.equal((await miss.arrayBuffer()).byteLength, hit.length)
  assert.equal(hit.length, LIMITS.reporterAnswerBytesMin)
})

test('a long conversation comes in pages that end, and each weighs a power of two', async () => {
  const report = await fileReport(world, office)
  let last: Made = report.made
  for (let each = 0; each < 6; each++) last = await saidByHandler(last, sealedLooking({ payloadBytes: 900_000 }))
  const seen: number[] = []
  for (let from = 0, more = true; more;) {
    const bytes = await bytesOf(await world.send('read-report', { headers: reporterHeaders(report), query: { from } }))
    assert.equal(Math.log2(bytes.length) % 1, 0)
    const part = decodeLogPage(bytes)
    seen.push(part.entries.length)
    from += part.entries.length
    more = part.more
  }
  assert.deepEqual(seen.reduce((sum, each) => sum + each), 7)
  assert.ok(seen.length > 1, 'five megabytes are not one page')
  assert.deepEqual((await page('read-report', { headers: reporterHeaders(report), query: { from: 99 } })).entries, [])
})

test('a handler gets every row of a report, so that its readers can be told; a member outside the team gets nothing', async () => {
  const report = await fileReport(world, office)
  const parameters = { log: report.made.end.log }
  assert.deepEqual((await page('read-log', { parameters, as: handler })).wraps.map(({ reader }) => reader), ['team:intake:0', 'reporter'])
  const refused = await world.send('read-log', { parameters, as: outsider })
  const unknown = await world.send('read-log', { parameters: { log: randomId() }, as: outsider })
  assert.equal(await refusalOf(refused), 'no-such-log')
  assert.equal(await refused.text(), await unknown.text())
})

test('every member reads the office log, and only the own rows of it', async () => {
  for (const member of [office.admin, handler, outsider]) {
    const { entries, wraps } = await page('read-log', { parameters: { log: office.office }, as: member })
    assert.equal((await checkChain(entries, 0)).length, office.log.length)
    assert.ok(wraps.length > 0 && wraps.every(({ reader }) => reader === `member:${member.author.publicId}`))
  }
})

test('the queue shows what the caller’s teams can open, newest first, in pages', async () => {
  const standing = (await queue(handler)).total
  const filed: Report[] = []
  for (let each = 0; each < 5; each++) filed.push(await fileReport(world, office))
  const all = await queue(handler, { limit: LIMITS.queuePageMax })
  assert.equal(all.total, standing + 5)
  assert.equal(all.next, null)
  for (const { made } of filed) assert.ok(all.rows.some((row) => row.log === made.end.log && row.wraps.length === 1 && row.desk === null))
  const paged: string[] = []
  for (let cursor: string | null = '', pages = 0; cursor !== null; pages++) {
    const part: QueuePage = await queue(handler, { limit: 2, ...(cursor === '' ? {} : { after: cursor }) })
    paged.push(...part.rows.map((row) => row.log))
    cursor = part.next
    assert.ok(pages < 50)
  }
  assert.deepEqual(paged, all.rows.map((row) => row.log))
  assert.deepEqual((await queue(outsider)).rows, [])
  const dockets = async (as: Member) => decodeDocketPage(new Uint8Array(await (await done(await world.send('list-dockets', { parameters: { office: office.office }, as }))).arrayBuffer()))
  const brief = await dockets(handler)
  assert.deepEqual([brief.dockets.map(({ log }) => log), brief.total, brief.next], [paged, all.total, null])
  for (const { log, state, channel, team, urgent, receivedDay, isOpened, hasAlert, hasObjection } of brief.dockets) {
    const row = all.rows.find((each) => each.log === log)
    assert.deepEqual({ state, channel, team, urgent, receivedDay, isOpened, hasAlert, hasObjection }, { state: row?.state, channel: row?.channel, team: row?.team, urgent: row?.urgent, receivedDay: row?.receivedDay, isOpened: row?.desk !== null, hasAlert: false, hasObjection: false })
  }
  assert.deepEqual(await dockets(outsider), { dockets: [], total: 0, next: null })
  const [second, , fourth] = paged.slice(1)
  const some = await queue(handler, { reports: `${fourth},${second},${randomId()}` })
  assert.deepEqual([some.rows.map(({ log }) => log), some.next], [[second, fourth], null])
  assert.deepEqual((await queue(outsider, { reports: `${second}` })).rows, [])
  assert.equal(await refusalOf(await world.send('list-dockets', { parameters: { office: office.office }, query: { after: 'x' }, as: handler })), 'malformed')
})

test('the queue can be narrowed to a state', async () => {
  const report = await fileReport(world, office)
  const state = await makeEntry(handler.author, report.made.end, { kind: 'state', body: sealedLooking(), seen: headOf(office), extra: { docket: { state: 'outside-remit' } } })
  await done(await append(world, handler, state))
  const { rows, total } = await queue(handler, { state: 'outside-remit' })
  assert.deepEqual([total, rows.map((row) => row.log)], [1, [report.made.end.log]])
})

test('a cursor of somebody’s own making, and limits beyond the limit, are malformed', async () => {
  const parameters = { office: office.office }
  for (const query of [{ after: 'x' }, { after: base64url(clearBody({ receivedDay: 'today', log: randomId() })) }, { after: base64url(clearBody({})) }, { limit: 0 }, { limit: 201 }, { state: 'lost' }]) {
    assert.equal(await refusalOf(await world.send('list-queue', { parameters, query, as: handler })), 'malformed', JSON.stringify(query))
  }
})

test('a desk log is found by its report, with its head and card, by those who can read both', async () => {
  const report = await fileReport(world, office)
  const parameters = { log: report.made.end.log }
  assert.equal(await refusalOf(await world.send('read-desk', { parameters, as: handler })), 'no-such-log')
  const opened = await makeEntry(handler.author, newEnd(office.office, handler.author), {
    kind: 'opened', body: sealedLooking(), seen: headOf(office), wraps: [wrapLooking('team:intake:0')], extra: { keyCommit: randomId(), about: report.made.end.log },
  })
  await done(await world.send('open-log', { parameters: { office: office.office }, body: encodeAppend(opened), as: handler }))
  assert.equal((await page('read-desk', { parameters, as: handler })).log, opened.end.log)
  assert.equal(await refusalOf(await world.send('read-desk', { parameters, as: outsider })), 'no-such-log')
  const row = (await queue(handler, { limit: LIMITS.queuePageMax })).rows.find((each) => each.log === report.made.end.log)
  assert.deepEqual([row?.desk?.log, row?.desk?.seq, row?.desk?.head, row?.desk?.card], [opened.end.log, 0, opened.hash, null])
})

test('who was given which key row is in the audit log, once a day, signed by the server', async () => {
  const report = await fileReport(world, office)
  for (let each = 0; each < 3; each++) await page('read-log', { parameters: { log: report.made.end.log }, as: handler })
  await world.server.settle()
  const { entries } = await page('read-audit', { parameters: { office: office.office }, as: handler })
  const checked = await checkChain(entries, 0)
  const { serverKey } = await (await world.send('read-installation')).json() as { serverKey: string }
  assert.ok(checked.every(({ header }) => header.author === serverKey))
  const told = entries.map(({ body }, index) => ({ kind: checked[index]?.header.kind, body: JSON.parse(Buffer.from(body).toString()) as Partial<Bodies['keys-given']> }))
  const mine = told.filter(({ kind, body }) => kind === 'keys-given' && body.log === report.made.end.log)
  assert.deepEqual(mine.map(({ body }) => body.reader), [handler.author.publicId])
  assert.equal(told[0]?.kind, 'audit')
  assert.equal(told.filter(({ kind }) => kind === 'session-started').length, 3)
})

test('the audit log is for auditors', async () => {
  assert.equal(await refusalOf(await world.send('read-audit', { parameters: { office: office.office }, as: outsider })), 'not-allowed')
  assert.equal(await refusalOf(await world.send('read-audit', { parameters: { office: office.office }, as: office.admin })), 'not-allowed')
})

test('a reporter’s page gets the directory with what proves it, and no more', async () => {
  const { entries } = await page('read-directory', { parameters: { office: office.office } })
  assert.deepEqual(entries.map((entry) => Buffer.from(entry.header).toString()).map((header) => (JSON.parse(header) as { kind: string }).kind), ['genesis', 'directory'])
  const { hash, body } = await openDirectory(office.office, entries)
  assert.equal(hash, office.log.findLast(({ header }) => header.kind === 'directory')?.hash)
  assert.equal(body.channels.length, 1)
  assert.equal(await refusalOf(await world.send('read-directory', { parameters: { office: randomId() } })), 'no-such-office')
})

test('a directory by a later administrator comes with the entry that made them one', async () => {
  const second = await joinOffice(world, office, { name: 'second', roles: ['administrator'], inTeam: false })
  const last = office.log[office.log.length - 1] as Made
  const old = office.log.findLast(({ header }) => header.kind === 'directory')?.entry.body ?? clearBody({})
  const made = await makeEntry(second.author, last.end, { kind: 'directory', body: old, seen: last.hash })
  await done(await append(world, second, made))
  office.log.push(made)
  world.nowMs += 2000
  const { entries } = await page('read-directory', { parameters: { office: office.office } })
  assert.equal(entries.length, 3)
  assert.equal((await openDirectory(office.office, entries)).hash, made.hash)
  await done(await world.send('file-report', { parameters: { office: office.office }, body: (await newReport(office)).file }))
  await extendOffice(world, office, { kind: 'directory', body: old })
})

test('the latest word on how long reports are kept comes with what proves it, before the directory or behind it', async () => {
  const third = await joinOffice(world, office, { name: 'third', roles: ['administrator'], inTeam: false })
  const says = async (settledDays: number): Promise<void> => {
    const last = office.log[office.log.length - 1] as Made
    const made = await makeEntry(third.author, last.end, { kind: 'retention', body: clearBody({ outsideRemitDays: 30, settledDays }), seen: last.hash })
    await done(await append(world, third, made))
    office.log.push(made)
    world.nowMs += 2000
  }
  const kept = async () => { const { entries } = await page('read-directory', { parameters: { office: office.office } }); return { entries, ...(await openDirectory(office.office, entries)) } }
  assert.equal((await kept()).retention.settledDays, null)
  await says(400)
  await says(365)
  const told = await kept()
  assert.deepEqual(told.retention, { outsideRemitDays: 30, settledDays: 365 })
  assert.equal(told.entries.filter(({ header }) => Buffer.from(header).toString().includes('"kind":"retention"')).length, 1, 'the latest, and no other')
  const old = office.log.findLast(({ header }) => header.kind === 'directory')?.entry.body ?? clearBody({})
  await extendOffice(world, office, { kind: 'directory', body: old })
  world.nowMs += 2000
  assert.equal((await kept()).retention.settledDays, 365, 'also behind a newer directory')
  const forged = told.entries.map((entry) => (Buffer.from(entry.header).toString().includes('"kind":"retention"') ? { ...entry, body: clearBody({ outsideRemitDays: null, settledDays: 9999 }) } : entry))
  assert.equal(await refusalIn(() => openDirectory(office.office, forged)), 'forged-history')
})

test('nothing that was refused left a defect behind', () => {
  assert.deepEqual(world.defects, [])
})
