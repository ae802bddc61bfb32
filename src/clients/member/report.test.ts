// Goal: opening a report sends what lists lack and nothing twice, and one entry that says it saw what nobody has neither closes the report nor passes
// unseen. Method: the real server in this process, a device that counts what it asks, and handlers who write what no client of ours writes.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { sealEntry, type EntryContent } from '#sealing/seal/entry.ts'
import { quickReporter } from '#test/support/client.ts'
import { deviceOf, join, openOffice, pageLie, refusing } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { sendReady } from './append.ts'
import { listQueue } from './queue.ts'
import { openDeskLog, openReportLog } from './report-logs.ts'
import { openReportAsHandler, reply, setTitle, writeNote } from './report.ts'
import type { Session } from './session.ts'

const open = await openOffice()
const { api, session } = open
const wei = await join(open, { name: 'Wei' })
const ana = await join(open, { name: 'Ana' })
for (const each of [session, wei]) await each.refresh()

async function report(what = '标底泄露'): Promise<string> {
  const office = await loadOffice(api, session.id)
  return (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what }, language: 'zh', provenance: 'in-browser' } })).report
}

test('a card is put by whoever begins the desk log, and not again by whoever only opens the report', async () => {
  const id = await report()
  const [first, again] = [await deviceOf(session), await deviceOf(wei)]
  const cardsPut = ({ liar }: typeof first): number => liar.calls.filter(({ route }) => route === 'put-card').length
  await openReportAsHandler(first.device, id)
  assert.equal(cardsPut(first), 1)
  await openReportAsHandler(first.device, id)
  await openReportAsHandler(again.device, id)
  assert.deepEqual([cardsPut(first), cardsPut(again)], [1, 0])
})

test('a card that was lost on its way is put by the next who sees its report without one', async () => {
  const id = await report()
  const { device, liar } = await deviceOf(session)
  liar.lies['put-card'] = refusing('unreachable')
  assert.equal(await refusalOf(() => openReportAsHandler(device, id)), 'unreachable')
  const lineOf = async (): Promise<boolean> => (await listQueue(wei)).lines.find((line) => line.id === id)?.card !== null
  assert.equal(await lineOf(), false)
  await openReportAsHandler(wei, id)
  assert.equal(await lineOf(), true)
})

const NOBODYS = base64url(randomBytes(32))

/** An entry of the desk log that no client of ours writes. */
async function appendAs(author: Session, id: string, content: EntryContent): Promise<void> {
  const { log, key } = await openDeskLog(author, await openReportLog(author, id))
  const end = { office: session.id, log: log.log, generation: key.generation, length: log.length, head: log.head }
  await sendReady(author, log.log, await sealEntry(end, key, { authored: author.authored(), content }))
}

test('a note that cites a head which nobody has is marked with its author, and closes the report to nobody', async () => {
  const id = await report('first line')
  await setTitle(session, id, 'true title')
  await appendAs(wei, id, { kind: 'note', body: { text: 'I saw it', reportHead: NOBODYS } })
  await appendAs(wei, id, { kind: 'title', body: { title: 'planted', reportHead: NOBODYS } })
  for (const reader of [session, ana]) {
    const view = await openReportAsHandler(reader, id)
    assert.deepEqual(view.desk.notes.map(({ text, suspect }) => [text, suspect]), [['I saw it', true]])
    assert.deepEqual(view.chain.filter(({ suspect }) => suspect === true).map(({ log, kind, author }) => [log, kind, author]), [['desk', 'note', wei.me.signKey], ['desk', 'title', wei.me.signKey]])
    assert.equal(view.title, 'true title')
  }
  await reply(ana, id, { text: 'we go on', language: 'en' })
  const after = await writeNote(session, id, { text: 'so do we' })
  assert.deepEqual(after.conversation.turns.map(({ text }) => text), ['first line', 'we go on'])
  assert.deepEqual(after.desk.notes.map(({ text, suspect }) => [text, suspect]), [['I saw it', true], ['so do we', undefined]])
})

test('a report that is cut behind what one colleague cites tells so, and behind what two cite it is refused', async () => {
  const id = await report()
  await openReportAsHandler(ana, id)
  await reply(wei, id, { text: 'one', language: 'en' })
  await writeNote(wei, id, { text: 'she answered' })
  const openCut = async (reader: Session) => {
    const { device, liar } = await deviceOf(reader)
    liar.lies['read-log'] = pageLie((page) => (page.log === id ? { ...page, entries: page.entries.slice(0, 1) } : page))
    return openReportAsHandler(device, id)
  }
  assert.deepEqual((await openCut(session)).chain.filter(({ suspect }) => suspect === true).map(({ author }) => author), [wei.me.signKey])
  assert.equal(await refusalOf(() => openCut(wei)), 'forged-history', 'what one cited oneself was there')
  await writeNote(ana, id, { text: 'I read it too' })
  assert.equal(await refusalOf(() => openCut(session)), 'forged-history')
})

test('whoever reads while a colleague writes, or from a server that is behind, doubts nobody', async () => {
  const id = await report()
  await openReportAsHandler(wei, id)
  await reply(wei, id, { text: 'one', language: 'en' })
  await writeNote(wei, id, { text: 'she answered' })
  await writeNote(ana, id, { text: 'so I read' })
  const { device, liar } = await deviceOf(session)
  let behind = 0
  liar.lies['read-log'] = pageLie((page) => (page.log === id && behind++ === 0 ? { ...page, entries: page.entries.slice(0, 1) } : page))
  const view = await openReportAsHandler(device, id)
  assert.deepEqual([view.conversation.turns.length, view.chain.filter(({ suspect }) => suspect === true)], [2, []])
  assert.ok(behind > 1)
})

test('a message that says to have seen an office log which nobody has is not kept', async () => {
  const id = await report()
  const { log, key } = await openReportLog(wei, id)
  const end = { office: session.id, log: id, generation: key.generation, length: log.length, head: log.head }
  const ready = await sealEntry(end, key, { authored: { ...wei.authored(), seen: NOBODYS }, content: { kind: 'message', body: { text: 'x', language: 'en' } } })
  assert.equal(await refusalOf(() => sendReady(wei, id, ready)), 'malformed')
  assert.equal((await openReportAsHandler(session, id)).conversation.turns.length, 1)
})
