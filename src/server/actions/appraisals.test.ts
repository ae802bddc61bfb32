// Goal: an expert finds the appraisals that were asked of them, with the files that these name, and nothing else of the office; nothing follows out of
// order. Method: real routes over both stores; entries signed by hand, so that what our client would not send is sent.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { EntryKind } from '#domain/kinds.ts'
import { clearBody, makeEntry, newEnd, randomId, sealedLooking, wrapLooking, type Made } from '#test/support/entries.ts'
import { extendOffice, fileReport, headOf, joinOffice, newOffice, newReport, type Member, type Office, type Report } from '#test/support/people.ts'
import { noPostgres } from '#test/support/postgres.ts'
import { sendFile } from '#test/support/sent-file.ts'
import { append, done, freshPostgres, newWorld, refusalOf, type OpenFresh, type World } from '#test/support/world.ts'
import { encodeAppend } from '#wire/append.ts'
import { decodeQueuePage } from '#wire/log.ts'

const ENGINES: readonly { readonly name: string; readonly skip: string | false; readonly open?: OpenFresh }[] = [
  { name: 'SQLite', skip: false }, { name: 'PostgreSQL', skip: noPostgres(), open: freshPostgres },
]
const TEAM = 'team:intake:0'
const named = (member: Member): string => `member:${member.author.publicId}`

interface Scene {
  readonly world: World
  readonly office: Office
  readonly handler: Member
  readonly outsider: Member
  readonly expert: Member
  readonly other: Member
}

async function newScene(context: { after(end: () => Promise<void>): void }, open?: OpenFresh): Promise<Scene> {
  const world = await newWorld({ after: (end) => { context.after(end) } }, open)
  const office = await newOffice(world)
  const handler = await joinOffice(world, office, { name: 'handler', roles: ['intake'], inTeam: true })
  const outsider = await joinOffice(world, office, { name: 'outsider', roles: ['investigator'], inTeam: false })
  const expert = await joinOffice(world, office, { name: 'expert', roles: ['expert'], inTeam: false })
  const other = await joinOffice(world, office, { name: 'other expert', roles: ['expert'], inTeam: false })
  return { world, office, handler, outsider, expert, other }
}

interface Question {
  readonly about?: string
  readonly by?: Member
  readonly readers?: readonly string[]
  readonly files?: readonly string[]
  readonly seen?: string
}

/** What a handler asks, not yet sent. */
async function question({ office, handler, expert }: Scene, report: Report, asked: Question = {}): Promise<Made> {
  const { about = report.made.end.log, by = handler, readers = [TEAM, named(expert)], files = [], seen = headOf(office) } = asked
  return makeEntry(by.author, newEnd(office.office, by.author), {
    kind: 'appraisal', body: sealedLooking(), seen, wraps: readers.map((reader) => wrapLooking(reader)), extra: { keyCommit: randomId(), about, ...(files.length === 0 ? {} : { files }) },
  })
}

interface Keying {
  readonly by?: Member
  readonly at?: Pick<Made, 'end'>
  readonly generation?: number
  readonly readers: readonly string[]
  readonly keyCommit?: string
}

async function begin({ world, office }: Scene, as: Member, made: Made): Promise<Response> {
  return world.send('open-log', { parameters: { office: office.office }, body: encodeAppend(made), as })
}

function step({ office }: Scene, { end }: Pick<Made, 'end'>, { by, kind }: { readonly by: Member; readonly kind: EntryKind }): Promise<Made> {
  return makeEntry(by.author, end, { kind, body: sealedLooking(), seen: headOf(office) })
}

async function listed({ world, office }: Scene, as: Member, query: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const response = await done(await world.send('list-appraisals', { parameters: { office: office.office }, query, as }))
  return (await response.json() as { readonly logs: readonly string[] }).logs
}

