// Goal: a blob is kept whole under its hash or not at all, and its file says no more than the day.
import assert from 'node:assert/strict'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { newDataDir } from '#test/support/stores.ts'
import { checksum } from './checksum.ts'
import { openDiskBlobs } from './disk-blobs.ts'
import type { BlobStore } from './store.ts'

const hashOf = (bytes: Bytes): string => base64url(checksum(bytes))

async function all(blobs: BlobStore): Promise<string[]> {
  const hashes: string[] = []
  for await (const hash of blobs.list()) hashes.push(hash)
  return hashes.sort()
}

test('a blob is given back as it was put, until it is deleted', async (context) => {
  const blobs = await openDiskBlobs(newDataDir(context))
  const parts = [randomBytes(1), randomBytes(65_536), new Uint8Array(0)]
  for (const bytes of parts) await blobs.put(hashOf(bytes), bytes)
  for (const bytes of parts) assert.deepEqual(await blobs.get(hashOf(bytes)), bytes)
  assert.deepEqual(await all(blobs), parts.map(hashOf).sort())
  const [gone = new Uint8Array(0), ...rest] = parts
  await blobs.delete(hashOf(gone))
  await blobs.delete(hashOf(gone))
  await blobs.delete(hashOf(randomBytes(4)))
  assert.equal(await blobs.get(hashOf(gone)), null)
  assert.deepEqual(await all(blobs), rest.map(hashOf).sort())
})

test('putting the same bytes again, or many times at once, changes nothing', async (context) => {
  const directory = newDataDir(context)
  const blobs = await openDiskBlobs(directory)
  const bytes = randomBytes(5000)
  await Promise.all(Array.from({ length: 20 }, () => blobs.put(hashOf(bytes), bytes)))
  await blobs.put(hashOf(bytes), bytes)
  assert.deepEqual(await all(blobs), [hashOf(bytes)])
  assert.deepEqual(await blobs.get(hashOf(bytes)), bytes)
  assert.deepEqual(readdirSync(join(directory, 'unfinished')), [])
})

test('bytes of another hash are refused, and what is no hash is never a path', async (context) => {
  const directory = newDataDir(context)
  const blobs = await openDiskBlobs(directory)
  await assert.rejects(blobs.put(hashOf(randomBytes(9)), randomBytes(9)), { code: 'malformed' })
  assert.deepEqual(await all(blobs), [])
  for (const name of ['', 'x', '../../etc/passwd', `${'A'.repeat(42)}/`, 'A'.repeat(44)]) {
    await assert.rejects(blobs.get(name), RangeError)
    await assert.rejects(blobs.delete(name), RangeError)
  }
})

test('two hashes that differ in case only are two blobs', async (context) => {
  const directory = newDataDir(context)
  const blobs = await openDiskBlobs(directory)
  const bytes = randomBytes(64)
  await blobs.put(hashOf(bytes), bytes)
  for (const folder of readdirSync(directory)) for (const file of readdirSync(join(directory, folder))) assert.match(file, /^[0-9a-f]{64}$/)
  const other = hashOf(bytes).replace(/[a-z]/, (letter) => letter.toUpperCase())
  if (other !== hashOf(bytes)) assert.equal(await blobs.get(other), null)
})

test('files and folders are private, and their times say the day only', async (context) => {
  const directory = newDataDir(context)
  const blobs = await openDiskBlobs(directory)
  const bytes = randomBytes(64)
  await blobs.put(hashOf(bytes), bytes)
  await blobs.delete(hashOf(randomBytes(3)))
  const paths = readdirSync(directory, { recursive: true }).map((path) => join(directory, String(path)))
  assert.equal(paths.length, 3)
  for (const path of [directory, ...paths]) {
    const { mode, mtimeMs, atimeMs } = statSync(path)
    assert.equal(mode & 0o077, 0, path)
    assert.equal(mtimeMs % 86_400_000, 0, path)
    if (path.length > directory.length + 20) assert.equal(atimeMs % 86_400_000, 0, path)
  }
})

test('what a killed process left unfinished is no blob and is gone at the next start', async (context) => {
  const directory = newDataDir(context)
  await openDiskBlobs(directory)
  writeFileSync(join(directory, 'unfinished', 'half'), 'half')
  const blobs = await openDiskBlobs(directory)
  assert.deepEqual(readdirSync(join(directory, 'unfinished')), [])
  assert.deepEqual(await all(blobs), [])
})
