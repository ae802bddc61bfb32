// Goal: a blob that a row needs is never thrown away, and one that no row needs does not stay. Method: blobs in memory, and rows that come
// in every order against whoever throws away.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { hash } from '#sealing/proof/hash.ts'
import { memoryBlobs } from '#test/support/blobs.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { keptBlobs } from './kept-blobs.ts'

function scene() {
  const blobs = memoryBlobs()
  const rows = new Set<string>()
  const bytes = randomBytes(50)
  const blob = { hash: base64url(hash(bytes)), bytes }
  return { blobs, rows, blob, kept: keptBlobs(blobs, async (each) => { await pause(); return rows.has(each) }) }
}

const pause = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

test('whoever throws away while a row is on its way waits for it', async () => {
  const { blobs, rows, blob, kept } = scene()
  const keeping = kept.keep(blob, async () => { await pause(); rows.add(blob.hash) })
  await Promise.all([keeping, kept.release(blob.hash), kept.sweep(new AbortController().signal)])
  assert.ok(blobs.held.has(blob.hash))
  rows.clear()
  await kept.release(blob.hash)
  assert.equal(blobs.held.size, 0)
})

test('a row that comes right behind the throwing away has its bytes', async () => {
  const { blobs, rows, blob, kept } = scene()
  await blobs.put(blob.hash, blob.bytes)
  await Promise.all([kept.release(blob.hash), kept.keep(blob, async () => { rows.add(blob.hash) })])
  assert.ok(blobs.held.has(blob.hash))
})

test('what is refused is not kept, and what another row needs stays', async () => {
  const { blobs, rows, blob, kept } = scene()
  const refuse = async (): Promise<never> => { throw new Refusal('segment-differs') }
  assert.equal(await refusalOf(() => kept.keep(blob, refuse)), 'segment-differs')
  assert.equal(blobs.held.size, 0)
  rows.add(blob.hash)
  assert.equal(await refusalOf(() => kept.keep(blob, refuse)), 'segment-differs')
  assert.ok(blobs.held.has(blob.hash))
})

test('a sweep throws away what a crash left, and nothing else, and stops when told to', async () => {
  const { blobs, rows, blob, kept } = scene()
  const [left, more] = [randomBytes(10), randomBytes(10)]
  for (const bytes of [left, more, blob.bytes]) await blobs.put(base64url(hash(bytes)), bytes)
  rows.add(blob.hash)
  const stopped = new AbortController()
  stopped.abort()
  await kept.sweep(stopped.signal)
  assert.equal(blobs.held.size, 3)
  await kept.sweep(new AbortController().signal)
  assert.deepEqual([...blobs.held.keys()], [blob.hash])
})
