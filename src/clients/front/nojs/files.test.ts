// Goal: a form's files are cleaned or left out, sealed as they come, and what goes wrong with one costs no word. Method: parts as they come, an API
// that keeps what it is given, pictures with everything in them.
import assert from 'node:assert/strict'
import test from 'node:test'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { openOffice } from '#test/support/office.ts'
import { docx } from '#test/support/documents.ts'
import { HIDDEN, jpeg } from '#test/support/pictures.ts'
import { refusalOf } from '#test/support/vectors.ts'
import type { Api } from '#clients/transport/api.ts'
import type { FormPlace } from './admission.ts'
import { cleaner } from './cleaner.ts'
import { formFiles, NotCleaned, type FormFiles } from './files.ts'

const { api } = await openOffice()
const ours = cleaner()
const ANYWAY = new Map([['files-anyway', 'yes']])
const NOTHING = new Map<string, string>()

function place(): FormPlace & { taken: number } {
  const made = { taken: 0, take: (bytes: number) => { made.taken += bytes }, settle: () => {} }
  return made
}

function opened(through: Api = api, room: FormPlace = place()): FormFiles {
  return formFiles({ api: through, cleaner: ours, place: room, signal: new AbortController().signal, formBytes: 1024 ** 3 })
}

async function* inPieces(bytes: Uint8Array, of = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += of) yield bytes.subarray(at, at + of)
}

const part = (fileName: string, bytes: Uint8Array, of?: number) => ({ name: 'file', fileName, body: inPieces(bytes, of) })

test('a picture is cleaned before it is sealed, and a text has nothing to clean', async () => {
  const files = opened()
  const hidden = jpeg({ orientation: 6, hidden: true })
  assert.ok(Buffer.from(hidden).includes(HIDDEN))
  await files.take(part('../码头\u202e.jpg', hidden, 100), NOTHING)
  await files.take(part('notes.txt', Buffer.from('谁在那里')), NOTHING)
  const [picture, text] = files.sent()
  assert.equal(picture?.cleaning, 'cleaned')
  assert.ok((picture?.sizeBytes ?? 0) < hidden.length)
  assert.doesNotMatch(picture?.name ?? '', /[/\u202e]/)
  assert.equal(text?.cleaning, 'nothing-found')
  assert.equal(text?.sizeBytes, 12)
})

test('a document is cleaned by a process of its own, needs no box ticked, and what was taken out is told', async () => {
  const files = opened()
  const full = docx()
  await files.take(part('信.docx', full), NOTHING)
  await files.take(part('old.docx', full.subarray(0, full.length - 40)), ANYWAY)
  await files.take(part('x.txt', Buffer.from('x')), NOTHING)
  const [letter, broken] = files.sent()
  assert.deepEqual([letter?.cleaning, broken?.cleaning, broken?.sizeBytes], ['cleaned', 'cannot-be-cleaned', full.length - 40])
  const told = files.told()
  assert.deepEqual(told.map(({ name, cleaning, findings }) => [name, cleaning, findings.length > 0]), [['信.docx', 'cleaned', true], ['old.docx', 'cannot-be-cleaned', false], ['x.txt', 'nothing-found', false]])
  assert.ok(told[0]?.findings.includes('author'))
})

test('what cannot be cleaned goes only if its sender said so before', async () => {
  const video = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42'), Buffer.alloc(3_000_000)])
  const files = opened()
  await files.take(part('film.mp4', video), NOTHING)
  await files.take(part('notes.txt', Buffer.from('x')), NOTHING)
  assert.throws(() => files.sent(), (error) => error instanceof NotCleaned && error.fileName === 'film.mp4')
  assert.equal(files.count(), 2)
  const told = opened()
  await told.take(part('film.mp4', video), ANYWAY)
  assert.deepEqual(told.sent().map(({ cleaning, sizeBytes }) => [cleaning, sizeBytes]), [['cannot-be-cleaned', video.length]])
})

test('a picture too large for the memory is one that cannot be cleaned, and takes no more room than one that can', async () => {
  const room = place()
  const files = opened(api, room)
  const large = Buffer.concat([jpeg({ orientation: 1, hidden: true }).subarray(0, 20), Buffer.alloc(LIMITS.noScriptCleanedBytesMax + 10)])
  await files.take(part('scan.jpg', large), ANYWAY)
  assert.equal(files.sent()[0]?.cleaning, 'cannot-be-cleaned')
  assert.ok(room.taken < LIMITS.noScriptCleanedBytesMax + 200_000, `${room.taken} bytes`)
})

test('no file picked is no file; a server that refuses is told once the words are there', async () => {
  const files = opened()
  await files.take(part('', Buffer.alloc(0)), NOTHING)
  assert.deepEqual(files.sent(), [])
  assert.equal(files.count(), 0)
  const full = opened({ origin: api.origin, call: () => Promise.reject(new Refusal('uploads-full')) })
  await full.take(part('a.txt', Buffer.from('x')), NOTHING)
  assert.equal(await refusalOf(async () => full.sent()), 'uploads-full')
  assert.equal(await refusalOf(() => opened().take({ ...part('a.txt', Buffer.from('x')), name: 'other' }, NOTHING)), 'malformed')
})
