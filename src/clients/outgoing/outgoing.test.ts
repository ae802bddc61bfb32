// Goal: a file is looked at, sealed and sent by a worker as by this thread; where the worker does not start, or dies, nothing is lost; and no
// upload ever goes on under its key with other words. Method: the real server in this process, both ends of a message channel in the place of
// a worker, files that change.
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import type { UploadNote } from '#clients/transport/content.ts'
import { hash } from '#sealing/proof/hash.ts'
import { SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { liarOver, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { inThread } from './in-thread.ts'
import { inWorker } from './in-worker.ts'
import type { Offer, Outgoing, SendWatch } from './outgoing.ts'
import { serve, type Line } from './serve.ts'

const { api } = await openOffice()

function offerOf(words: Bytes, more: Partial<Offer> = {}): Offer {
  return { file: new File([words], 'recording.bin'), name: 'recording.bin', isCleaned: false, anyway: false, ...more }
}

function wordsOf(sizeBytes: number): Bytes {
  const words = new Uint8Array(sizeBytes)
  for (let at = 0; at < sizeBytes; at += 65_536) words.set(randomBytes(Math.min(65_536, sizeBytes - at)), at)
  return words
}

interface Watching extends SendWatch { readonly noted: UploadNote[]; readonly told: number[]; readonly pause: AbortController }

function watching(notes: readonly UploadNote[] = []): Watching {
  const [noted, told, pause]: [UploadNote[], number[], AbortController] = [[], [], new AbortController()]
  return { notes, noted, told, pause, signal: pause.signal, onNote: (note) => { noted.push(note) }, onProgress: (bytes) => { told.push(bytes) } }
}

const channels: MessageChannel[] = []
after(() => { for (const { port1, port2 } of channels) { port1.close(); port2.close() } })

/** A thread of messages: everything is cloned on its way, as between a page and its worker. */
function workerOver(outgoing: Outgoing): Worker & { readonly die: () => void } {
  const channel = new MessageChannel()
  const errors = new EventTarget()
  channels.push(channel)
  const far: Line = {
    postMessage: (told) => { channel.port2.postMessage(told) },
    addEventListener: (_, listener) => { channel.port2.addEventListener('message', (event) => { listener(event as MessageEvent) }); channel.port2.start() },
  }
  const near = {
    postMessage: (asked: unknown) => { channel.port1.postMessage(asked) },
    addEventListener(type: string, listener: EventListener) {
      if (type === 'error') return errors.addEventListener(type, listener)
      channel.port1.addEventListener('message', listener)
      channel.port1.start()
    },
    terminate() { channel.port1.close() },
    die() { errors.dispatchEvent(new Event('error')) },
  }
  setImmediate(() => { serve(far, outgoing) })
  return near as unknown as Worker & { readonly die: () => void }
}

const never = (): Promise<never> => Promise.reject(new Error('not this thread'))
const through = (over: Api = api): Outgoing => inWorker({ worker: () => workerOver(inThread(over)), here: never })
const putsOf = ({ calls }: ReturnType<typeof liarOver>): number => calls.filter(({ route }) => route === 'put-segment').length

test('a worker tells what it finds, seals and sends as this thread does', async () => {
  const words = wordsOf(3 * SEGMENT_BYTES + 5)
  for (const outgoing of [through(), inThread(api)]) {
    assert.deepEqual(await outgoing.look(1, offerOf(words)), { cleaning: 'kept-as-it-was', findings: [], sizeBytes: words.length })
    const watch = watching()
    const attachment = await outgoing.send(1, offerOf(words), watch)
    assert.equal(attachment?.sha256, base64url(hash(words)))
    assert.equal(watch.noted.length, 1)
    assert.ok(watch.told.every((bytes, index) => index === 0 || bytes > (watch.told[index - 1] ?? 0)))
  }
})

test('another page with the same words and the note goes on with the upload; with other words or without the note it begins anew', async () => {
  const words = wordsOf(4 * SEGMENT_BYTES)
  const first = watching()
  let puts = 0
  const breaking = liarOver(api, { 'put-segment': (honest) => { if (++puts > 2) throw new Refusal('unreachable'); return honest() } })
  assert.equal(await refusalOf(() => inThread(breaking).send(1, offerOf(words), first)), 'unreachable')
  const [note = assert.fail()] = first.noted
  assert.deepEqual(Object.keys(note).sort(), ['keptBytes', 'secret', 'upload'])
  const other = words.slice()
  other[other.length - 1] = (other.at(-1) ?? 0) ^ 1
  for (const [again, notes, expected] of [[other, [note], 5], [words, [], 5], [words, [note], 3]] as const) {
    const going = liarOver(api)
    const watch = watching(notes)
    const attachment = await through(going).send(7, offerOf(again), watch)
    assert.equal(attachment?.sha256, base64url(hash(again)))
    // The tail has a segment of its own.
    assert.equal(putsOf(going), expected)
    assert.equal(watch.noted[0]?.upload === note.upload, expected === 3)
  }
})

test('a recorded voice says so, is not looked into, and leaves no note even where it is long; it goes on after a pause in the same page', async () => {
  // Of a kind that could not be cleaned, had somebody picked it.
  const words = wordsOf(8 * SEGMENT_BYTES)
  words.set(Uint8Array.of(0x50, 0x4b, 3, 4))
  const picked = watching()
  assert.ok(await inThread(api).send(1, offerOf(words), picked))
  for (const recorded of ['masked', 'unmasked'] as const) {
    const offer = offerOf(words, { recorded, isCleaned: true })
    const outgoing = through()
    assert.deepEqual(await outgoing.look(1, offer), { cleaning: 'nothing-found', findings: [], sizeBytes: words.length })
    const watch = watching(picked.noted)
    const attachment = await outgoing.send(1, offer, watch)
    assert.deepEqual([attachment?.recorded, attachment?.cleaning, attachment?.sha256], [recorded, 'nothing-found', base64url(hash(words))])
    assert.deepEqual(watch.noted, [])
  }
  const [offer, outgoing, first, second] = [offerOf(words, { recorded: 'masked' }), inThread(api), watching(), watching()]
  await assert.rejects(outgoing.send(1, offer, { ...first, onProgress: () => { first.pause.abort() } }), { name: 'AbortError' })
  assert.equal((await outgoing.send(1, offer, second))?.recorded, 'masked')
  assert.ok((second.told[0] ?? 0) >= SEGMENT_BYTES, 'what had arrived is not sent again')
  assert.deepEqual([first.noted, second.noted], [[], []])
  assert.equal(picked.noted.length, 1)
  assert.ok(!Object.hasOwn(await inThread(api).send(1, offerOf(words), watching()) ?? {}, 'recorded'))
})

test('a file that is picked twice at once is two files, of which one goes on', async () => {
  const words = wordsOf(2 * SEGMENT_BYTES)
  const first = watching()
  assert.ok(await inThread(api).send(1, offerOf(words), first))
  const [outgoing, watches] = [through(), [watching(first.noted), watching(first.noted)]]
  const sent = await Promise.all(watches.map((watch, job) => outgoing.send(job, offerOf(words), watch)))
  assert.equal(new Set(sent.map((each) => each?.file)).size, 2)
  assert.equal(watches.filter(({ noted }) => noted[0]?.upload === first.noted[0]?.upload).length, 1)
})

test('a file that changes between being read and being sealed is sealed under no key that was made from the first reading', async () => {
  const words = wordsOf(3 * SEGMENT_BYTES)
  let reads = 0
  const file = {
    size: words.length,
    slice(from: number, to: number) {
      const part = words.slice(from, to)
      // The second reading of the last segment is another one.
      if (from === 2 * SEGMENT_BYTES && ++reads === 2) part[0] = (part[0] ?? 0) ^ 1
      return { arrayBuffer: async () => part.buffer }
    },
  } as unknown as File
  const watched = liarOver(api)
  const outgoing = inThread(watched)
  const [first, second] = [watching(), watching()]
  assert.equal(await refusalOf(() => outgoing.send(1, { ...offerOf(words), file }, first)), 'segment-differs')
  assert.ok(putsOf(watched) <= 2)
  assert.equal((await outgoing.send(1, { ...offerOf(words), file }, second))?.sha256, base64url(hash(words)))
  assert.notEqual(first.noted[0]?.upload, second.noted[0]?.upload)
})

test('what is there is not read again after a pause, and a pause ends what waits for its turn', async () => {
  const words = wordsOf(8 * SEGMENT_BYTES)
  const outgoing = inThread(api)
  const read: number[] = []
  const file = { size: words.length, slice: (from: number, to: number) => { read.push(from); return new Blob([words.slice(from, to)]) } } as unknown as File
  const first = watching()
  await assert.rejects(outgoing.send(1, { ...offerOf(words), file }, { ...first, onProgress: () => { first.pause.abort() } }), { name: 'AbortError' })
  read.length = 0
  const second = watching()
  assert.ok(await outgoing.send(1, { ...offerOf(words), file }, second))
  assert.ok(second.told[0] !== undefined && second.told[0] >= SEGMENT_BYTES)
  // Besides the first bytes, which say what kind of file it is.
  assert.ok(read.length < 9, `${read.length} reads`)
  const [, , third] = [0, 1, 2].map((job) => { const watch = watching(); return { watch, doing: through().send(job, offerOf(words), watch) } })
  third?.watch.pause.abort()
  await assert.rejects(third?.doing ?? Promise.resolve(), { name: 'AbortError' })
})

test('where no worker starts this thread does it, and what a dying one was asked ends as a lost connection', async () => {
  const words = wordsOf(9)
  const refused = inWorker({ worker: () => { throw new DOMException('no', 'SecurityError') }, here: async () => inThread(api) })
  assert.ok(await refused.send(1, offerOf(words), watching()))
  const holding = liarOver(api, { 'start-upload': () => new Promise<never>(() => undefined) })
  const worker = workerOver(inThread(holding))
  const dying = inWorker({ worker: () => worker, here: async () => inThread(api) })
  const asked = refusalOf(() => dying.send(1, offerOf(words), watching()))
  await dying.look(2, offerOf(words))
  worker.die()
  assert.equal(await asked, 'unreachable')
  assert.ok(await dying.send(1, offerOf(words), watching()), 'asked again, this thread does it')
  const nowhere = inWorker({ worker: never, here: async () => { throw new Refusal('unreachable') } })
  assert.equal(await refusalOf(() => nowhere.look(1, offerOf(words))), 'unreachable')
})

test('a file that cannot be cleaned waits for a decision, also when its turn to be sent comes first', async () => {
  const zip = Uint8Array.of(0x50, 0x4b, 3, 4, 1, 2, 3)
  const outgoing = through()
  const offer = offerOf(zip, { isCleaned: true })
  assert.equal((await outgoing.look(1, offer)).cleaning, 'cannot-be-cleaned')
  assert.equal(await outgoing.send(1, offer, watching()), null)
  assert.equal((await outgoing.send(1, { ...offer, anyway: true }, watching()))?.cleaning, 'cannot-be-cleaned')
})
