import type { IncomingMessage } from 'node:http'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { FormPlace } from './admission.ts'
import { partsOf, textOf, type Part } from './multipart.ts'

const FIELDS_MAX = LIMITS.questionsMax + 16
/** With what stands between two `&` and is empty. */
const PAIRS_MAX = 4 * FIELDS_MAX
const [PLUS, SPACE] = [0x2b, 0x20]
const SILENCE_MS_MAX = 120_000

export type Fields = ReadonlyMap<string, string>

/** A file of a form while it comes: read to its end, or thrown away by not being read. `fields` are those that came before it. */
export type TakeFile = (file: Part & { readonly fileName: string }, fields: Fields) => Promise<void>

/**
 * Reads a posted form. Text is cut off at the limit while it streams; files go on to `takeFile` and count for nothing here.
 * @throws Refusal `too-large`, `malformed`, `busy`; what `takeFile` throws
 */
export async function readForm(request: IncomingMessage, place: FormPlace, takeFile: TakeFile): Promise<Fields> {
  const coming = new Coming(request, place)
  try {
    return await parseForm(coming, request.headers['content-type'] ?? '', takeFile)
  } finally {
    coming.end()
  }
}

/** The bytes of a form, and room for those that are kept. */
export interface FormBytes extends AsyncIterable<Uint8Array> {
  keep(bytes: number): void
}

/** @throws Refusal `malformed`, `too-large` */
export async function parseForm(coming: FormBytes, contentType: string, takeFile: TakeFile): Promise<Fields> {
  const [type = ''] = contentType.split(';')
  if (type.trim().toLowerCase() === 'application/x-www-form-urlencoded') return parseUrlEncoded(await collect(coming, coming))
  const boundary = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType)
  if (boundary === null) throw new Refusal('malformed', { member: 'content-type' })
  const fields = new Map<string, string>()
  for await (const part of partsOf(coming, boundary[1] ?? boundary[2] ?? '')) {
    const { name, fileName, body } = part
    if (fileName !== null) await takeFile({ name, fileName, body }, fields)
    else {
      if (fields.has(name) || fields.size >= FIELDS_MAX) throw new Refusal('malformed', { member: 'fields' })
      fields.set(name, textOf(await collect(body, coming)))
    }
  }
  return fields
}

async function collect(body: AsyncIterable<Uint8Array>, { keep }: Pick<FormBytes, 'keep'>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) {
    keep(piece.length)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** @see WHATWG URL, application/x-www-form-urlencoded; but what is not UTF-8 is refused and not replaced. */
function parseUrlEncoded(bytes: Uint8Array): Fields {
  const fields = new Map<string, string>()
  // In the bytes, where four megabytes of plus signs are changed in no time, and no further than a form can go on.
  const all = textOf(bytes.map((byte) => (byte === PLUS ? SPACE : byte))).split('&', PAIRS_MAX + 1)
  if (all.length > PAIRS_MAX) throw new Refusal('malformed', { member: 'fields' })
  const pairs = all.filter((pair) => pair !== '')
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const name = decoded(at < 0 ? pair : pair.slice(0, at))
    if (fields.has(name) || fields.size >= FIELDS_MAX) throw new Refusal('malformed', { member: 'fields' })
    fields.set(name, at < 0 ? '' : decoded(pair.slice(at + 1)))
  }
  return fields
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Refusal('malformed', { member: 'fields' })
  }
}

/** A request's body as it comes. It ends in a refusal where the person fell silent, left, or had to give way to shorter forms. */
class Coming implements FormBytes {
  readonly #request: IncomingMessage
  readonly #place: FormPlace
  readonly #refused = Promise.withResolvers<never>()
  #kept = 0

  constructor(request: IncomingMessage, place: FormPlace) {
    this.#request = request
    this.#place = place
    this.#refused.promise.catch(() => { /* told to whoever reads */ })
    request.setTimeout(SILENCE_MS_MAX, () => this.#refused.reject(new Refusal('malformed', { member: 'body' })))
  }

  readonly keep = (bytes: number): void => {
    this.#kept += bytes
    if (this.#kept > LIMITS.requestBytesMax) throw new Refusal('too-large', { bytesMax: LIMITS.requestBytesMax })
    this.#place.take(bytes, this.#refused.reject)
  }

  async* [Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const pieces = this.#request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
    for (;;) {
      const { value, done } = await Promise.race([pieces.next().catch(() => { throw new Refusal('malformed', { member: 'body' }) }), this.#refused.promise])
      if (done === true) return
      yield value
    }
  }

  end(): void {
    this.#request.setTimeout(0)
    if (!this.#request.complete) this.#request.pause()
    this.#place.settle()
  }
}
