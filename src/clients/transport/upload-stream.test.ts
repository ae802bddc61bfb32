// Goal: a file whose size nobody knew beforehand is the same file as one that was measured first, and nothing is held of it but its end. Method:
// sizes around every border, in pieces of any size, through the real server; then each way to say a wrong size.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { openLogFile } from '#clients/member/log-file.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { Attachment } from '#domain/bodies.ts'
import { uploadId } from '#sealing/proof/file.ts'
import { CHUNK_BYTES, fileShape, SEALED_SEGMENT_BYTES, SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { quickReporter } from '#test/support/client.ts'
import { openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import type { Api } from './api.ts'
import { newUpload, sendFile, startUpload } from './upload.ts'
import { sendStream } from './upload-stream.ts'

const { api, session } = await openOffice()
const office = await loadOffice(api, session.id)

async function* pieces(words: Bytes, of: number): AsyncGenerator<Uint8Array> {
  const socket = new Uint8Array(of)
  for (let at = 0; at < words.length; at += of) {
    const piece = words.subarray(at, at + of)
    // As a socket does: the same memory again and again.
    socket.set(piece)
    yield socket.subarray(0, piece.length)
  }
}

function bytesOf(sizeBytes: number): Bytes {
  return Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 2_654_435_761) >>> 13)
}

async function streamed(words: Bytes, of: number, most = 40 * SEGMENT_BYTES): Promise<Attachment> {
  const { file, sha256, sizeBytes, key: { key, nonce } } = await sendStream(api, { words: pieces(words, of), sizeBytesMax: most })
  assert.equal(sizeBytes, words.length)
  return { file, sha256, sizeBytes, name: 'x', type: 'text/plain', key: base64url(key.reveal()), nonce: base64url(nonce), cleaning: 'nothing-found' }
}

test('files of every size are read back as they came', async () => {
  const sizes = [0, 1, CHUNK_BYTES, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 2 * SEGMENT_BYTES, 3 * SEGMENT_BYTES + CHUNK_BYTES + 7]
  const files: Attachment[] = []
  for (const [index, size] of sizes.entries()) files.push(await streamed(bytesOf(size), 30_011 + index * 40_000))
  // No more than was said, to the byte.
  files.push(await streamed(bytesOf(2 * SEGMENT_BYTES + 5), 65_536, 2 * SEGMENT_BYTES + 5))
  const draft = { channel: 'web', answers: { what: '见附件', danger: 'no' }, language: 'zh', provenance: 'on-arrival', files } as const
  const { report } = await fileReport(api, office, { draft, keys: await quickReporter() })
  for (const file of files) {
    const opened = await openLogFile(session, report, file)
    assert.deepEqual(await opened.read(0, file.sizeBytes), bytesOf(file.sizeBytes), String(file.sizeBytes))
  }
})

test('a segment waits until it is known whether it is the last, and no more than that', async () => {
  let given = 0
  const sentAt: number[] = []
  const watched: Api = { origin: api.origin, call: (call) => { if (call.route === 'put-segment') sentAt.push(given); return api.call(call) } }
  const words = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < 40; at++) {
      given += CHUNK_BYTES
      yield new Uint8Array(CHUNK_BYTES)
    }
  }
  await sendStream(watched, { words: words(), sizeBytesMax: 40 * SEGMENT_BYTES })
  assert.deepEqual(sentAt.slice(0, 2), [SEGMENT_BYTES + CHUNK_BYTES, 2 * SEGMENT_BYTES + CHUNK_BYTES])
})

test('more than was said is refused, and so is what breaks off', async () => {
  assert.equal(await refusalOf(() => sendStream(api, { words: pieces(bytesOf(200_000), 65_536), sizeBytesMax: 100_000 })), 'too-large')
  await assert.rejects(sendStream(api, { words: (async function* () { yield new Uint8Array(9); throw new Error('the line broke') })(), sizeBytesMax: 100_000 }), /the line broke/)
})

test('an upload becomes smaller only while its end is still to come, and never larger', async () => {
  const upload = { ...newUpload(3 * SEGMENT_BYTES), token: randomBytes(32) }
  await startUpload(api, upload)
  await startUpload(api, { ...upload, shape: fileShape(2 * SEGMENT_BYTES) })
  assert.equal(await refusalOf(() => startUpload(api, upload)), 'no-such-upload', 'larger again')
  const whole = newUpload(SEGMENT_BYTES + 9)
  const words = bytesOf(SEGMENT_BYTES + 9)
  await sendFile(api, { upload: whole, source: { sizeBytes: words.length, read: async (from, to) => words.slice(from, to) } })
  assert.equal(await refusalOf(() => startUpload(api, { ...whole, shape: fileShape(10) })), 'no-such-upload', 'finished')
  const begun = newUpload(2 * SEGMENT_BYTES)
  await startUpload(api, begun)
  const headers = { authorization: `Upload ${base64url(begun.token)}` }
  await api.call({ route: 'put-segment', headers, parameters: { upload: uploadId(begun.token), segment: '0' }, bytes: new Uint8Array(SEALED_SEGMENT_BYTES) })
  assert.equal(await refusalOf(() => startUpload(api, { ...begun, shape: fileShape(10) })), 'no-such-upload', 'its last segment has another size')
})