/** A report with as many files, and its desk log with one more. */
async function reportWithFiles(scene: Scene, count: number): Promise<{ readonly report: Report; readonly files: readonly string[]; readonly deskFile: string }> {
  const { world, office, handler } = scene
  const files: string[] = []
  for (let each = 0; each < count; each++) files.push((await sendFile(world)).file)
  const report = await newReport(office, { what: { extra: { files } } })
  await done(await world.send('file-report', { parameters: { office: office.office }, body: report.file }))
  const opened = await makeEntry(handler.author, newEnd(office.office, handler.author), {
    kind: 'opened', body: sealedLooking(), seen: headOf(office), wraps: [wrapLooking(TEAM)], extra: { keyCommit: randomId(), about: report.made.end.log },
  })
  await done(await world.send('open-log', { parameters: { office: office.office }, body: encodeAppend(opened), as: handler }))
  const { file } = await sendFile(world)
  await done(await append(world, handler, await makeEntry(handler.author, opened.end, { kind: 'exhibit', body: sealedLooking(), seen: headOf(office), extra: { files: [file] } })))
  return { report, files, deskFile: file }
}

for (const { name, skip, open } of ENGINES) {
  test(`${name}: an expert reads what was asked, file by file, and not the eighth`, { skip }, async (context) => {
    const scene = await newScene(context, open)
    const { world, handler, outsider, expert, other, office } = scene
    const { report, files, deskFile } = await reportWithFiles(scene, 8)
    const asked = await question(scene, report, { files: [...files.slice(0, 6), deskFile] })
    await done(await begin(scene, handler, asked))
    const { log } = asked.end
    assert.deepEqual([await listed(scene, expert), await listed(scene, handler), await listed(scene, outsider), await listed(scene, other)], [[log], [log], [], []])
    assert.deepEqual([await listed(scene, handler, { about: report.made.end.log }), await listed(scene, handler, { about: randomId() }), await listed(scene, handler, { after: log })], [[log], [], []])
    const [first = ''] = files
    const unreleased = async (): Promise<void> => {
      assert.equal(await refusalOf(await world.send('read-file', { parameters: { log, file: first }, as: expert })), 'files-not-released')
      assert.equal(await refusalOf(await world.send('read-segment', { parameters: { log, file: first, segment: '0' }, as: expert })), 'files-not-released')
      await done(await world.send('read-file', { parameters: { log, file: first }, as: handler }))
    }
    await unreleased()
    const accepted = await step(scene, asked, { by: expert, kind: 'appraisal-accepted' })
    await done(await append(world, expert, accepted))
    for (const file of [...files.slice(0, 6), deskFile]) {
      await done(await world.send('read-file', { parameters: { log, file }, as: expert }))
      await done(await world.send('read-segment', { parameters: { log, file, segment: '0' }, as: expert }))
    }
    for (const file of files.slice(6)) {
      assert.equal(await refusalOf(await world.send('read-file', { parameters: { log, file }, as: expert })), 'no-such-file')
      assert.equal(await refusalOf(await world.send('read-segment', { parameters: { log, file, segment: '0' }, as: expert })), 'no-such-file')
      assert.equal(await refusalOf(await world.send('read-file', { parameters: { log: report.made.end.log, file }, as: expert })), 'no-such-log')
    }
    for (const route of ['read-log', 'read-desk'] as const) assert.equal(await refusalOf(await world.send(route, { parameters: { log: report.made.end.log }, as: expert })), 'no-such-log')
    assert.equal(await refusalOf(await world.send('read-log', { parameters: { log }, as: other })), 'no-such-log')
    const queue = decodeQueuePage(new Uint8Array(await (await done(await world.send('list-queue', { parameters: { office: office.office }, as: expert }))).arrayBuffer()))
    assert.deepEqual([queue.rows, queue.total], [[], 0])
    await done(await append(world, handler, await step(scene, accepted, { by: handler, kind: 'appraisal-closed' })))
    await unreleased()
    assert.deepEqual(world.defects, [])
  })

  test(`${name}: another key goes to the office’s readers and the expert who was asked, and the one before opens nothing any more`, { skip }, async (context) => {
    const scene = await newScene(context, open)
    const { world, office, handler, outsider, expert, other } = scene
    const { report, files: [file = ''] } = await reportWithFiles(scene, 1)
    const asked = await question(scene, report, { files: [file] })
    await done(await begin(scene, handler, asked))
    const { log } = asked.end
    const keying = (kind: 'rekey' | 'grant', { by = handler, at = asked, generation = kind === 'rekey' ? 1 : 0, readers, keyCommit = randomId() }: Keying): Promise<Made> => makeEntry(by.author, at.end, {
      kind, body: sealedLooking({ generation }), seen: headOf(office), wraps: readers.map((reader) => wrapLooking(reader, `log:${generation}`)), extra: { generation, ...(kind === 'rekey' ? { keyCommit } : {}) },
    })
    const refused = async (kind: 'rekey' | 'grant', more: Keying): Promise<string> => refusalOf(await append(world, more.by ?? handler, await keying(kind, more)))
    for (const readers of [[TEAM], [named(expert)], [TEAM, named(expert), named(other)], [TEAM, named(other)], [TEAM, named(expert), 'reporter'], [TEAM, named(expert), 'recovery'], [TEAM, named(expert), 'team:intake:7']]) {
      assert.equal(await refused('rekey', { readers }), 'malformed', readers.join())
    }
    for (const readers of [[named(other)], [named(expert)], ['reporter'], [TEAM]]) assert.equal(await refused('grant', { readers }), 'malformed', readers.join())
    for (const kind of ['rekey', 'grant'] as const) assert.equal(await refused(kind, { by: expert, readers: kind === 'rekey' ? [TEAM, named(expert)] : [named(outsider)] }), 'not-allowed', 'an expert changes no key')
    assert.equal(await refused('rekey', { readers: [TEAM, named(expert)], keyCommit: asked.header.keyCommit ?? '' }), 'bad-commitment')
    assert.equal(await refused('rekey', { readers: [TEAM, named(expert)], generation: 2 }), 'malformed')
    // Named to the report, and then to what was asked about it.
    const toReport = await makeEntry(handler.author, report.made.end, { kind: 'grant', body: sealedLooking(), seen: headOf(office), wraps: [wrapLooking(named(outsider))] })
    await done(await append(world, handler, toReport))
    assert.deepEqual([await listed(scene, outsider), await refusalOf(await world.send('read-log', { parameters: { log }, as: outsider }))], [[], 'no-such-log'])
    const granted = await keying('grant', { readers: [named(outsider)] })
    await done(await append(world, handler, granted))
    assert.deepEqual(await listed(scene, outsider), [log])
    await done(await world.send('read-log', { parameters: { log }, as: outsider }))
    await done(await world.send('read-file', { parameters: { log, file }, as: outsider }))
    const rekeyed = await keying('rekey', { readers: [named(outsider), named(expert)], at: granted })
    await done(await append(world, handler, rekeyed))
    assert.deepEqual([await listed(scene, handler), await listed(scene, outsider), await listed(scene, expert)], [[], [log], [log]], 'whoever has a row of an earlier key alone is shown nothing')
    assert.equal(await refusalOf(await world.send('read-log', { parameters: { log }, as: handler })), 'no-such-log', 'though the report is there')
    // The next word is under the new key, and the expert goes on.
    assert.equal(await refusalOf(await append(world, expert, await step(scene, rekeyed, { by: expert, kind: 'appraisal-accepted' }))), 'malformed')
    const accepted = await makeEntry(expert.author, rekeyed.end, { kind: 'appraisal-accepted', body: sealedLooking({ generation: 1 }), seen: headOf(office), extra: { generation: 1 } })
    await done(await append(world, expert, accepted))
    await done(await world.send('read-segment', { parameters: { log, file, segment: '0' }, as: expert }))
    const closed = await makeEntry(outsider.author, accepted.end, { kind: 'appraisal-closed', body: sealedLooking({ generation: 1 }), seen: headOf(office), extra: { generation: 1 } })
    await done(await append(world, outsider, closed))
    // Behind the end only more readers.
    assert.equal(await refused('rekey', { by: outsider, at: closed, generation: 2, readers: [named(outsider), named(expert)] }), 'transition-not-allowed')
    await done(await append(world, outsider, await keying('grant', { by: outsider, at: closed, generation: 1, readers: [TEAM] })))
    assert.deepEqual(await listed(scene, handler), [log])
    assert.deepEqual(world.defects, [])
  })

  test(`${name}: an expert who left the office is in no key that comes after`, { skip }, async (context) => {
    const scene = await newScene(context, open)
    const { world, office, handler, expert, other } = scene
    const report = await fileReport(world, office)
    const asked = await question(scene, report)
    await done(await begin(scene, handler, asked))
    const { author: { publicId: signKey }, recipient } = expert
    await extendOffice(world, office, { kind: 'member', body: clearBody({ signKey, recipient, roles: ['expert'], active: false, sealedName: 'sealed' }) })
    const rekey = (readers: readonly string[]): Promise<Made> => makeEntry(handler.author, asked.end, {
      kind: 'rekey', body: sealedLooking({ generation: 1 }), seen: headOf(office), wraps: readers.map((reader) => wrapLooking(reader, 'log:1')), extra: { generation: 1, keyCommit: randomId() },
    })
    for (const readers of [[TEAM, named(expert)], [TEAM, named(other)]]) assert.equal(await refusalOf(await append(world, handler, await rekey(readers))), 'malformed')
    await done(await append(world, handler, await rekey([TEAM])))
    assert.deepEqual(await listed(scene, handler), [asked.end.log])
    assert.deepEqual(world.defects, [])
  })

  test(`${name}: with the report its appraisals end, and no file stays`, { skip }, async (context) => {
    const scene = await newScene(context, open)
    const { world, handler, expert, office } = scene
    const { report, files: [file = ''] } = await reportWithFiles(scene, 1)
    const [first, second] = [await question(scene, report, { files: [file] }), await question(scene, report, { files: [file] })]
    for (const each of [first, second]) await done(await begin(scene, handler, each))
    assert.ok(world.blobs.held.size >= 2, 'the control: both files are kept until then')
    const settled = await makeEntry(handler.author, report.made.end, { kind: 'state', body: sealedLooking(), seen: headOf(office), extra: { docket: { state: 'not-accepted' } } })
    await done(await append(world, handler, settled))
    await done(await append(world, handler, await makeEntry(handler.author, settled.end, { kind: 'erased', body: clearBody({}), seen: headOf(office) })))
    for (const { end: { log } } of [first, second]) {
      assert.equal(await refusalOf(await world.send('read-log', { parameters: { log }, as: expert })), 'no-such-log')
      assert.deepEqual([(await world.store.read.allWraps(log)).length, (await world.store.read.entries(log, 0, 9)).map(({ body }) => body.length), await world.store.read.fileIn(log, file)], [0, [0], null])
    }
    assert.deepEqual(await listed(scene, expert), [])
    // The chores take what nothing cites a moment after an erasure, by themselves: the report's file and the desk's.
    await world.server.settle()
    assert.deepEqual([world.blobs.held.size, await world.store.read.unusedUploads()], [0, []])
    assert.equal(await refusalOf(await begin(scene, handler, await question(scene, report))), 'no-such-log')
    assert.deepEqual(world.defects, [])
  })
}

