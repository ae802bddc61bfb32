import { fromUtf8 } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'

const PART_HEAD_BYTES_MAX = 1024
const CRLF = Buffer.from('\r\n')
const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * The text fields of a form. Files are not taken here.
 * @throws Refusal `malformed` for anything that a browser would not send.
 * @see RFC 7578; RFC 2046 section 5.1
 */
export function parseMultipart(bytes: Uint8Array, boundary: string, fieldsMax: number): ReadonlyMap<string, string> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const fields = new Map<string, string>()
  let at = startsWith(body, 0, delimiter.subarray(2)) ? delimiter.length - 2 : bad()
  while (!startsWith(body, at, Buffer.from('--'))) {
    at = startsWith(body, at, CRLF) ? at + 2 : bad()
    const headEnd = body.indexOf(HEAD_END, at)
    if (headEnd < 0 || headEnd - at > PART_HEAD_BYTES_MAX) bad()
    const end = body.indexOf(delimiter, headEnd + 2)
    if (end < 0) bad()
    const name = nameOf(textOf(body.subarray(at, headEnd)))
    if (fields.has(name) || fields.size >= fieldsMax) bad()
    fields.set(name, end < headEnd + 4 ? bad() : textOf(body.subarray(headEnd + 4, end)))
    at = end + delimiter.length
  }
  return fields
}

/** @see WHATWG HTML, multipart/form-data encoding: a quotation mark in a name is sent as %22. */
function nameOf(head: string): string {
  const lines = head.split('\r\n').filter((line) => /^content-disposition:/i.test(line))
  const name = /^content-disposition: form-data; name="([^"\r\n]{1,64})"$/i.exec(lines[0] ?? '')?.[1]
  return lines.length === 1 && name !== undefined ? name : bad()
}

function startsWith(body: Buffer, at: number, start: Buffer): boolean {
  return body.subarray(at, at + start.length).equals(start)
}

function textOf(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes)
  } catch {
    return bad()
  }
}

function bad(): never {
  throw new Refusal('malformed', { member: 'fields' })
}
