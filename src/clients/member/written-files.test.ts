// Goal: files of an answer reach the reporter and those of a note only the handlers, with or without words. Method: the real server in this
// process; two handlers and a reporter, and what each of them can open.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Refusal } from '#base/refusal.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { ownFile } from '#clients/reporter/own-file.ts'
import { startAttaching } from '#clients/transport/attach.ts'
import { openFile } from '#clients/transport/download.ts'
import type { Attachment } from '#domain/bodies.ts'
import { quickReporter } from '#test/support/client.ts'
import { deviceOf, join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { openLogFile, sendLogFile } from './log-file.ts'
import { openReportAsHandler, reply, writeNote } from './report.ts'

const open = await openOffice()
const { api, session } = open
const wei = await join(open, { name: 'Wei' })
await session.refresh()
const office = await loadOffice(api, session.id)

async function filed() {
  const keys = await quickReporter()
  const { report } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: '码头夜间卸货' }, language: 'zh', provenance: 'in-browser' } })
  return { id: report, keys }
}

async function sent(words: string): Promise<Attachment> {
  const bytes = new TextEncoder().encode(words)
  const source = { sizeBytes: bytes.length, read: async (from: number, to: number) => bytes.slice(from, to) }
  return sendLogFile(session, startAttaching({ source, name: 'form.txt', cleaning: 'nothing-found' }), {})
}

const text = async (opened: Promise<{ read(from: number, to: number): Promise<Uint8Array> }>): Promise<string> => new TextDecoder().decode(await (await opened).read(0, 1000))

test('the reporter and a colleague open the file of an answer, which needs no words', async () => {
  const { id, keys } = await filed()
  // As a colleague's own program could call it.
  const file = { ...await sent('please fill in'), name: 'a\u202e/form.txt' }
  const view = await reply(session, id, { text: '', language: 'zh', files: [file] })
  assert.equal(view.conversation.docket.state, 'acknowledged')
  const [cited] = (await openReport(api, office, keys)).turns[1]?.files ?? []
  assert.ok(cited !== undefined)
  assert.doesNotMatch(cited.name, /[/\u202e]/)
  assert.equal(await text(openFile(api, ownFile(keys, cited.file), cited)), 'please fill in')
  const [seen] = (await openReportAsHandler(wei, id)).conversation.turns[1]?.files ?? []
  assert.ok(seen !== undefined)
  assert.equal(await text(openLogFile(wei, id, seen)), 'please fill in')
})

test('a note’s file lies in the desk log: a colleague opens it, the reporter and the report’s log do not know it', async () => {
  const { id, keys } = await filed()
  await writeNote(session, id, { text: ' \n', files: [{ ...await sent('scan of the ledger'), name: 'a\u202e/ledger.txt' }] })
  const { desk, deskLog } = await openReportAsHandler(wei, id)
  const [note] = desk.notes
  const [file] = note?.files ?? []
  assert.ok(file !== undefined)
  assert.deepEqual([note?.text, /[/\u202e]/.test(file.name)], ['', false])
  assert.equal(await text(openLogFile(wei, deskLog, file)), 'scan of the ledger')
  assert.equal(await refusalOf(() => openFile(api, ownFile(keys, file.file), file)), 'no-such-file')
  assert.equal(await refusalOf(() => openLogFile(wei, id, file)), 'no-such-file')
})

test('neither words nor files are refused, and a file that never arrived is not cited', async () => {
  const { id } = await filed()
  assert.equal(await refusalOf(() => reply(session, id, { text: ' \n', language: 'en', files: [] })), 'empty-text')
  assert.equal(await refusalOf(() => writeNote(session, id, { text: '' })), 'empty-text')
  const missing = { ...await sent('there'), file: 'A'.repeat(43) }
  assert.equal(await refusalOf(() => reply(session, id, { text: 'see', language: 'en', files: [missing] })), 'no-such-file')
})

test('the same answer with the same files, sent again after a lost acknowledgement, is kept once', async () => {
  const { id } = await filed()
  const files = [await sent('once')]
  const { device, liar } = await deviceOf(session)
  liar.lies['append-entry'] = async (honest) => { await honest(); throw new Refusal('unreachable') }
  const written = { text: 'once', language: 'en', files } as const
  assert.equal(await refusalOf(() => reply(device, id, written)), 'unreachable')
  delete liar.lies['append-entry']
  const { conversation } = await reply(device, id, written)
  assert.equal(conversation.turns.filter((turn) => turn.text === 'once').length, 1)
})