test('a question goes to the report’s readers and one expert, by one who reads the report, about files that the report has', async (context) => {
  const scene = await newScene(context)
  const { world, office, handler, outsider, expert, other } = scene
  const { report, files: [file = ''] } = await reportWithFiles(scene, 1)
  const foreign = await reportWithFiles(scene, 1)
  const unused = await sendFile(world)
  const refused = async (asked: Question, as = handler): Promise<string> => refusalOf(await begin(scene, as, await question(scene, report, { by: as, ...asked })))
  assert.equal(await refused({}, outsider), 'no-such-log', 'a handler without the report')
  assert.equal(await refused({}, expert), 'not-allowed')
  assert.equal(await refused({ about: randomId() }), 'no-such-log')
  assert.equal(await refused({ seen: office.log[4]?.hash ?? '' }), 'not-allowed', 'before the handler was one')
  assert.equal(await refused({ seen: office.log.at(-2)?.hash ?? '' }), 'stale-head')
  for (const readers of [[TEAM], [named(expert)], [TEAM, named(expert), named(other)], [TEAM, named(outsider)], [TEAM, named(expert), named(outsider)], [TEAM, named(expert), 'recovery']]) {
    assert.equal(await refused({ readers }), 'malformed', readers.join())
  }
  assert.equal(await refused({ files: [foreign.files[0] ?? ''] }), 'no-such-file', 'another report’s')
  assert.equal(await refused({ files: [unused.file] }), 'no-such-file', 'one that nobody cites')
  assert.equal(await refused({ files: [file, randomId()] }), 'no-such-file')
  assert.deepEqual(await listed(scene, expert), [])
  // Nor does any other log have a row for an expert.
  const kase = await makeEntry(handler.author, newEnd(office.office, handler.author), { kind: 'case', body: sealedLooking(), seen: headOf(office), wraps: [wrapLooking(TEAM), wrapLooking(named(expert))], extra: { keyCommit: randomId() } })
  assert.equal(await refusalOf(await begin(scene, handler, kase)), 'malformed')
  const grant = await makeEntry(handler.author, report.made.end, { kind: 'grant', body: sealedLooking(), seen: headOf(office), wraps: [wrapLooking(named(expert))] })
  assert.equal(await refusalOf(await append(world, handler, grant)), 'malformed')
  // What was asked is not a file of the report's anywhere else.
  const asked = await question(scene, report, { files: [file] })
  await done(await begin(scene, handler, asked))
  const message = await makeEntry(handler.author, foreign.report.made.end, { kind: 'message', body: sealedLooking(), seen: headOf(office), extra: { files: [file] } })
  assert.equal(await refusalOf(await append(world, handler, message)), 'no-such-file')
  assert.deepEqual(world.defects, [])
})

