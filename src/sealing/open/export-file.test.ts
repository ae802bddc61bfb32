// Goal: a file of an export gives the id that its sender signed for, whatever its size, and none where a byte was changed. Method: files sealed as the
// reporter's page does, put under an export's header as an export does, and read in pieces of any length.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, concat, randomBytes, type Bytes } from '#base/bytes.ts'
import { fileId } from '../proof/file.ts'
import { hash } from '../proof/hash.ts'
import { newFileKey, type FileKey } from '../plain/file-key.ts'
import { fileHeader, identityFile, newExportKey } from '../seal/export.ts'
import { sealSegment } from '../seal/file.ts'
import { fileShape, SEALED_SEGMENT_BYTES, SEGMENT_BYTES, wordsOf } from '../sealed/file-shape.ts'
import { readExported } from './export-file.ts'

const exportKey = newExportKey()
const identity = identityFile(exportKey).split('\n')[1] ?? ''

interface Sealed {
  readonly id: string
  readonly exported: Bytes
}

function sealed(key: FileKey, words: Bytes): Sealed {
  const shape = fileShape(words.length)
  const segments = Array.from({ length: shape.segments }, (_, segment) => {
    const { from, to } = wordsOf(shape, segment)
    return sealSegment(key, shape, { segment, words: words.subarray(from, to) })
  })
  return {
    id: fileId(shape.keptBytes, segments.map((segment) => base64url(hash(segment)))),
    exported: concat(fileHeader(key, exportKey), concat(...segments).subarray(0, shape.payloadBytes)),
  }
}

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

// The last two end where a segment does; 40 segments have a tail of more than one.
const SIZES = [0, 1, 65_536, 65_537, SEGMENT_BYTES - 1, SEGMENT_BYTES + 1, 40 * SEGMENT_BYTES + 1, SEGMENT_BYTES, 2 * SEGMENT_BYTES]

for (const size of SIZES) {
  test(`a file of ${size} bytes gives its id again`, async () => {
    const words = new Uint8Array(size).fill(size % 251)
    const { id, exported } = sealed(newFileKey(), words)
    for (const length of [SEALED_SEGMENT_BYTES, 60_000, ...(size < 100_000 ? [7] : [])]) {
      assert.deepEqual(await readExported(identity, inPieces(exported, length)), { sha256: base64url(hash(words)), sizeBytes: size, file: id })
    }
  })
}

test('a changed byte, a cut and another identity open nothing, and other bytes give another id', async () => {
  const key = newFileKey()
  const words = randomBytes(40_000)
  const { id, exported } = sealed(key, words)
  for (const at of [0, 30, 150, exported.length - 20_000, exported.length - 1]) {
    const changed = exported.slice()
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.equal(await readExported(identity, inPieces(changed, 60_000)), null, `byte ${at}`)
  }
  assert.equal(await readExported(identity, inPieces(exported.subarray(0, -1), 60_000)), null)
  assert.equal(await readExported(identity, inPieces(new Uint8Array(0), 1)), null)
  assert.equal(await readExported(identityFile(newExportKey()).split('\n')[1] ?? '', inPieces(exported, 60_000)), null)
  assert.notEqual((await readExported(identity, inPieces(sealed(newFileKey(), words).exported, 60_000)))?.file, id)
})
