// Goal: a file arrives whole however often the line breaks, is open to the readers of the log that cites it and to nobody else, and no
// byte of it can be exchanged. Method: the real server in this process, lines that break, sources that change, a server that lies.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { openLogFile } from '#clients/member/log-file.ts'
import { eraseReport } from '#clients/member/erase.ts'
import { changeState } from '#clients/member/change-state.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { ownFile } from '#clients/reporter/own-file.ts'
import type { Attachment } from '#domain/bodies.ts'
import { fileKeyFrom } from '#sealing/plain/file-key.ts'
import { hash } from '#sealing/proof/hash.ts'
import { uploadId } from '#sealing/proof/file.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { quickReporter } from '#test/support/client.ts'
import { jsonLie, liarOver, openOffice, refusing, join } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { attach, startAttaching } from './attach.ts'
import { openFile } from './download.ts'
import { newUpload, sendFile, type FileSource, type Upload } from './upload.ts'

const open = await openOffice()
const { api, session, world } = open
const office = await loadOffice(api, session.id)

function bytesOf(sizeBytes: number): Bytes {
  const words = new Uint8Array(sizeBytes)
  for (let at = 0; at < sizeBytes; at += 65_536) words.set(randomBytes(Math.min(65_536, sizeBytes - at)), at)
  return words
}

function sourceOf(words: Bytes): FileSource {
  return { sizeBytes: words.length, read: async (from, to) => words.slice(from, to) }
}

interface FiledFile { readonly keys: ReporterKeys; readonly report: string; readonly attachment: Attachment; readonly words: Bytes }

async function filedWith(words: Bytes): Promise<FiledFile> {
  const attachment = await attach(api, startAttaching({ source: sourceOf(words), name: '照片 1.jpg', cleaning: 'cleaned' }))
  const keys = await quickReporter()
  const draft = { channel: 'web', answers: { what: '见附件', danger: 'no' }, language: 'zh', provenance: 'in-browser', files: [attachment] } as const
  return { keys, words, attachment, report: (await fileReport(api, office, { draft, keys })).report }
}

const filed = await filedWith(bytesOf(2 * SEGMENT_BYTES + 12_345))

test('a file is opened by the report’s handler and by its reporter, whole and from the middle', async () => {
  const { conversation } = await openReportAsHandler(session, filed.report)
  const [cited] = conversation.turns[0]?.files ?? []
  assert.deepEqual(cited, filed.attachment)
  const handlers = await openLogFile(session, filed.report, filed.attachment)
  assert.equal(base64url(hash(await handlers.read(0, filed.words.length))), filed.attachment.sha256)
  assert.deepEqual(await handlers.read(SEGMENT_BYTES - 5, SEGMENT_BYTES + 7), filed.words.slice(SEGMENT_BYTES - 5, SEGMENT_BYTES + 7))
  const [own] = (await openReport(api, office, filed.keys)).turns[0]?.files ?? []
  assert.deepEqual(own, filed.attachment)
  const reporters = await openFile(api, ownFile(filed.keys, filed.attachment.file), filed.attachment)
  assert.deepEqual(await reporters.read(2 * SEGMENT_BYTES, filed.words.length + 99), filed.words.slice(2 * SEGMENT_BYTES))
})

test('seeking fetches the one segment that is looked at, and once', async () => {
  const counted = liarOver(session.api)
  const file = await openLogFile({ api: counted }, filed.report, filed.attachment)
  for (let at = 0; at < 10; at++) await file.read(SEGMENT_BYTES + at * 1000, SEGMENT_BYTES + at * 1000 + 500)
  assert.equal(counted.calls.filter(({ route }) => route === 'read-segment').length, 1)
})

test('who cannot read the log, and a log that does not cite it, find no file', async () => {
  const outsider = await join(open, { name: 'Outsider', teams: [] })
  const { file } = filed.attachment
  assert.equal(await refusalOf(() => openLogFile(outsider, filed.report, filed.attachment)), 'no-such-log')
  const other = await filedWith(bytesOf(10))
  assert.equal(await refusalOf(() => openLogFile(session, other.report, filed.attachment)), 'no-such-file')
  assert.equal(await refusalOf(() => openFile(api, ownFile(other.keys, file), filed.attachment)), 'no-such-file')
  assert.equal(await refusalOf(async () => openFile(api, ownFile(await quickReporter(), file), filed.attachment)), 'no-such-report')
})

test('a report that cites a file which is not there is refused, and nothing is kept', async () => {
  const missing = { ...filed.attachment, file: base64url(randomBytes(32)) }
  const keys = await quickReporter()
  const draft = { channel: 'web', answers: { what: 'x', danger: 'no' }, language: 'en', provenance: 'in-browser', files: [missing] } as const
  assert.equal(await refusalOf(() => fileReport(api, office, { draft, keys })), 'no-such-file')
  assert.equal(await refusalOf(() => openReport(api, office, keys)), 'no-such-report')
})

