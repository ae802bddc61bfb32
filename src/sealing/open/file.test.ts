// Goal: a file sealed in segments is an age payload and nothing like it, whatever its size and the order in which its segments are
// sealed; and no changed, swapped or cut segment opens. Method: typage as the slow, readable twin both ways, the C2SP test kit's
// streams, then damage.
import assert from 'node:assert/strict'
import test from 'node:test'
import { inflateSync } from 'node:zlib'
import { Decrypter, Encrypter, type Stanza } from 'age-encryption'
import * as vectors from 'cctv-age'
import * as fc from 'fast-check'
import { base64url, concat, fromUtf8, hex, randomBytes, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesIn, vectors as vectorsOf } from '#test/support/vectors.ts'
import { contentHash, fileId, uploadId } from '../proof/file.ts'
import { hash } from '../proof/hash.ts'
import { fileKeyFrom, newFileKey, newUploadSecret, uploadKeys, uploadSecretFrom, type FileKey } from '../plain/file-key.ts'
import { Secret } from '../plain/secret.ts'
import { fileHeader, identityFile, newExportKey } from '../seal/export.ts'
import { sealSegment, segmentSealer } from '../seal/file.ts'
import { parseAgeHeader } from '../sealed/age-header.ts'
import { CHUNK_BYTES, fileShape, SEALED_CHUNK_BYTES, SEALED_SEGMENT_BYTES, SEGMENT_BYTES, segmentsHolding, wordsOf } from '../sealed/file-shape.ts'
import { openSegment } from './file.ts'

function wordsFor(sizeBytes: number): Bytes {
  const words = new Uint8Array(sizeBytes)
  for (let at = 0; at < sizeBytes; at += 65_536) words.set(randomBytes(Math.min(65_536, sizeBytes - at)), at)
  return words
}

function sealFile(key: FileKey, words: Bytes): Bytes[] {
  const shape = fileShape(words.length)
  return Array.from({ length: shape.segments }, (_, segment) => {
    const { from, to } = wordsOf(shape, segment)
    return sealSegment(key, shape, { segment, words: words.subarray(from, to) })
  })
}

function openFile(key: FileKey, sizeBytes: number, segments: readonly Bytes[]): Bytes {
  const shape = fileShape(sizeBytes)
  return concat(...segments.map((bytes, segment) => openSegment(key, shape, { segment, bytes })))
}

/** Just around every boundary: nothing, a byte, a chunk, a segment, a tail that has a segment of its own. */
const SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 3 * SEGMENT_BYTES - 5, 17_000_001]

interface Vectors {
  readonly key: string
  readonly nonce: string
  readonly sizes: readonly { readonly size: number; readonly kept: number; readonly sha256: string; readonly segments: readonly string[]; readonly file: string }[]
  readonly shapes: readonly { readonly size: number; readonly kept: number }[]
  readonly small: { readonly words: string; readonly segment: string }
  readonly refused: readonly { readonly name: string; readonly size: number; readonly segment: string }[]
  readonly uploads: readonly { readonly token: string; readonly upload: string }[]
  readonly contents: readonly { readonly secret: string; readonly size: number; readonly segments: readonly string[]; readonly content: string; readonly key: string; readonly nonce: string; readonly token: string }[]
}
const vectorsTold = vectorsOf<Vectors>('files')
const toldKey = fileKeyFrom(vectorsTold.key, vectorsTold.nonce) ?? assert.fail()

test('the files of the vectors are sealed as they say, opened, and named', () => {
  for (const { size, kept, sha256, segments, file } of vectorsTold.sizes) {
    const words = Uint8Array.from({ length: size }, (_, index) => index % 251)
    const sealed = sealFile(toldKey, words)
    assert.deepEqual(sealed.map((each) => base64url(hash(each))), segments)
    assert.equal(fileShape(size).keptBytes, kept)
    assert.equal(fileId(kept, segments), file)
    assert.equal(base64url(hash(openFile(toldKey, size, sealed))), sha256)
  }
  for (const { size, kept } of vectorsTold.shapes) assert.equal(fileShape(size).keptBytes, kept)
  assert.equal(base64url(openFile(toldKey, 5, [bytesIn(vectorsTold.small.segment)])), vectorsTold.small.words)
  for (const { token, upload } of vectorsTold.uploads) assert.equal(uploadId(bytesIn(token)), upload)
})

