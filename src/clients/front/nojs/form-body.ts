import type { IncomingMessage } from 'node:http'
import { fromUtf8 } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { FormPlace } from './admission.ts'
import { parseMultipart } from './multipart.ts'

const FIELDS_MAX = LIMITS.questionsMax + 16
/** With what stands between two `&` and is empty. */
const PAIRS_MAX = 4 * FIELDS_MAX
const [PLUS, SPACE] = [0x2b, 0x20]
const SILENCE_MS_MAX = 120_000

export type Fields = ReadonlyMap<string, string>

/**
 * Reads a posted form, cut off at the limit while it streams.
 * @throws Refusal `too-large`, `malformed`, `busy`
 */
export async function readForm(request: IncomingMessage, place: FormPlace): Promise<Fields> {
  const type = request.headers['content-type'] ?? ''
  const declared = Number(request.headers['content-length'] ?? LIMITS.requestBytesMax)
  if (declared > LIMITS.requestBytesMax) throw new Refusal('too-large', { bytesMax: LIMITS.requestBytesMax })
  const bytes = await readBytes(request, place, declared)
  place.settle()
  return parseForm(bytes, type)
}

/** @throws Refusal `malformed` */
export function parseForm(bytes: Uint8Array, contentType: string): Fields {
  const [type = ''] = contentType.split(';')
  if (type.trim().toLowerCase() === 'application/x-www-form-urlencoded') return parseUrlEncoded(bytes)
  const boundary = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType)
  if (boundary === null) throw new Refusal('malformed', { member: 'content-type' })
  return parseMultipart(bytes, boundary[1] ?? boundary[2] ?? '', FIELDS_MAX)
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

function textOf(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes)
  } catch {
    throw new Refusal('malformed', { member: 'fields' })
  }
}

function readBytes(request: IncomingMessage, place: FormPlace, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let size = 0
    let failed = false
    const fail = (refusal: Refusal): void => {
      failed = true
      pieces.length = 0
      request.pause()
      reject(refusal)
    }
    request.setTimeout(SILENCE_MS_MAX, () => fail(new Refusal('malformed', { member: 'body' })))
    request.on('data', (piece: Buffer) => {
      if (failed) return
      size += piece.length
      if (size > bytesMax) return fail(new Refusal('too-large', { bytesMax }))
      pieces.push(piece)
      place.take(piece.length, fail)
    })
    request.on('end', () => resolve(Buffer.concat(pieces)))
    request.on('error', () => reject(new Refusal('malformed', { member: 'body' })))
    request.on('close', () => reject(new Refusal('malformed', { member: 'body' })))
  })
}