test('a broken line goes on where it was, and sends nothing twice', async () => {
  const words = bytesOf(3 * SEGMENT_BYTES + 1)
  const upload = newUpload(words.length)
  let puts = 0
  const breaking = liarOver(api, { 'put-segment': (honest) => { puts += 1; if (puts > 2) throw new Refusal('unreachable'); return honest() } })
  assert.equal(await refusalOf(() => sendFile(breaking, { source: sourceOf(words), upload })), 'unreachable')
  const going = liarOver(api)
  const arrived: number[] = []
  const sent = await sendFile(going, { source: sourceOf(words), upload, onProgress: (bytes) => arrived.push(bytes) })
  assert.equal(sent.sha256, base64url(hash(words)))
  assert.equal(going.calls.filter(({ route }) => route === 'put-segment').length, upload.shape.segments - 2)
  assert.equal(arrived[0], 2 * SEGMENT_BYTES)
  assert.equal(arrived.at(-1), words.length)
  // Sent once more, the same file is there already.
  const again = liarOver(api)
  assert.deepEqual(await sendFile(again, { source: sourceOf(words), upload }), sent)
  assert.equal(again.calls.filter(({ route }) => route === 'put-segment').length, 0)
})

test('a file that changed meanwhile is never sealed under the same key: the upload ends, and a new one begins', async () => {
  const words = bytesOf(2 * SEGMENT_BYTES)
  const upload = newUpload(words.length)
  const cut = liarOver(api, { 'put-segment': refusing('unreachable') })
  assert.equal(await refusalOf(() => sendFile(cut, { source: sourceOf(words), upload })), 'unreachable')
  const edited = words.slice()
  edited[5] = (edited[5] ?? 0) ^ 1
  const watched = liarOver(api)
  assert.equal(await refusalOf(() => sendFile(watched, { source: sourceOf(edited), upload })), 'segment-differs')
  assert.equal(watched.calls.filter(({ route }) => route === 'put-segment').length, 0)
  assert.equal(await refusalOf(() => sendFile(watched, { source: sourceOf(bytesOf(10)), upload })), 'segment-differs')
  await sendFile(api, { source: sourceOf(edited), upload: newUpload(edited.length) })
})

test('pausing keeps what has arrived', async () => {
  const words = bytesOf(4 * SEGMENT_BYTES)
  const upload = newUpload(words.length)
  const pause = new AbortController()
  await assert.rejects(sendFile(api, { source: sourceOf(words), upload, signal: pause.signal, onProgress: () => pause.abort() }), { name: 'AbortError' })
  const going = liarOver(api)
  await sendFile(going, { source: sourceOf(words), upload })
  assert.ok(going.calls.filter(({ route }) => route === 'put-segment').length < upload.shape.segments)
})

test('only who has the token goes on with an upload, and a finished one takes no other bytes', async () => {
  const words = bytesOf(30_000)
  const upload = newUpload(words.length)
  await sendFile(api, { source: sourceOf(words), upload })
  const id = uploadId(upload.token)
  const call = (route: 'read-upload' | 'finish-upload' | 'put-segment', token: Bytes, more: object = {}) => ({
    route, parameters: { upload: id, segment: '0' }, headers: { authorization: `Upload ${base64url(token)}` }, ...more,
  })
  assert.equal(await refusalOf(() => api.call(call('read-upload', randomBytes(32)))), 'no-such-upload')
  assert.equal(await refusalOf(() => api.call(call('finish-upload', randomBytes(32), { body: {} }))), 'no-such-upload')
  const sized = new Uint8Array(upload.shape.keptBytes)
  assert.equal(await refusalOf(() => api.call(call('put-segment', upload.token, { bytes: sized }))), 'segment-differs')
  assert.equal(await refusalOf(() => api.call(call('put-segment', upload.token, { bytes: sized.subarray(1) }))), 'malformed')
  assert.equal(await refusalOf(() => api.call({ route: 'read-upload', parameters: { upload: 'x' } })), 'no-such-upload')
})

test('files stop short of the end of the disk, which is for words', async () => {
  const words = bytesOf(30_000)
  world.blobs.room.bytes = LIMITS.diskReserveBytes - 1
  const upload = newUpload(words.length)
  assert.equal(await refusalOf(() => sendFile(api, { source: sourceOf(words), upload })), 'uploads-full')
  world.blobs.room.bytes = LIMITS.diskReserveBytes + 1024 ** 3
  await sendFile(api, { source: sourceOf(words), upload })
})

