import { latin } from '#base/bytes.ts'
import { sizeText } from '#base/size.ts'
import { CannotShow, type Controls, type ShownFile } from '../frame.ts'
import type { Shown } from '../protocol.ts'
import { element, sheet, tableRow, visible } from './draw.ts'
import { entriesOf } from './zip.ts'

interface Listed {
  readonly name: string
  readonly sizeBytes: number | null
  readonly encrypted: boolean
}

const ROWS_AT_ONCE = 1000
/** A tape that is unpacked to be listed: beyond it the list ends. */
const TAPE_BYTES_MAX = 4 * 1024 ** 3
const BLOCK_BYTES = 512

/** What is in an archive, by name and size; nothing of it is opened. */
export async function showArchive(file: ShownFile, tell: (shown: Partial<Shown>) => void): Promise<Controls> {
  const { labels, language } = file
  const listed = file.type === 'application/zip' ? zipped(file) : taped(file)
  const body = element('tbody')
  const add = ({ name, sizeBytes, encrypted }: Listed): void => {
    const size = sizeBytes === null ? '' : sizeText(sizeBytes, language === 'zh' ? 'zh' : 'en')
    body.append(element('tr', {},
      element('td', {}, visible(name), ...(encrypted ? [element('span', { className: 'soft' }, ` (${labels.encrypted})`)] : [])), element('td', { className: 'number' }, size)))
  }
  const more = async (): Promise<void> => {
    let isDone = false
    for (let rows = 0; rows < ROWS_AT_ONCE && !isDone; rows++) {
      const next = await listed.next()
      isDone = next.done === true
      if (next.done !== true) add(next.value)
    }
    tell({ hasMore: !isDone })
  }
  sheet('wide').append(element('table', {}, element('thead', {}, tableRow([labels.name, labels.size], true)), body))
  await more()
  if (body.childElementCount === 0) sheet().append(element('p', { className: 'soft' }, labels.nothing))
  return { more }
}

async function* zipped(file: ShownFile): AsyncGenerator<Listed> {
  for await (const entry of entriesOf(file)) yield { name: entry.filename, sizeBytes: entry.directory ? null : entry.uncompressedSize, encrypted: entry.encrypted }
}

/** A tape archive behind gzip, or one file behind it. @see POSIX.1-2024 pax, "ustar Interchange Format"; RFC 1952 */
async function* taped(file: ShownFile): AsyncGenerator<Listed> {
  const pieces = pieceReader(file)
  let block = await pieces.take(BLOCK_BYTES)
  if (latin(block.subarray(257, 262)) !== 'ustar') return yield { name: file.name.replace(/\.gz$/i, ''), sizeBytes: null, encrypted: false }
  let longName: string | null = null
  while (block.length === BLOCK_BYTES && block[0] !== 0) {
    const sizeBytes = sizeOf(block)
    const kind = latin(block.subarray(156, 157))
    const padded = Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES
    if (kind === 'L' && sizeBytes <= BLOCK_BYTES * 16) longName = text(await pieces.take(padded)).slice(0, sizeBytes)
    else {
      if (kind === '0' || kind === '\0' || kind === '5') yield { name: longName ?? nameOf(block), sizeBytes: kind === '5' ? null : sizeBytes, encrypted: false }
      if (kind !== 'x' && kind !== 'g') longName = null
      await pieces.passOver(padded)
    }
    block = await pieces.take(BLOCK_BYTES)
  }
}

function nameOf(block: Uint8Array): string {
  return [text(block.subarray(345, 500)), text(block.subarray(0, 100))].filter((part) => part !== '').join('/')
}

function sizeOf(block: Uint8Array): number {
  const field = block.subarray(124, 136)
  if (((field[0] ?? 0) & 0x80) !== 0) return field.subarray(4).reduce((size, byte) => size * 256 + byte, 0)
  const size = Number.parseInt(latin(field).trim(), 8)
  if (Number.isNaN(size)) throw new CannotShow('cannot-be-drawn')
  return size
}

interface Pieces {
  take(bytes: number): Promise<Uint8Array>
  passOver(bytes: number): Promise<void>
}

function pieceReader(file: ShownFile): Pieces {
  let at = 0
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const bytes = await file.read(at, at + 1024 * 1024)
      at += bytes.length
      if (bytes.length === 0) controller.close()
      else controller.enqueue(bytes)
    },
  })
  const reader = packed.pipeThrough(new DecompressionStream('gzip')).getReader()
  let held: Uint8Array = new Uint8Array(0)
  let unpacked = 0
  const fill = async (): Promise<boolean> => {
    const { value, done } = await reader.read().catch(() => { throw new CannotShow('cannot-be-drawn') })
    if (done) return false
    held = value
    unpacked += value.length
    return unpacked < TAPE_BYTES_MAX
  }
  const each = async (bytes: number, use: (part: Uint8Array) => void): Promise<void> => {
    for (let left = bytes; left > 0;) {
      if (held.length === 0 && !await fill()) return
      const part = held.subarray(0, left)
      use(part)
      held = held.subarray(part.length)
      left -= part.length
    }
  }
  return {
    async take(bytes) {
      const taken = new Uint8Array(bytes)
      let end = 0
      await each(bytes, (part) => { taken.set(part, end); end += part.length })
      return taken.subarray(0, end)
    },
    passOver: (bytes) => each(bytes, () => { /* not looked at */ }),
  }
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end))
}