for (const { name, size, segment } of vectorsTold.refused) {
  test(`a segment does not open: ${name}`, () => {
    assert.throws(() => openFile(toldKey, size, [bytesIn(segment)]), (error) => error instanceof Refusal && error.code === 'foreign-key')
  })
}

for (const sizeBytes of SIZES) {
  test(`a file of ${sizeBytes} bytes opens again, and typage opens it under an ordinary header`, async () => {
    const key = newFileKey()
    const words = wordsFor(sizeBytes)
    const segments = sealFile(key, words)
    assert.equal(hex(hash(openFile(key, sizeBytes, segments))), hex(hash(words)))
    const { payloadBytes, keptBytes } = fileShape(sizeBytes)
    assert.equal(concat(...segments).length, keptBytes)
    const exported = newExportKey()
    const decrypter = new Decrypter()
    decrypter.addIdentity(identityFile(exported).split('\n')[1] ?? '')
    const age = concat(fileHeader(key, exported), concat(...segments).subarray(0, payloadBytes))
    assert.equal(hex(hash(await decrypter.decrypt(age))), hex(hash(words)))
  })
}

/** Gives a known file key to typage, or takes one from it. */
function knownFileKey(): { readonly key: FileKey; readonly take: (age: Uint8Array) => FileKey; readonly encrypter: Encrypter } {
  let taken: Uint8Array = new Uint8Array(16)
  const encrypter = new Encrypter()
  encrypter.addRecipient({ wrapFileKey: (fileKey) => { taken = new Uint8Array(fileKey); return [{ args: ['none'], body: new Uint8Array(0) } as unknown as Stanza] } })
  const take = (age: Uint8Array): FileKey => {
    const { payloadAt } = parseAgeHeader(age)
    return { key: new Secret('file-key', new Uint8Array(taken)), nonce: new Uint8Array(age.slice(payloadAt, payloadAt + 16)) }
  }
  return { key: newFileKey(), take, encrypter }
}

test('what typage sealed, we seal to the same bytes', async () => {
  for (const sizeBytes of [0, 100, CHUNK_BYTES, 2 * SEGMENT_BYTES + 77]) {
    const words = wordsFor(sizeBytes)
    const { encrypter, take } = knownFileKey()
    const age = await encrypter.encrypt(words)
    const { payloadAt } = parseAgeHeader(age)
    const ours = concat(...sealFile(take(age), words)).subarray(0, fileShape(sizeBytes).payloadBytes)
    assert.equal(hex(hash(ours)), hex(hash(age.slice(payloadAt + 16))))
  }
})

function fileKeyIn(fields: ReadonlyMap<string, string>): Bytes | null {
  const told = fields.get('file key')
  return told === undefined ? null : new Uint8Array(Buffer.from(told, 'hex'))
}

test('the C2SP test kit: streams that open do so here, those that must fail fail', async () => {
  let [opened, refused] = [0, 0]
  for (const [name, raw] of Object.entries(vectors as unknown as Record<string, Uint8Array>)) {
    if (!name.startsWith('stream_')) continue
    const end = Buffer.from(raw).indexOf('\n\n')
    const fields = new Map(fromUtf8(raw.subarray(0, end)).split('\n').map((line) => line.split(': ') as [string, string]))
    const body = raw.subarray(end + 2)
    const file = fields.has('compressed') ? new Uint8Array(inflateSync(body)) : body
    const key = fileKeyIn(fields)
    const { payloadAt } = parseAgeHeader(file)
    if (key === null || file.length < payloadAt + 32) continue
    const opens = fields.get('expect') === 'success'
    const result = tryPayload({ key: new Secret('file-key', key), nonce: new Uint8Array(file.slice(payloadAt, payloadAt + 16)) }, file.subarray(payloadAt + 16))
    assert.equal(result !== null, opens, name)
    if (opens && result !== null) assert.equal(hex(hash(result)), fields.get('payload'), name)
    if (opens) opened += 1
    else refused += 1
  }
  assert.ok(opened >= 5 && refused >= 8, `${opened} opened, ${refused} refused`)
})

