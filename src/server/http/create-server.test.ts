import test from 'node:test'
import assert from 'node:assert/strict'
import { done, newWorld } from '#test/support/world.ts'
import { fileReport, joinOffice, newOffice, reporterHeaders } from '#test/support/people.ts'
import { decodeLogPage, decodeQueuePage } from '#wire/log.ts'

test('the journey', async (context) => {
  const world = await newWorld(context)
  const office = await newOffice(world)
  const handler = await joinOffice(world, office, { name: 'second', roles: ['intake', 'auditor'], inTeam: true })
  const report = await fileReport(world, office)
  const read = await done(await world.send('read-report', { headers: reporterHeaders(report) }))
  assert.equal(decodeLogPage(new Uint8Array(await read.arrayBuffer())).entries.length, 1)
  const queue = decodeQueuePage(new Uint8Array(await (await done(await world.send('list-queue', { parameters: { office: office.office }, as: handler }))).arrayBuffer()))
  assert.equal(queue.rows.length, 1)
  const log = decodeLogPage(new Uint8Array(await (await done(await world.send('read-log', { parameters: { log: report.made.end.log }, as: handler }))).arrayBuffer()))
  console.log(log.wraps.map(w => w.reader))
  await world.server.settle()
  const audit = decodeLogPage(new Uint8Array(await (await done(await world.send('read-audit', { parameters: { office: office.office }, as: handler }))).arrayBuffer()))
  console.log(audit.entries.map(e => Buffer.from(e.body).toString()))
  console.log(world.defects)
})
