import { createReadStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack, type Pack } from 'tar-stream'
import { LIMITS } from '#base/limits.ts'
import type { Archive } from '#sealing/open/bundle.ts'
import { BARE_NAME } from '#sealing/open/export-manifest.ts'
import { readInto, readPlace, type Place } from './read-exactly.ts'

/**
 * [Note: One spelling of an archive] Every header is made here from a name and a size alone: no owner, no time. So a reader packs what it finds
 * once more, and an archive that is not the same to the byte has something in it that nobody signed.
 */

const BLOCK_BYTES = 512
/** What eleven octal digits hold. A file over it gets a header of POSIX.1-2001 (pax) before its own. */
const USTAR_BYTES_MAX = 8 * 1024 ** 3 - 1
const MODE = 0o600

function headerOf(name: string, size: number) {
  return { name, size, mode: MODE, mtime: new Date(0), type: 'file' as const, ...(size > USTAR_BYTES_MAX ? { pax: { size: String(size) } } : {}) }
}

/** Of a file of this size, its header or headers. */
function headerBytes(size: number): number {
  return size > USTAR_BYTES_MAX ? 3 * BLOCK_BYTES : BLOCK_BYTES
}

export interface ArchiveWriter {
  add(name: string, size: number, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>
}

/** Writes an archive that was not there before, for its owner alone; half a one does not stay. */
export async function writeArchive<T>(path: string, fill: (writer: ArchiveWriter) => Promise<T>): Promise<T> {
  const target = await open(path, 'wx', 0o600)
  const archive = pack()
  const written = pipeline(archive, target.createWriteStream({ flush: true }))
  // Whatever ends the filling is told below: this is waited for later.
  written.catch(() => undefined)
  try {
    const result = await fill({ add: (name, size, pieces) => addTo(archive, { name, size }, pieces) })
    archive.finalize()
    await written
    return result
  } catch (error) {
    archive.destroy()
    await written.catch(() => undefined)
    await rm(path, { force: true })
    throw error
  }
}

async function addTo(archive: Pack, { name, size }: { readonly name: string; readonly size: number }, pieces: AsyncIterable<unknown> | Iterable<unknown>): Promise<void> {
  await pipeline(Readable.from(pieces), archive.entry(headerOf(name, size)))
}

/** @returns null if it is no archive as `writeArchive` makes them, to the last byte. Its files are held to nothing yet. */
export async function openArchive(path: string): Promise<Archive | null> {
  const places = await placesIn(path)
  if (places === null) return null
  return {
    names: [...places.keys()],
    async read(name) {
      const place = places.get(name)
      return place === undefined ? null : readPlace(path, place, name)
    },
    async stream(name) {
      const place = places.get(name)
      if (place === undefined) return null
      return piecesAt(path, place)
    },
  }
}

/**
 * Where each file lies, by packing what is found once more and holding the two archives to each other. Of the archive itself only blocks are read
 * that are as long as ours: a header may say any length of itself, and whoever believed it would have to hold that much.
 */
async function placesIn(path: string): Promise<ReadonlyMap<string, Place> | null> {
  const places = await walked(path)
  if (places === null) return null
  const again = pack()
  const same = sameBytes(again, path)
  same.catch(() => undefined)
  try {
    for (const [name, place] of places) await addTo(again, { name, size: place.size }, piecesAt(path, place))
    again.finalize()
    return await same ? places : null
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error
    return null
  } finally {
    again.destroy()
  }
}

/** From header to header. What a header says beyond a name and a size is held to ours afterwards. */
async function walked(path: string): Promise<ReadonlyMap<string, Place> | null> {
  const places = new Map<string, Place>()
  const file = await open(path, 'r')
  try {
    const { size: end } = await file.stat()
    const block = new Uint8Array(BLOCK_BYTES)
    for (let at = 0; ; ) {
      if (!await readInto(file, block, at)) return null
      if (block.every((byte) => byte === 0)) return places
      const isLarge = block[TYPE_AT] === PAX
      const large = isLarge && await readInto(file, block, at + BLOCK_BYTES) ? paxOf(block) : null
      if (isLarge && (large === null || !await readInto(file, block, at + 2 * BLOCK_BYTES))) return null
      const { name, size } = large ?? { name: textIn(block, 0, NAME_BYTES), size: Number.parseInt(textIn(block, SIZE_AT, SIZE_BYTES), 8) }
      // No other name is ever read, or shown to a terminal.
      if (block[TYPE_AT] !== FILE || !BARE_NAME.test(name) || places.has(name) || !Number.isSafeInteger(size) || size < 0 || places.size === LIMITS.exportFilesMax) return null
      const from = at + headerBytes(size)
      if (from + size > end) return null
      places.set(name, { from, size })
      at = from + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES
    }
  } finally {
    await file.close()
  }
}

/** Where name, size and type stand in a header of POSIX.1-1988; a type `x` is followed by a block of POSIX.1-2001 and by the header that it is of. */
const NAME_BYTES = 100
const SIZE_AT = 124
const SIZE_BYTES = 12
const TYPE_AT = 156
const FILE = 0x30
const PAX = 0x78

function textIn(block: Uint8Array, at: number, length: number): string {
  const bytes = block.subarray(at, at + length)
  const end = bytes.indexOf(0)
  return String.fromCharCode(...(end < 0 ? bytes : bytes.subarray(0, end)))
}

/** What the block of POSIX.1-2001 of a large file says: each record with its own length before it, which is not looked at here. */
function paxOf(block: Uint8Array): { readonly name: string; readonly size: number } | null {
  const [, name = '', size = ''] = /^\d+ path=([^\n]*)\n\d+ size=(\d{1,16})\n$/.exec(textIn(block, 0, BLOCK_BYTES)) ?? []
  return Number(size) > USTAR_BYTES_MAX ? { name, size: Number(size) } : null
}

function piecesAt(path: string, { from, size }: Place): Readable {
  return size === 0 ? Readable.from([]) : createReadStream(path, { start: from, end: from + size - 1 })
}

/** Stops at the first difference: then nobody reads `again` any more, and whoever packs it is told. */
async function sameBytes(again: Pack, path: string): Promise<boolean> {
  const { size } = await stat(path)
  const file = await open(path, 'r')
  try {
    let at = 0
    for await (const piece of again as AsyncIterable<Uint8Array>) {
      const own = new Uint8Array(piece.length)
      if (!await readInto(file, own, at) || Buffer.compare(own, piece) !== 0) return false
      at += piece.length
    }
    return at === size
  } finally {
    await file.close()
  }
}