/** A bare payload without a tail, read as if its manifest gave the one size that its length allows. */
function tryPayload(key: FileKey, payload: Uint8Array): Bytes | null {
  const chunks = Math.max(1, Math.ceil(payload.length / (CHUNK_BYTES + 16)))
  const sizeBytes = payload.length - chunks * 16
  if (sizeBytes < 0) return null
  const shape = fileShape(sizeBytes)
  if (shape.payloadBytes !== payload.length) return null
  const kept = new Uint8Array(shape.keptBytes)
  kept.set(payload)
  try {
    return openFile(key, sizeBytes, Array.from({ length: shape.segments }, (_, n) => kept.slice(n * SEALED_SEGMENT_BYTES, (n + 1) * SEALED_SEGMENT_BYTES)))
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

const sample = { key: newFileKey(), words: wordsFor(2 * SEGMENT_BYTES + 40_000) }
const sealed = sealFile(sample.key, sample.words)
const shape = fileShape(sample.words.length)

function refuses(attempt: () => unknown): void {
  assert.throws(attempt, (error) => error instanceof Refusal && error.code === 'foreign-key')
}

test('a segment in another one’s place, of another file or under another key opens nothing', () => {
  const [first, second, third] = sealed as [Bytes, Bytes, Bytes]
  refuses(() => openSegment(sample.key, shape, { segment: 1, bytes: first }))
  refuses(() => openSegment(sample.key, shape, { segment: 0, bytes: second }))
  refuses(() => openSegment(newFileKey(), shape, { segment: 0, bytes: first }))
  refuses(() => openSegment({ ...sample.key, nonce: randomBytes(16) }, shape, { segment: 2, bytes: third }))
  refuses(() => openSegment(sample.key, shape, { segment: 2, bytes: third.subarray(1) }))
  assert.equal(openSegment(sample.key, shape, { segment: 0, bytes: first }).length, SEGMENT_BYTES)
})

test('a file that claims to end earlier or later opens nothing at its end', () => {
  const shorter = fileShape(2 * SEGMENT_BYTES)
  refuses(() => openSegment(sample.key, shorter, { segment: 1, bytes: sealed[1] ?? new Uint8Array(0) }))
  refuses(() => openSegment(sample.key, fileShape(sample.words.length + 1), { segment: 2, bytes: sealed[2] ?? new Uint8Array(0) }))
})

test('any changed byte of a payload is noticed, and a changed tail changes no word', () => {
  fc.assert(fc.property(fc.nat({ max: shape.keptBytes - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
    const segment = Math.floor(at / SEALED_SEGMENT_BYTES)
    const bytes = new Uint8Array(sealed[segment] ?? [])
    const index = at - segment * SEALED_SEGMENT_BYTES
    bytes[index] = (bytes[index] ?? 0) ^ flip
    if (at < shape.payloadBytes) refuses(() => openSegment(sample.key, shape, { segment, bytes }))
    else assert.deepEqual(openSegment(sample.key, shape, { segment, bytes }), openSegment(sample.key, shape, { segment, bytes: sealed[segment] ?? bytes }))
  }), { numRuns: 60 })
})

test('a segment that is sealed again is the same one, tail included', () => {
  for (const segment of [2, 0, 1]) {
    const { from, to } = wordsOf(shape, segment)
    assert.deepEqual(sealSegment(sample.key, shape, { segment, words: sample.words.subarray(from, to) }), sealed[segment])
  }
})

test('words of another length, and segments that a file does not have, are no segment of it', () => {
  assert.throws(() => sealSegment(sample.key, shape, { segment: 0, words: sample.words.subarray(1) }), RangeError)
  assert.throws(() => sealSegment(sample.key, shape, { segment: 3, words: new Uint8Array(0) }), RangeError)
  assert.throws(() => fileShape(-1), RangeError)
  assert.throws(() => fileShape(8 * 1024 ** 3 + 1), RangeError)
})

test('shapes fit together: segments add up, ranges are found, and a file is at most 12 % larger than its words', () => {
  fc.assert(fc.property(fc.nat({ max: 8 * 1024 ** 3 }), fc.nat(), fc.nat({ max: 10_000_000 }), (sizeBytes, start, length) => {
    const each = fileShape(sizeBytes)
    assert.ok(each.keptBytes >= each.payloadBytes)
    assert.ok(each.keptBytes <= Math.max(16 * 1024, each.payloadBytes * 1.12 + 1))
    const last = wordsOf(each, each.segments - 1)
    assert.equal(last.to, sizeBytes)
    const from = sizeBytes === 0 ? 0 : start % sizeBytes
    const held = segmentsHolding(each, from, from + length)
    for (const segment of held) assert.ok(wordsOf(each, segment).to > from && wordsOf(each, segment).from < from + length)
    const words = held.reduce((sum, segment) => sum + Math.min(from + length, wordsOf(each, segment).to) - Math.max(from, wordsOf(each, segment).from), 0)
    assert.equal(words, Math.max(0, Math.min(from + length, sizeBytes) - from))
  }))
})

test('the runtime’s own cipher seals to the same bytes, and one that only bears its name is not believed', async (context) => {
  const key = newFileKey()
  const native = context.mock.method(crypto.subtle, 'encrypt')
  for (const sizeBytes of SIZES) {
    const words = wordsFor(sizeBytes)
    const seal = await segmentSealer(key, fileShape(sizeBytes))
    for (const [segment, expected] of sealFile(key, words).entries()) {
      assert.deepEqual(await seal({ segment, words: words.subarray(segment * SEGMENT_BYTES, (segment + 1) * SEGMENT_BYTES) }), expected)
    }
    await assert.rejects(seal({ segment: 0, words: new Uint8Array(sizeBytes + 1) }), RangeError)
  }
  assert.ok(native.mock.callCount() > SIZES.length, 'it was the runtime’s own')
  native.mock.mockImplementation(async () => new ArrayBuffer(SEALED_CHUNK_BYTES))
  const chunk = wordsFor(CHUNK_BYTES)
  assert.deepEqual(await (await segmentSealer(key, fileShape(chunk.length)))({ segment: 0, words: chunk }), sealFile(key, chunk)[0])
})

test('key, nonce and token of an upload are those of one secret and one content, and no other', () => {
  const told = vectorsTold.contents
  for (const { secret: text, size, segments, content, key, nonce, token } of told) {
    assert.equal(base64url(contentHash(size, segments)), content)
    const secret = uploadSecretFrom(text) ?? assert.fail()
    const made = uploadKeys(secret, contentHash(size, segments))
    assert.deepEqual([base64url(made.key.key.reveal()), base64url(made.key.nonce), base64url(made.token)], [key, nonce, token])
  }
  assert.equal(new Set(told.map(({ key }) => key)).size, told.length, 'each differs from the first in one thing')
  const [secret, content] = [newUploadSecret(), randomBytes(32)]
  assert.notDeepEqual(uploadKeys(secret, content).key.nonce, uploadKeys(newUploadSecret(), content).key.nonce)
  for (const text of ['', 'AAAA', base64url(randomBytes(31)), base64url(randomBytes(33))]) assert.equal(uploadSecretFrom(text), null)
})
