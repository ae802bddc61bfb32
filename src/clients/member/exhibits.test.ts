// Goal: exhibits are registered, handed on and read again by two members, and nothing is produced whose custody has a gap. Method: the real
// server in this process, files sealed and kept; and a colleague who writes what this client would not.
import assert from 'node:assert/strict'
import test from 'node:test'
import { startAttaching } from '#clients/transport/attach.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { Custodian } from '#domain/bodies.ts'
import { lastLink, type Exhibit } from '#domain/exhibits.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { answerHanding, readExhibit, recordCustody, registerExhibit, type CustodyOrder, type ExhibitOrder } from './exhibits.ts'
import { sendLogFile } from './log-file.ts'
import type { ReportView } from './member.ts'
import { openReportAsHandler, write } from './report.ts'

const open = await openOffice()
const { api, session } = open
const wei = await join(open, { name: 'Wei' })
await session.refresh()
const [LIN, WEI]: readonly Custodian[] = [{ member: session.me.signKey }, { member: wei.me.signKey }]
assert.ok(LIN !== undefined && WEI !== undefined)
const WATCH = { signal: new AbortController().signal, onProgress: () => undefined }

const PHONE: ExhibitOrder = { description: '值班手机', at: '2026-11-25T02:05Z', place: '四号厂房', collector: LIN, seal: 'A-0017', copy: false, holder: LIN }

async function report(): Promise<string> {
  const office = await loadOffice(api, session.id)
  return (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what: '标底泄露' }, language: 'zh', provenance: 'in-browser' } })).report
}

async function evidence(words: Uint8Array<ArrayBuffer>, name = '四号厂房.mp4') {
  const source = { sizeBytes: words.length, read: async (from: number, to: number) => words.slice(from, to) }
  return sendLogFile(session, startAttaching({ source, name, cleaning: 'kept-as-it-was' }), {})
}

function only({ exhibits }: ReportView): Exhibit {
  const [exhibit] = exhibits
  assert.ok(exhibit !== undefined)
  return exhibit
}

function order(exhibit: Exhibit, change: Partial<CustodyOrder> = {}): CustodyOrder {
  return { exhibit: exhibit.hash, previous: lastLink(exhibit), action: 'transfer', at: '2026-11-25T03:00Z', to: WEI as Custodian, reason: '送检', place: '', seal: 'A-0017', found: null, ...change }
}

test('a thing is registered and handed on, and a colleague sees who has it', async () => {
  const id = await report()
  const view = await registerExhibit(session, id, PHONE)
  await recordCustody(session, id, order(only(view)))
  const seen = only(await openReportAsHandler(wei, id))
  assert.deepEqual([seen.number, seen.kind, seen.holder, seen.isWhole, seen.links.length], [1, 'physical', WEI, true, 2])
  assert.equal(seen.links[1]?.author, session.me.signKey)
})

test('a file of 3 MiB is kept to the byte, read again, and then produced', async () => {
  const id = await report()
  const words = new Uint8Array(3 * 1024 * 1024 + 5).fill(7)
  const exhibit = only(await registerExhibit(session, id, { ...PHONE, description: '监控录像', files: [await evidence(words)] }))
  const view = await openReportAsHandler(wei, id)
  const found = await readExhibit(wei, view, { exhibit, ...WATCH })
  assert.deepEqual(found, exhibit.files.map(({ sha256 }) => sha256))
  assert.equal(await refusalOf(() => recordCustody(wei, id, order(exhibit, { action: 'produce' }))), 'custody-broken')
  const produced = only(await recordCustody(wei, id, order(exhibit, { action: 'produce', found })))
  assert.deepEqual([produced.isWhole, produced.links.at(-1)?.checked], [true, true])
})

test('what somebody was handed is produced once they signed for it', async () => {
  const id = await report()
  const exhibit = only(await recordCustody(session, id, order(only(await registerExhibit(session, id, PHONE)))))
  const [handing] = exhibit.links.slice(-1)
  assert.ok(handing !== undefined)
  const produce = { action: 'produce', at: '2026-11-25T04:00Z' } as const
  assert.equal(await refusalOf(() => recordCustody(session, id, order(exhibit, produce))), 'custody-unconfirmed')
  const answer = { exhibit: exhibit.hash, previous: handing.hash, handing: handing.hash, action: 'receive', at: '2026-11-25T03:10Z', reason: '', place: '', seal: '', found: null } as const
  assert.equal(await refusalOf(() => answerHanding(session, id, answer)), 'no-such-handing', 'nobody signs for another')
  assert.equal(await refusalOf(() => answerHanding(wei, id, { ...answer, action: 'refuse' })), 'empty-text')
  const signed = only(await answerHanding(wei, id, answer))
  assert.deepEqual(signed.links.map(({ receipt }) => receipt), [null, 'confirmed', null])
  assert.equal(await refusalOf(() => answerHanding(wei, id, { ...answer, previous: lastLink(signed), at: '2026-11-25T03:20Z' })), 'no-such-handing')
  assert.equal(only(await recordCustody(session, id, order(signed, produce))).isWhole, true)
})

