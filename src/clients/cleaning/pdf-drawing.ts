// What a drawing's stream says besides what it draws: notes between its deeds, words that stand for what is drawn, and photos that stand in it.
import { concat, utf8 } from '#base/bytes.ts'
import { NotReadable, type Cleaned, type Finding } from './findings.ts'

const [PERCENT, OPEN, CLOSE, BACKSLASH, LESS, MORE, SLASH, OPEN_LIST, CLOSE_LIST] = [0x25, 0x28, 0x29, 0x5c, 0x3c, 0x3e, 0x2f, 0x5b, 0x5d]
/** By their byte: drawings have millions. */
const SPACE = marked([0, 9, 10, 12, 13, 32])
const END = marked([0, 9, 10, 12, 13, 32, PERCENT, OPEN, CLOSE, LESS, MORE, SLASH, OPEN_LIST, CLOSE_LIST, 0x7b, 0x7d])
/** Members of a property list that are read aloud, or copied, in place of what is seen. */
export const SAID_INSTEAD: ReadonlySet<string> = new Set(['ActualText', 'Alt', 'E'])
/** Behind the end of a photo only deeds follow: so far they are looked at. */
const LETTERS_BEHIND = 12

const latin1 = new TextDecoder('latin1')

export interface Drawing {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly findings: ReadonlySet<Finding>
}

/**
 * @param bytes - a page's, form's, pattern's or glyph's stream, unpacked.
 * @returns null where there is nothing to take out.
 * @throws NotReadable for a photo in the stream whose end nobody can tell, and what `cleanJpeg` throws
 * @see ISO 32000-2:2020, 7.2.4 (comments), 7.8.2 (content streams), 8.9.7 (inline images), 14.6 (marked content)
 */
export function cleanDrawing(bytes: Uint8Array, cleanJpeg: (photo: Uint8Array<ArrayBuffer>) => Cleaned): Drawing | null {
  const findings = new Set<Finding>()
  const kept: Uint8Array[] = []
  let copied = 0
  const replace = (from: number, to: number, by: Uint8Array): void => {
    kept.push(bytes.subarray(copied, from), by)
    copied = to
  }
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at]
    if (byte === PERCENT) {
      const end = lineEnd(bytes, at)
      // What stands on both sides stays apart.
      replace(at, end, utf8(' '))
      findings.add('text')
      at = end
    } else if (byte === OPEN) at = stringEnd(bytes, at)
    else if (byte === LESS && bytes[at + 1] === LESS) {
      const end = listEnd(bytes, at)
      const list = withoutSaid(bytes.subarray(at, end))
      if (list !== null) {
        replace(at, end, list)
        findings.add('text')
      }
      at = end
    } else if (byte === LESS) at = indexOf(bytes, MORE, at) + 1
    else if (isWord(bytes, at, 'BI')) {
      const photo = photoAt(bytes, at)
      if (photo.isJpeg) {
        const cleaned = cleanJpeg(bytes.slice(photo.from, photo.to))
        for (const each of cleaned.findings) findings.add(each)
        if (cleaned.findings.size > 0) replace(photo.from, photo.to, cleaned.bytes)
      }
      at = photo.end
    } else at = isIn(SPACE, byte) ? at + 1 : tokenEnd(bytes, at)
  }
  return findings.size === 0 ? null : { bytes: concat(...kept, bytes.subarray(copied)), findings }
}

function marked(bytes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256)
  for (const byte of bytes) table[byte] = 1
  return table
}

function isIn(table: Uint8Array, byte: number | undefined): boolean {
  return byte !== undefined && table[byte] === 1
}

function lineEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at += 1
  return at
}

function indexOf(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from)
  return at < 0 ? bytes.length : at
}

/** Behind a string in round brackets, which nest. */
function stringEnd(bytes: Uint8Array, from: number): number {
  let depth = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === BACKSLASH) at += 1
    else if (byte === OPEN) depth += 1
    else if (byte === CLOSE && --depth === 0) return at + 1
  }
  return bytes.length
}

/** At least one byte further. */
function tokenEnd(bytes: Uint8Array, from: number): number {
  let at = from + 1
  while (at < bytes.length && !isIn(END, bytes[at])) at += 1
  return at
}

