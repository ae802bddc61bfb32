// Goal: an archive holds its files and nothing else, to the byte, and half a one does not stay. Method: files of every kind of length, then each byte
// outside of them changed, cut and added; the stock tar as a second reader.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import * as fc from 'fast-check'
import { LIMITS } from '#base/limits.ts'
import { openArchive, writeArchive } from './bundle-archive.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-archive-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const FILES: readonly (readonly [string, number])[] = [['a.txt', 3], ['empty', 0], ['block', 512], ['large', 300_001], ['last', 1024]]
const path = join(folder, 'whole.tar')
await writeArchive(path, async ({ add }) => { for (const [name, size] of FILES) await add(name, size, [new Uint8Array(size).fill(7)]) })
const whole = readFileSync(path)

async function namesIn(bytes: Uint8Array): Promise<readonly string[] | null> {
  const changed = join(folder, 'changed.tar')
  writeFileSync(changed, bytes)
  return (await openArchive(changed))?.names ?? null
}

test('what went in comes out, here and with the stock tar', async () => {
  const archive = await openArchive(path)
  assert.deepEqual(archive?.names, FILES.map(([name]) => name))
  for (const [name, size] of FILES) {
    assert.deepEqual(await archive?.read(name), new Uint8Array(size).fill(7), name)
    let bytes = 0
    for await (const piece of await archive?.stream(name) ?? []) bytes += piece.length
    assert.equal(bytes, size)
    assert.equal(execFileSync('tar', ['xOf', path, name]).length, size)
  }
  assert.deepEqual([await archive?.read('none'), await archive?.stream('none')], [null, null])
})

test('a byte outside of the files is never another', async () => {
  const outside = [...Array(512).keys(), 515, 1023, 1024, 1536, whole.length - 1024, whole.length - 513, whole.length - 1]
  for (const at of outside) {
    const changed = new Uint8Array(whole)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.equal(await namesIn(changed), null, `byte ${at}`)
  }
})

test('a cut, something behind, and what is no archive are refused', async () => {
  for (const bytes of [whole.subarray(0, -512), whole.subarray(0, -1024), whole.subarray(0, 700), Buffer.concat([whole, Buffer.alloc(512)]), Buffer.concat([whole, Buffer.from('x')]), Buffer.from('none'), Buffer.alloc(0)]) {
    assert.equal(await namesIn(bytes), null, `${bytes.length} bytes`)
  }
  // A name that is a path, or gives a terminal orders, or is none.
  for (const name of ['../a.txt', '/a.txt', 'a/b', '\u001b[2K\rx', '.hidden', 'a b', 'é']) {
    const named = join(folder, 'named.tar')
    await writeArchive(named, ({ add }) => add(name, 1, [new Uint8Array(1)]))
    assert.equal(await openArchive(named), null, name)
    rmSync(named)
  }
  // Two of one name: a reader would take either.
  assert.equal(await namesIn(Buffer.concat([whole.subarray(0, 1024), whole])), null)
})

test('no more is read than has a place, and no less than was asked for', async () => {
  const large = join(folder, 'large.tar')
  await writeArchive(large, async ({ add }) => {
    await add('fits', 3, [new Uint8Array(3)])
    await add('large', LIMITS.exportFileBytesMax + 1, [new Uint8Array(LIMITS.exportFileBytesMax + 1)])
  })
  const archive = await openArchive(large)
  const broken = { at: { file: 'large', log: null, seq: null, reason: 'archive' } }
  await assert.rejects(archive?.read('large') ?? Promise.resolve(), broken)
  assert.deepEqual(await archive?.read('fits'), new Uint8Array(3))
  truncateSync(large, 514)
  await assert.rejects(archive?.read('fits') ?? Promise.resolve(), { at: { ...broken.at, file: 'fits' } })
  rmSync(large)
})

// A header of POSIX.1-2001, or a long name of GNU's, that says it is as long as no memory: both are read whole by whoever reads them at all.
test('a header that says it is long is not held, and many files are not listed', async () => {
  const block = (name: string, size: string, type: string): Buffer => {
    const header = Buffer.alloc(512)
    for (const [text, at] of [[name, 0], ['000600 \0', 100], [size, 124], ['        ', 148], [type, 156], ['ustar\u000000', 257]] as const) header.write(text, at, 'latin1')
    header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    return header
  }
  const hole = join(folder, 'hole.tar')
  for (const type of ['x', 'g', 'L', 'K']) {
    writeFileSync(hole, block('PaxHeader', '77777777777\0', type))
    truncateSync(hole, 8 * 1024 ** 3 + 4096)
    const before = process.memoryUsage().rss
    assert.equal(await openArchive(hole), null, type)
    assert.ok(process.memoryUsage().rss - before < 64 * 1024 ** 2, `${type}: ${process.memoryUsage().rss - before} bytes were taken`)
  }
  const many = Array.from({ length: LIMITS.exportFilesMax + 1 }, (_, number) => block(`f${number}`, '00000000000\0', '0'))
  writeFileSync(hole, Buffer.concat([...many, Buffer.alloc(1024)]))
  assert.equal(await openArchive(hole), null)
  rmSync(hole)
})

test('whatever a header says, it is ours to the byte or none', async () => {
  const words = fc.constantFrom('a', '', '../a', '-0000000777', '-7', '00000000003', '77777777777', 'x', '9', ' ', '\u0080\0\0\0\0\0\0\u0001')
  const blocks = fc.array(fc.record({ name: words, size: words, type: fc.constantFrom('0', 'x', '5', '1', '\0'), text: words }), { maxLength: 4 })
  await fc.assert(fc.asyncProperty(blocks, fc.boolean(), async (headers, ended) => {
    const bytes = Buffer.concat([...headers.map(({ name, size, type, text }) => {
      const block = Buffer.alloc(1024)
      for (const [at, word] of [[0, name], [124, size], [156, type], [512, `14 path=${text}\n19 size=${size}\n`]] as const) block.write(word, at, 'latin1')
      return block
    }), Buffer.alloc(ended ? 1024 : 0)])
    const names = await namesIn(bytes)
    assert.deepEqual(names, headers.length === 0 && ended ? [] : null)
  }), { numRuns: 300 })
})

test('half an archive does not stay, and another is not overwritten', async () => {
  const half = join(folder, 'half.tar')
  await assert.rejects(writeArchive(half, ({ add }) => add('a', 5, (async function* () {
    yield new Uint8Array(2)
    throw new Error('the line broke')
  })())), /the line broke/)
  assert.equal(existsSync(half), false)
  await assert.rejects(writeArchive(half, ({ add }) => add('a', 5, [new Uint8Array(2)])), /Size mismatch/)
  await assert.rejects(writeArchive(path, ({ add }) => add('a', 1, [new Uint8Array(1)])), /EEXIST/)
  assert.ok(readFileSync(path).equals(whole))
})