test('each step by whom it is for, in its order, and nothing after the end', async (context) => {
  const scene = await newScene(context)
  const { world, handler, expert, other, office } = scene
  const report = await fileReport(world, office)
  let last = await question(scene, report)
  await done(await begin(scene, handler, last))
  const refused = async (by: Member, kind: EntryKind): Promise<string> => refusalOf(await append(world, by, await step(scene, last, { by, kind })))
  const goOn = async (by: Member, kind: EntryKind): Promise<void> => {
    last = await step(scene, last, { by, kind })
    await done(await append(world, by, last))
  }
  assert.equal(await refused(handler, 'appraisal-accepted'), 'not-allowed')
  assert.equal(await refused(other, 'appraisal-accepted'), 'no-such-log')
  assert.equal(await refused(expert, 'appraisal-closed'), 'not-allowed')
  assert.equal(await refused(expert, 'opinion'), 'transition-not-allowed')
  assert.equal(await refused(handler, 'appraisal-review'), 'transition-not-allowed')
  assert.equal(await refused(expert, 'note'), 'malformed')
  await goOn(expert, 'appraisal-word')
  await goOn(expert, 'appraisal-accepted')
  assert.equal(await refused(expert, 'appraisal-declined'), 'transition-not-allowed')
  await goOn(handler, 'appraisal-word')
  await goOn(expert, 'opinion')
  assert.equal(await refused(expert, 'appraisal-review'), 'not-allowed')
  await goOn(handler, 'appraisal-review')
  await goOn(expert, 'opinion')
  await goOn(handler, 'appraisal-closed')
  for (const [by, kind] of [[expert, 'opinion'], [expert, 'appraisal-word'], [handler, 'appraisal-word'], [handler, 'appraisal-review'], [handler, 'appraisal-closed']] as const) {
    assert.equal(await refused(by, kind), 'transition-not-allowed', kind)
  }
  assert.equal(await refused(handler, 'rekey'), 'malformed')
  assert.deepEqual(world.defects, [])
})

