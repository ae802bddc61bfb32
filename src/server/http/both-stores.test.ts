// Goal: the routes do the same over SQLite and over PostgreSQL. Method: one office's whole life through the real table, on each.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Bytes } from '#base/bytes.ts'
import { checkChain } from '#sealing/proof/chain.ts'
import { makeEntry, newEnd, randomId, sealedLooking, wrapLooking } from '#test/support/entries.ts'
import { fileReport, headOf, joinOffice, newOffice, newReport, reporterHeaders } from '#test/support/people.ts'
import { noPostgres } from '#test/support/postgres.ts'
import { append, done, freshPostgres, newWorld, refusalOf, type OpenFresh } from '#test/support/world.ts'
import { encodeAppend } from '#wire/append.ts'
import { decodeLogPage, decodeQueuePage } from '#wire/log.ts'

const ENGINES: readonly { readonly name: string; readonly skip: string | false; readonly open?: OpenFresh }[] = [
  { name: 'SQLite', skip: false }, { name: 'PostgreSQL', skip: noPostgres(), open: freshPostgres },
]

async function bytesOf(response: Response): Promise<Bytes> {
  return new Uint8Array(await (await done(response)).arrayBuffer())
}

for (const { name, skip, open } of ENGINES) {
  test(`${name}: set-up, invitation, report, conversation, desk log, queue and audit`, { skip }, async (context) => {
    const world = await newWorld({ after: (end) => context.after(end) }, open)
    const office = await newOffice(world)
    const handler = await joinOffice(world, office, { name: 'handler', roles: ['intake', 'auditor'], inTeam: true })
    const report = await fileReport(world, office)
    const { log } = report.made.end
    const first = await makeEntry(handler.author, report.made.end, { kind: 'message', body: sealedLooking(), seen: headOf(office), extra: { docket: { state: 'acknowledged' } } })
    const answer = await (await done(await append(world, handler, first))).text()
    assert.equal(await (await done(await append(world, handler, first))).text(), answer)
    const second = await makeEntry(report.author, first.end, { kind: 'message', body: sealedLooking(), seen: headOf(office) })
    await done(await world.send('reply-to-report', { headers: reporterHeaders(report), body: encodeAppend(second) }))
    const rival = await makeEntry(handler.author, first.end, { kind: 'message', body: sealedLooking(), seen: headOf(office) })
    assert.equal(await refusalOf(await append(world, handler, rival)), 'stale-head')
    const opened = await makeEntry(handler.author, newEnd(office.office, handler.author), {
      kind: 'opened', body: sealedLooking(), seen: headOf(office), wraps: [wrapLooking('team:intake:0')], extra: { keyCommit: randomId(), about: log },
    })
    await done(await world.send('open-log', { parameters: { office: office.office }, body: encodeAppend(opened), as: handler }))
    const page = decodeLogPage(await bytesOf(await world.send('read-report', { headers: reporterHeaders(report) })))
    assert.deepEqual((await checkChain(page.entries, 0)).map(({ hash }) => hash), [report.made.hash, first.hash, second.hash])
    const { rows } = decodeQueuePage(await bytesOf(await world.send('list-queue', { parameters: { office: office.office }, as: handler })))
    assert.deepEqual(rows.map((row) => [row.log, row.state, row.entries, row.desk?.log]), [[log, 'acknowledged', 3, opened.end.log]])
    await done(await world.send('read-log', { parameters: { log }, as: handler }))
    await world.server.settle()
    const audit = decodeLogPage(await bytesOf(await world.send('read-audit', { parameters: { office: office.office }, as: handler })))
    assert.deepEqual((await checkChain(audit.entries, 0)).map(({ header }) => header.kind).filter((kind) => kind === 'keys-given').length, 1)
    assert.deepEqual(world.defects, [])
  })

  test(`${name}: a hundred reports at once, some of them twice, are a hundred reports`, { skip }, async (context) => {
    const world = await newWorld({ after: (end) => context.after(end) }, open)
    const office = await newOffice(world)
    const reports = await Promise.all(Array.from({ length: 100 }, () => newReport(office)))
    const sent = [...reports, ...reports.slice(0, 30)]
    const answers = await Promise.all(sent.map(({ file }) => world.send('file-report', { parameters: { office: office.office }, body: file })))
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201])
    const { total } = decodeQueuePage(await bytesOf(await world.send('list-queue', { parameters: { office: office.office }, as: office.admin })))
    assert.equal(total, 100)
    assert.deepEqual(world.defects, [])
  })
}
