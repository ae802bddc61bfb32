import { base64url, concat } from '#base/bytes.ts'
import { fileName as safeName } from '#base/file-name.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { inspect, mayBeCleaned, PLAIN } from '#clients/cleaning/clean.ts'
import { FILES, FILES_ANYWAY } from '#clients/report/file-part.ts'
import type { Api } from '#clients/transport/api.ts'
import { mediaType, SNIFF_BYTES } from '#clients/transport/media-type.ts'
import { sendStream } from '#clients/transport/upload-stream.ts'
import type { Attachment, Cleaning } from '#domain/bodies.ts'
import type { FormPlace } from './admission.ts'
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
}

export interface FilesDeps {
  readonly api: Api
  readonly place: FormPlace
  readonly signal: AbortSignal
  /** Bytes of the whole form, as it was announced: no file of it is larger. */
  readonly formBytes: number
}

/** Seals a form's files as they come: pictures cleaned in memory, the rest in segments, nothing on a disk. */
export function formFiles({ api, place, signal, formBytes }: FilesDeps): FormFiles {
  const attachments: Attachment[] = []
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
        if (attachments.length === LIMITS.filesPerEntryMax) throw new Refusal('too-large', { filesMax: LIMITS.filesPerEntryMax })
        attachments.push(await send({ api, signal, formBytes, name: safeName(fileName), anyway: fields.get(FILES_ANYWAY) === 'yes', hold }, incoming))
      } catch (error) {
        failure = { error }
      }
    },
    count: () => count,
    sent() {
      if (failure !== null) throw failure.error
      return attachments
    },
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

interface Order {
  readonly api: Api
  readonly signal: AbortSignal
  readonly formBytes: number
  readonly name: string
  /** Whether a file that cannot be cleaned goes along as it is. */
  readonly anyway: boolean
  readonly hold: (bytes: number) => void
}

async function send(order: Order, incoming: Incoming): Promise<Attachment> {
  const { name, anyway, hold } = order
  const type = mediaType(incoming.start.subarray(0, SNIFF_BYTES), name)
  const bytesMax = LIMITS.noScriptPictureBytesMax
  // Not documents: what is an archive inside may unpack to more than this process has for everybody.
  const isPicture = type.startsWith('image/') && mayBeCleaned(type)
  const start = isPicture ? await gather(incoming, bytesMax + 1, hold) : incoming.start
  if (isPicture && start.length <= bytesMax) {
    const { cleaning, source } = await inspect({ sizeBytes: start.length, read: async (from, to) => start.slice(from, to) }, name)
    if (cleaning === 'cannot-be-cleaned' && !anyway) throw new NotCleaned(name)
    return seal(order, { cleaning, start: await source.read(0, source.sizeBytes), rest: NO_MORE })
  }
  const isPlain = PLAIN.has(type)
  if (!isPlain && !anyway) throw new NotCleaned(name)
  return seal(order, { cleaning: isPlain ? 'nothing-found' : 'cannot-be-cleaned', start, rest: incoming.rest })
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
