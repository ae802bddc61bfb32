import { createReadStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract, pack, type Pack } from 'tar-stream'
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
      return place.size === 0 ? Readable.from([]) : createReadStream(path, { start: place.from, end: place.from + place.size - 1 })
    },
  }
}

/** Where each file lies, by packing what is found once more and holding the two archives to each other. */
async function placesIn(path: string): Promise<ReadonlyMap<string, Place> | null> {
  const places = new Map<string, Place>()
  const again = pack()
  const same = sameBytes(again, path)
  same.catch(() => undefined)
  let at = 0
  try {
    const found = extract()
    const given = pipeline(createReadStream(path), found)
    given.catch(() => undefined)
    for await (const entry of found) {
      const { name, size = 0, type } = entry.header
      // No other name is ever read, or shown to a terminal.
      if (type !== 'file' || !BARE_NAME.test(name) || places.has(name)) return null
      places.set(name, { from: at + headerBytes(size), size })
      at += headerBytes(size) + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES
      await addTo(again, { name, size }, entry)
    }
    await given
    again.finalize()
    return await same ? places : null
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error
    return null
  } finally {
    again.destroy()
  }
}

/** Reads `again` to its end whatever it finds, because whoever packs waits for it. */
async function sameBytes(again: Pack, path: string): Promise<boolean> {
  const { size } = await stat(path)
  const file = await open(path, 'r')
  try {
    let [at, isSame] = [0, true]
    for await (const piece of again as AsyncIterable<Uint8Array>) {
      const own = new Uint8Array(piece.length)
      isSame &&= await readInto(file, own, at) && Buffer.compare(own, piece) === 0
      at += piece.length
    }
    return isSame && at === size
  } finally {
    await file.close()
  }
}
