// Goal: a file that is cleaned again gives the same bytes, on another day too: a reload goes on only with an upload of the very same words
// (docs/decisions/0021). Method: one file of each kind, cleaned twice with years between them on the clock.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Bytes } from '#base/bytes.ts'
import { docx, odt, xlsx } from '#test/support/documents.ts'
import { heif } from '#test/support/heif.ts'
import { tellingPdf } from '#test/support/pdf-files.ts'
import { gif, jpeg, png, webp } from '#test/support/pictures.ts'
import { mp3, mp4, webm } from '#test/support/recordings.ts'
import { inspect } from './clean.ts'

const told = { orientation: 6, hidden: true }
const FILES: Readonly<Record<string, Bytes>> = {
  'a.jpg': jpeg(told), 'a.png': png(told), 'a.webp': webp(told), 'a.gif': gif(told), 'a.heic': heif(), 'a.docx': docx(), 'a.xlsx': xlsx(), 'a.odt': odt(), 'a.pdf': tellingPdf(), 'a.mp4': mp4(), 'a.webm': webm(), 'a.mp3': mp3(),
}

async function cleaned(name: string, bytes: Bytes): Promise<Bytes> {
  const { cleaning, source } = await inspect({ sizeBytes: bytes.length, read: async (from, to) => bytes.slice(from, to) }, name)
  assert.equal(cleaning, 'cleaned')
  return source.read(0, source.sizeBytes)
}

for (const [name, bytes] of Object.entries(FILES)) {
  test(`${name} is cleaned to the same bytes whenever it is`, async (context) => {
    const first = await cleaned(name, bytes)
    context.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2031, 4, 17) })
    assert.deepEqual(await cleaned(name, bytes), first)
  })
}