test('a file of another size than was announced, or over the limit, is refused before a byte of it', async () => {
  const upload = newUpload(10)
  const address = { parameters: { upload: uploadId(upload.token) }, headers: { authorization: `Upload ${base64url(upload.token)}` } }
  const tooLarge = { segments: 9000, keptBytes: LIMITS.fileBytesMax * 2 }
  assert.equal(await refusalOf(() => api.call({ route: 'start-upload', ...address, body: tooLarge })), 'too-large')
  assert.equal(await refusalOf(() => api.call({ route: 'start-upload', ...address, body: { segments: 2, keptBytes: 20_000 } })), 'malformed')
  assert.equal(await refusalOf(() => api.call({ route: 'start-upload', ...address, body: { segments: 1, keptBytes: 5 } })), 'malformed')
})

for (const [why, lies, code] of [
  ['shows another file’s segments', { 'read-file': jsonLie((told: object) => ({ ...told, segments: ['A'.repeat(43)] })) }, 'forged-history'],
  ['leaves one out', { 'read-file': jsonLie((told: { segments: string[] }) => ({ ...told, segments: told.segments.slice(1) })) }, 'forged-history'],
  ['tells nothing', { 'read-file': () => new Response('{}') }, 'wrong-server'],
  ['exchanges a segment', { 'read-segment': async (honest: () => Promise<Response>) => {
    const bytes = new Uint8Array(await (await honest()).arrayBuffer())
    bytes[9] = (bytes[9] ?? 0) ^ 1
    return new Response(bytes)
  } }, 'forged-history'],
] as const) {
  test(`a server that ${why} is refused`, async () => {
    const liar = liarOver(session.api, lies as Parameters<typeof liarOver>[1])
    const code2 = await refusalOf(async () => {
      const file = await openLogFile({ api: liar }, filed.report, filed.attachment)
      await file.read(0, 100)
    })
    assert.equal(code2, code)
  })
}

test('a server that says it kept another file is not believed', async () => {
  const words = bytesOf(100)
  const liar = liarOver(api, { 'finish-upload': jsonLie(() => ({ file: 'A'.repeat(43) })) })
  assert.equal(await refusalOf(() => sendFile(liar, { source: sourceOf(words), upload: newUpload(words.length) })), 'wrong-server')
})

test('a report that is erased takes its files with it', async () => {
  const { attachment, report, keys } = await filedWith(bytesOf(30_000))
  const row = await world.store.read.fileIn(report, attachment.file)
  const segments = await world.store.read.segments(row?.upload ?? '')
  assert.equal(segments.length, 1)
  for (const state of ['accepted', 'concluded'] as const) await changeState(session, report, { state, reason: '办结', language: 'zh' })
  await eraseReport(session, report)
  await world.server.settle()
  assert.equal(await world.store.read.upload(row?.upload ?? ''), null)
  for (const segment of segments) assert.equal(world.blobs.held.has(segment.hash), false)
  assert.equal(await refusalOf(() => openFile(api, ownFile(keys, attachment.file), attachment)), 'no-such-report')
})

test('a file belongs to the log that cited it first, and the same bytes sent again are no second file', async () => {
  const keys = await quickReporter()
  const draft = { channel: 'web', answers: { what: 'x', danger: 'no' }, language: 'en', provenance: 'in-browser', files: [filed.attachment] } as const
  assert.equal(await refusalOf(() => fileReport(api, office, { draft, keys })), 'no-such-file')
  const words = bytesOf(30_000)
  const { attachment, keys: theirs } = await filedWith(words)
  const key = fileKeyFrom(attachment.key, attachment.nonce)
  assert.ok(key)
  const again: Upload = { ...newUpload(words.length), key }
  assert.equal((await sendFile(api, { source: sourceOf(words), upload: again })).file, attachment.file)
  await world.server.settle()
  world.nowMs += (LIMITS.uploadDays + 1) * 86_400_000
  await world.server.settle()
  assert.equal(await world.store.read.upload(uploadId(again.token)), null, 'the second is thrown away')
  const file = await openFile(api, ownFile(theirs, attachment.file), attachment)
  assert.equal(base64url(hash(await file.read(0, words.length))), attachment.sha256, 'and the first keeps its bytes')
})

test('what no entry cites is thrown away after two days, and what one cites stays', async () => {
  const words = bytesOf(40_000)
  const upload = newUpload(words.length)
  await sendFile(api, { source: sourceOf(words), upload })
  await world.server.settle()
  world.nowMs += (LIMITS.uploadDays + 1) * 86_400_000
  await world.server.settle()
  const address = { parameters: { upload: uploadId(upload.token) }, headers: { authorization: `Upload ${base64url(upload.token)}` } }
  assert.equal(await refusalOf(() => api.call({ route: 'read-upload', ...address })), 'no-such-upload')
  const row = await world.store.read.fileIn(filed.report, filed.attachment.file)
  assert.equal((await world.store.read.segments(row?.upload ?? '')).length, 3)
  for (const { hash: each } of await world.store.read.segments(row?.upload ?? '')) assert.ok(await world.store.read.blobIsUsed(each))
})