test('who was left out of the report is served its appraisals no more, and who left the office writes nothing', async (context) => {
  const scene = await newScene(context)
  const { world, office, handler, outsider, expert } = scene
  const report = await fileReport(world, office)
  const asked = await question(scene, report)
  await done(await begin(scene, handler, asked))
  const rekey = await makeEntry(handler.author, report.made.end, {
    kind: 'rekey', body: sealedLooking({ generation: 1 }), wraps: [named(outsider), 'reporter'].map((reader) => wrapLooking(reader, 'log:1')), seen: headOf(office), extra: { generation: 1, keyCommit: randomId() },
  })
  await done(await append(world, handler, rekey))
  assert.equal(await refusalOf(await world.send('read-log', { parameters: { log: asked.end.log }, as: handler })), 'no-such-log')
  assert.deepEqual([await listed(scene, handler), await listed(scene, expert)], [[], [asked.end.log]])
  const { author: { publicId: signKey }, recipient } = expert
  await extendOffice(world, office, { kind: 'member', body: clearBody({ signKey, recipient, roles: ['expert'], active: false, sealedName: 'sealed' }) })
  assert.equal(await refusalOf(await append(world, expert, await step(scene, asked, { by: expert, kind: 'appraisal-accepted' }))), 'session-ended')
  assert.deepEqual(world.defects, [])
})