function isWord(bytes: Uint8Array, at: number, word: string): boolean {
  if (bytes[at] !== word.charCodeAt(0) || (at > 0 && !isIn(END, bytes[at - 1]))) return false
  return latin1.decode(bytes.subarray(at, tokenEnd(bytes, at))) === word
}

/** Behind a list of members or of values: both nest. */
function listEnd(bytes: Uint8Array, from: number): number {
  let depth = 0
  for (let at = from; at < bytes.length;) {
    const byte = bytes[at]
    const isPair = (byte === LESS || byte === MORE) && bytes[at + 1] === byte
    if (byte === OPEN) at = stringEnd(bytes, at)
    else if (byte === PERCENT) at = lineEnd(bytes, at)
    else if (byte === LESS && !isPair) at = indexOf(bytes, MORE, at) + 1
    else {
      if (isPair ? byte === LESS : byte === OPEN_LIST) depth += 1
      if (isPair ? byte === MORE : byte === CLOSE_LIST) depth -= 1
      at += isPair ? 2 : 1
      if (depth === 0) return at
    }
  }
  return bytes.length
}

/** @returns null where nothing in a list is said instead of anything, and nothing noted */
function withoutSaid(list: Uint8Array): Uint8Array | null {
  const kept: Uint8Array[] = []
  let copied = 0
  const drop = (from: number, to: number): void => {
    kept.push(list.subarray(copied, from), utf8(' '))
    copied = to
  }
  let key: { readonly at: number; readonly isSaid: boolean } | null = null
  for (let at = 2; at < list.length - 2;) {
    const isNote = list[at] === PERCENT
    const isSpace = isIn(SPACE, list[at])
    const end = isSpace ? at + 1 : isNote ? lineEnd(list, at) : valueEnd(list, at)
    if (isNote && key?.isSaid !== true) drop(at, end)
    else if (!isNote && !isSpace) {
      if (key?.isSaid === true) drop(key.at, end)
      key = key === null ? { at, isSaid: list[at] === SLASH && SAID_INSTEAD.has(nameAt(list, at)) } : null
    }
    at = end
  }
  return kept.length === 0 ? null : concat(...kept, list.subarray(copied))
}

/** `A#63tualText` is the same name. */
function nameAt(bytes: Uint8Array, at: number): string {
  return latin1.decode(bytes.subarray(at + 1, tokenEnd(bytes, at))).replaceAll(/#([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

function valueEnd(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === OPEN) return stringEnd(bytes, at)
  if (byte === OPEN_LIST || (byte === LESS && bytes[at + 1] === LESS)) return listEnd(bytes, at)
  if (byte === LESS) return indexOf(bytes, MORE, at) + 1
  return tokenEnd(bytes, at)
}

interface Photo {
  readonly isJpeg: boolean
  /** Its bytes. */
  readonly from: number
  readonly to: number
  /** Behind its `EI`. */
  readonly end: number
}

/** A photo's bytes may hold anything, `EI` too: its end is where nothing but letters and signs follows. */
function photoAt(bytes: Uint8Array, begin: number): Photo {
  let at = begin
  while (at < bytes.length && !isWord(bytes, at, 'ID')) at = bytes[at] === OPEN ? stringEnd(bytes, at) : isIn(SPACE, bytes[at]) ? at + 1 : tokenEnd(bytes, at)
  const members = latin1.decode(bytes.subarray(begin, at))
  const from = at + 3
  for (let end = bytes.indexOf(0x45, from); end >= 0; end = bytes.indexOf(0x45, end + 1)) {
    if (bytes[end + 1] !== 0x49 || !isIn(SPACE, bytes[end - 1]) || !isDeeds(bytes.subarray(end + 2, end + 2 + LETTERS_BEHIND))) continue
    return { isJpeg: /\/(?:DCTDecode|DCT)\b/.test(members), from, to: end - 1, end: end + 2 }
  }
  throw new NotReadable()
}

function isDeeds(behind: Uint8Array): boolean {
  return behind.every((byte, at) => (byte > 32 && byte < 127 && at > 0) || isIn(SPACE, byte))
}
