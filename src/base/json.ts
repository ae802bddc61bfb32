import { fromUtf8, utf8, type Bytes } from './bytes.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * JSON with sorted keys and no spare space: one value, one spelling, so that what was signed can be told from what was not.
 * Numbers are safe integers only; `undefined` members are left out.
 *
 * @throws RangeError on any other number, TypeError on anything that is not JSON: a box, bytes or a date is no plain object.
 * @see RFC 8785, of which this is the part without fractions.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new RangeError('only safe integers are canonical')
    return String(value)
  }
  // `map` would leave the holes of a sparse array as they are.
  if (Array.isArray(value)) return `[${Array.from(value, (member: unknown) => canonicalJson(member)).join(',')}]`
  if (!isPlain(value)) throw new TypeError(`${typeof value} is not JSON`)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${quoted(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate is not JSON text')
  return JSON.stringify(text)
}

export function canonicalBytes(value: unknown): Bytes {
  return utf8(canonicalJson(value))
}

/**
 * Reads canonical JSON. Duplicate keys, other orders and stray space are refused, because a second reader could see another value in them.
 * @returns undefined if the bytes are not canonical JSON.
 */
export function parseCanonical(bytes: Uint8Array): unknown {
  try {
    if (bytes.length > DEEP_BYTES_MIN && isDeep(bytes)) return undefined
    const text = fromUtf8(bytes)
    const value: unknown = JSON.parse(text)
    return isPlainlyCanonical(value, text) || canonicalJson(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

/** Below this nothing can cost much. */
const DEEP_BYTES_MIN = 4096
/** No message of ours is nearly so deep, and a megabyte of brackets would keep whoever reads it busy for half a second. */
const DEPTH_MAX = 64
const [QUOTE, BACKSLASH] = [0x22, 0x5c]

/** Whether values stand in one another too deep to be meant; of what is no JSON, either answer does. */
function isDeep(bytes: Uint8Array): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (inString) {
      if (byte === BACKSLASH) at += 1
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if (byte === 0x5b || byte === 0x7b) depth += 1
    else if (byte === 0x5d || byte === 0x7d) depth -= 1
    if (depth > DEPTH_MAX) return true
  }
  return false
}

/**
 * The quick way to a yes: the platform spells the value as it was read, and everything in it is in order. A no says nothing, for
 * the platform moves keys that look like numbers to the front. Every entry is read this way; it takes a third of the time.
 */
function isPlainlyCanonical(value: unknown, text: string): boolean {
  return JSON.stringify(value) === text && isInOrder(value)
}

function isInOrder(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (Array.isArray(value)) return value.every(isInOrder)
  if (typeof value !== 'object' || value === null) return true
  let last: string | null = null
  for (const [key, member] of Object.entries(value)) {
    if ((last !== null && key <= last) || !key.isWellFormed() || !isInOrder(member)) return false
    last = key
  }
  return true
}
