// Goal: without scripts documents and recordings are cleaned as with them, and none that was made to break what cleans it stops the front or fills its
// memory. Method: the real process over files with everything in them; archives and documents that unpack without end; limits of a moment and of
// nothing; somebody who leaves.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import test from 'node:test'
import { deflateSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { utf8, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { docx, odt, xlsx } from '#test/support/documents.ts'
import { pdfFile, streamOf, tellingPdf } from '#test/support/pdf-files.ts'
import { HIDDEN } from '#test/support/pictures.ts'
import { mp3, mp4, webm } from '#test/support/recordings.ts'
import { cleaner, CLEANING_FLAGS } from './cleaner.ts'

const HERE = new AbortController().signal
const ours = cleaner()

const FILES: readonly (readonly [string, Bytes])[] = [
  ['letter.docx', docx()], ['sheet.xlsx', xlsx()], ['letter.odt', odt()], ['letter.pdf', tellingPdf()], ['voice.mp3', mp3()], ['film.mp4', mp4()], ['film.webm', webm()],
]
for (const [name, bytes] of FILES) {
  test(`${name}: what it tells is taken out by a process of its own, and what that was is told`, async () => {
    const { cleaning, bytes: left, findings } = await ours.clean({ name, bytes }, HERE)
    assert.equal(cleaning, 'cleaned')
    assert.ok(findings.length > 0)
    assert.ok(!Buffer.from(left).includes(HIDDEN))
  })
}

/** Little that unpacks to more than a document may. */
function zipBomb(): Bytes {
  const part = new Uint8Array(4 * 1024 ** 2)
  const parts = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`word/part${at}.xml`, part]))
  return zipSync({ '[Content_Types].xml': utf8('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'), 'word/document.xml': utf8('<w:document/>'), ...parts }, { level: 1 }) as Bytes
}

/** Its list of packed objects, and what draws it, unpack to a hundred times what they are. */
function endlessPdf(): Bytes {
  const bomb = deflateSync(new Uint8Array(256 * 1024 ** 2), { level: 1 }).toString('latin1')
  const packed = (members: string): string => streamOf(`${members} /Filter /FlateDecode`, bomb)
  return pdfFile({ page: '/Group 8 0 R', more: [packed('/Type /XObject /Subtype /Form /BBox [0 0 9 9]'), ...Array.from({ length: 4 }, () => packed('/Type /ObjStm /N 9 /First 9'))] })
}

for (const [name, make] of [['an archive that unpacks without end', zipBomb], ['a document that unpacks without end', endlessPdf]] as const) {
  test(`${name} cannot be cleaned, and this process stays as it was`, async () => {
    const bytes = make()
    assert.ok(bytes.length <= LIMITS.noScriptCleanedBytesMax, `${bytes.length}`)
    const before = process.memoryUsage().rss
    const { cleaning, bytes: left, findings } = await ours.clean({ name: name.includes('archive') ? 'a.docx' : 'a.pdf', bytes }, HERE)
    assert.deepEqual([cleaning, findings, left], ['cannot-be-cleaned', [], bytes])
    assert.ok(process.memoryUsage().rss - before < 256 * 1024 ** 2)
    assert.equal((await ours.clean({ name: 'letter.pdf', bytes: tellingPdf() }, HERE)).cleaning, 'cleaned', 'the next one is cleaned')
  })
}

test('what takes too long is killed, and what takes too much ends by itself; both cannot be cleaned', async () => {
  const file = { name: 'letter.pdf', bytes: tellingPdf() }
  assert.equal((await cleaner({ withinMs: 1, dataBytesMax: LIMITS.noScriptCleaningBytesMax }).clean(file, HERE)).cleaning, 'cannot-be-cleaned')
  assert.equal((await cleaner({ withinMs: 60_000, dataBytesMax: 64 * 1024 ** 2 }).clean(file, HERE)).cleaning, 'cannot-be-cleaned')
})

test('who leaves while a file is cleaned is waited for no longer', async () => {
  const leaving = new AbortController()
  const cleaned = ours.clean({ name: 'letter.pdf', bytes: tellingPdf() }, leaving.signal)
  setTimeout(() => leaving.abort(), 20)
  await assert.rejects(cleaned, { name: 'AbortError' })
})

test('the process that takes a file apart may neither write nor reach anybody', () => {
  const tries = `
    const [files, net, children] = [require('fs'), require('net'), require('child_process')]
    const attempt = (deed) => { try { deed(); return 'done' } catch (error) { return error.code } }
    const said = [() => files.writeFileSync('/tmp/postern-tried', 'x'), () => files.readFileSync('/etc/hostname'), () => children.spawnSync('true')].map(attempt)
    net.connect(9, '127.0.0.1').on('error', ({ code }) => console.log([...said, code].join()))`
  const { stdout } = spawnSync(process.execPath, [...CLEANING_FLAGS, '-e', tries], { encoding: 'utf8' })
  assert.equal(stdout.trim(), 'ERR_ACCESS_DENIED,ERR_ACCESS_DENIED,ERR_ACCESS_DENIED,ERR_ACCESS_DENIED')
})