test('what was refused goes back to whoever gave it, and waits for that member', async () => {
  const id = await report()
  const exhibit = only(await recordCustody(session, id, order(only(await registerExhibit(session, id, PHONE)))))
  const at = { exhibit: exhibit.hash, place: '', seal: '', found: null }
  const refused = only(await answerHanding(wei, id, { ...at, previous: lastLink(exhibit), handing: lastLink(exhibit), action: 'refuse', at: '2026-11-25T03:10Z', reason: '未见此物' }))
  assert.deepEqual([refused.holder, refused.links.map(({ receipt }) => receipt), refused.isWhole], [LIN, [null, 'refused', 'open'], true])
  const back = only(await answerHanding(session, id, { ...at, previous: lastLink(refused), handing: lastLink(refused), action: 'receive', at: '2026-11-25T03:20Z', reason: '' }))
  assert.equal(only(await recordCustody(session, id, order(back, { action: 'produce', at: '2026-11-25T04:00Z' }))).links.length, 5)
})

test('of two who hand the same thing on at once, one must look again', async () => {
  const id = await report()
  const exhibit = only(await registerExhibit(session, id, PHONE))
  const [one, two] = await Promise.all([session, wei].map((who, at) => refusalOf(() => recordCustody(who, id, order(exhibit, { reason: `reason ${at}` })))))
  assert.deepEqual([one, two].toSorted(), ['accepted', 'stale-head'])
  assert.equal(only(await openReportAsHandler(session, id)).links.length, 2)
})

test('nothing comes after the end, none before what went before, and an unknown exhibit has no custody', async () => {
  const id = await report()
  const exhibit = only(await registerExhibit(session, id, PHONE))
  assert.equal(await refusalOf(() => recordCustody(session, id, order(exhibit, { at: '2026-11-25T02:04Z' }))), 'custody-earlier')
  assert.equal(await refusalOf(() => recordCustody(session, id, order(exhibit, { exhibit: id }))), 'no-such-exhibit')
  assert.equal(await refusalOf(() => recordCustody(session, id, order(exhibit, { reason: ' ' }))), 'empty-text')
  assert.equal(await refusalOf(() => registerExhibit(session, id, { ...PHONE, parent: { exhibit: id, transform: 'redacted', tool: '', version: '' } })), 'no-such-exhibit')
  const ended = only(await recordCustody(session, id, order(exhibit, { action: 'destroy' })))
  assert.equal(await refusalOf(() => recordCustody(session, id, order(ended, { at: '2026-11-25T05:00Z' }))), 'custody-ended')
})

test('what nobody could open afterwards is not signed', async () => {
  const id = await report()
  const exhibit = only(await registerExhibit(session, id, PHONE))
  // Han characters outside the first plane count twice in every schema.
  assert.equal(await refusalOf(() => recordCustody(session, id, order(exhibit, { place: '𠀀'.repeat(150) }))), 'too-large')
  assert.equal(await refusalOf(() => registerExhibit(session, id, { ...PHONE, place: '𠀀'.repeat(150) })), 'too-large')
  const files = [await evidence(new Uint8Array([1]))]
  const recording = { device: 'BWC-31', clockOffsetSeconds: 0, segments: [] }
  assert.equal(await refusalOf(() => registerExhibit(session, id, { ...PHONE, files, recording })), 'malformed')
  assert.equal(only(await recordCustody(session, id, order(exhibit, { place: '𠀀'.repeat(100) }))).isWhole, true)
})

test('a time that has not come yet is refused', async () => {
  const id = await report()
  assert.equal(await refusalOf(() => registerExhibit(session, id, { ...PHONE, at: '2062-11-25T02:05Z' })), 'custody-later')
  const exhibit = only(await registerExhibit(session, id, PHONE))
  assert.equal(await refusalOf(() => recordCustody(session, id, order(exhibit, { at: '2062-11-25T02:05Z' }))), 'custody-later')
})

test('a link that skips whoever has it is shown, and stops production', async () => {
  const id = await report()
  const exhibit = only(await registerExhibit(session, id, PHONE))
  // What a colleague's own program could write: from somebody who never had it.
  await write(wei, { id, what: ['forged'] }, (both) => ({ to: both.desk, merge: true, content: { kind: 'custody', body: {
    reportHead: both.report.log.head, exhibit: exhibit.hash, previous: exhibit.hash, action: 'transfer', at: '2026-11-25T03:00Z', from: WEI, to: { name: 'X' }, reason: 'r', place: '', seal: '', found: null,
  } } }))
  const seen = only(await openReportAsHandler(session, id))
  assert.deepEqual([seen.isWhole, seen.links[1]?.breaks], [false, ['not-the-holder']])
  assert.equal(await refusalOf(() => recordCustody(session, id, order(seen, { action: 'produce', at: '2026-11-25T04:00Z' }))), 'custody-broken')
})
