import { base64url, concat } from '#base/bytes.ts'
import { fileName as safeName } from '#base/file-name.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { cleanedAs, inspect, PLAIN } from '#clients/cleaning/clean.ts'
import { FILES, FILES_ANYWAY } from '#clients/report/file-part.ts'
import type { Api } from '#clients/transport/api.ts'
import { mediaType, SNIFF_BYTES } from '#clients/transport/media-type.ts'
import { sendStream } from '#clients/transport/upload-stream.ts'
import type { Attachment, Cleaning } from '#domain/bodies.ts'
import type { ToldFile } from '#clients/report/cleaned-part.ts'
import type { FormPlace } from './admission.ts'
import type { CleanedFile, Cleaner } from './cleaner.ts'
import type { TakeFile } from './form-body.ts'

/** A file that would tell more than its sender said it may: nothing of the form is sent. */
export class NotCleaned extends Error {
  readonly fileName: string

  constructor(fileName: string) {
    super(fileName)
    this.fileName = fileName
  }
}

/** The files of one form. What goes wrong with one of them is told once all of the form has come, with everything that was typed. */
export interface FormFiles {
  readonly take: TakeFile
  /** Those that were picked, sent or not. */
  count(): number
  /** @throws NotCleaned; Refusal `uploads-full`, `too-large`, `unreachable`, … */
  sent(): readonly Attachment[]
  /** What became of each, for the page that follows. */
  told(): readonly ToldFile[]
}

export interface FilesDeps {
  readonly api: Api
  readonly cleaner: Cleaner
  readonly place: FormPlace
  readonly signal: AbortSignal
  /** Bytes of the whole form, as it was announced: no file of it is larger. */
  readonly formBytes: number
}

/** Seals a form's files as they come: cleaned in memory as far as they are not too large for it, the rest in segments, nothing on a disk. */
export function formFiles({ api, cleaner, place, signal, formBytes }: FilesDeps): FormFiles {
  const sent: Sent[] = []
  let [count, roomTaken, failure]: [number, number, { readonly error: unknown } | null] = [0, 0, null]
  /** One file is held at a time: the form takes room for the largest. */
  const hold = (bytes: number): void => {
    if (bytes > roomTaken) place.take(bytes - roomTaken, (refusal) => { failure ??= { error: refusal } })
    roomTaken = Math.max(roomTaken, bytes)
  }
  return {
    async take({ name, fileName, body }, fields) {
      if (name !== FILES) throw new Refusal('malformed', { member: 'fields' })
      const incoming = await begin(body, hold)
      if (fileName === '' && incoming.start.length === 0) return
      count += 1
      if (failure !== null) return
      try {
        if (sent.length === LIMITS.filesPerEntryMax) throw new Refusal('too-large', { filesMax: LIMITS.filesPerEntryMax })
        sent.push(await send({ api, cleaner, signal, formBytes, name: safeName(fileName), anyway: fields.get(FILES_ANYWAY) === 'yes', hold }, incoming))
      } catch (error) {
        failure = { error }
      }
    },
    count: () => count,
    sent() {
      if (failure !== null) throw failure.error
      return sent.map(({ attachment }) => attachment)
    },
    told: () => sent.map(({ attachment: { name, cleaning }, findings }) => ({ name, cleaning, findings })),
  }
}

/** A file whose first bytes have come. */
interface Incoming {
  readonly start: Uint8Array<ArrayBuffer>
  readonly rest: AsyncIterator<Uint8Array>
}

async function begin(body: AsyncIterable<Uint8Array>, hold: (bytes: number) => void): Promise<Incoming> {
  const rest = body[Symbol.asyncIterator]()
  return { start: await gather({ start: new Uint8Array(0), rest }, SNIFF_BYTES, hold), rest }
}

/** As much as there is, up to a little more than so many bytes. */
async function gather({ start, rest }: Incoming, bytesMin: number, hold: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const pieces = [start]
  for (let bytes = start.length; bytes < bytesMin;) {
    const { value, done } = await rest.next()
    if (done === true) break
    pieces.push(value.slice())
    bytes += value.length
    hold(bytes)
  }
  return concat(...pieces)
}

interface Sent {
  readonly attachment: Attachment
  readonly findings: ToldFile['findings']
}

interface Order {
  readonly api: Api
  readonly cleaner: Cleaner
  readonly signal: AbortSignal
  readonly formBytes: number
  readonly name: string
  /** Whether a file that cannot be cleaned goes along as it is. */
  readonly anyway: boolean
  readonly hold: (bytes: number) => void
}

async function send(order: Order, incoming: Incoming): Promise<Sent> {
  const { name, anyway, hold } = order
  const type = mediaType(incoming.start.subarray(0, SNIFF_BYTES), name)
  const bytesMax = LIMITS.noScriptCleanedBytesMax
  const how = cleanedAs(type)
  const start = how === null ? incoming.start : await gather(incoming, bytesMax + 1, hold)
  if (how !== null && start.length <= bytesMax) {
    const { cleaning, bytes, findings } = await (how === 'picture' ? cleanHere(name, start) : cleanApart(order, start))
    if (cleaning === 'cannot-be-cleaned' && !anyway) throw new NotCleaned(name)
    return { attachment: await seal(order, { cleaning, start: bytes, rest: NO_MORE }), findings }
  }
  const isPlain = PLAIN.has(type)
  if (!isPlain && !anyway) throw new NotCleaned(name)
  return { attachment: await seal(order, { cleaning: isPlain ? 'nothing-found' : 'cannot-be-cleaned', start, rest: incoming.rest }), findings: [] }
}

/** A picture's parts are known by their lengths: it is not unpacked. */
async function cleanHere(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<CleanedFile> {
  const { cleaning, source, findings } = await inspect({ sizeBytes: bytes.length, read: async (from, to) => bytes.slice(from, to) }, name)
  return { cleaning, findings, bytes: await source.read(0, source.sizeBytes) }
}

/** What is an archive inside may unpack to more than this process has for everybody: another one takes it apart. */
async function cleanApart({ cleaner, name, hold, signal }: Order, bytes: Uint8Array<ArrayBuffer>): Promise<CleanedFile> {
  const cleaned = await cleaner.clean({ name, bytes }, signal)
  hold(bytes.length + cleaned.bytes.length)
  return cleaned
}

const NO_MORE: AsyncIterator<Uint8Array> = { next: async () => ({ value: undefined, done: true }) }

async function seal({ api, signal, formBytes, name }: Order, { cleaning, start, rest }: Incoming & { readonly cleaning: Cleaning }): Promise<Attachment> {
  const words = async function* (): AsyncGenerator<Uint8Array> {
    yield start
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  }
  const { file, sha256, sizeBytes, key: { key, nonce } } = await sendStream(api, { words: words(), sizeBytesMax: Math.min(formBytes, LIMITS.fileBytesMax), signal })
  return { file, sha256, name, type: mediaType(start.subarray(0, SNIFF_BYTES), name), sizeBytes, key: base64url(key.reveal()), nonce: base64url(nonce), cleaning }
}
