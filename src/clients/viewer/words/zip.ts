import { configure, Reader, ZipReader, type Entry } from '@zip.js/zip.js/lib/zip-core-native.js'
import { CannotShow, type ShownFile } from '../frame.ts'

// No worker and no WebAssembly: the browser's own decompression, in this page.
configure({ useWebWorkers: false, useCompressionStream: true })

/** One part of a document, unpacked: a thousand times what a document of a thousand pages has. */
const PART_BYTES_MAX = 64 * 1024 * 1024

/** The unpacked text of a document's parts, by name. */
export interface Parts {
  readonly names: readonly string[]
  /** @returns '' for a part that is not there */
  read(name: string): Promise<string>
}

class FileReader extends Reader<ShownFile> {
  readonly #file: ShownFile

  constructor(file: ShownFile) {
    super(file)
    this.#file = file
    this.size = file.sizeBytes
  }

  override readUint8Array(index: number, length: number): Promise<Uint8Array> {
    return this.#file.read(index, index + length)
  }
}

/** What an archive says that it holds, in its order; only its directory is read. A name that would lead elsewhere leads nowhere here, and is shown. */
export async function* entriesOf(file: ShownFile): AsyncGenerator<Entry> {
  yield* new ZipReader(new FileReader(file)).getEntriesGenerator({ decodeText: nameOf, filenameValidation: 'tolerant' })
}

/** A part's bytes, never more of them than a part may have, whatever the archive says of its size. @throws CannotShow */
export async function partOf(entry: Entry): Promise<string> {
  if (entry.encrypted) throw new CannotShow('locked')
  if (entry.directory) return ''
  if (entry.uncompressedSize > PART_BYTES_MAX) throw new CannotShow('too-large')
  const decoder = new TextDecoder()
  let [words, taken] = ['', 0]
  await entry.getData(new WritableStream<Uint8Array<ArrayBuffer>>({
    write(chunk) {
      taken += chunk.length
      if (taken > PART_BYTES_MAX) throw new CannotShow('too-large')
      words += decoder.decode(chunk, { stream: true })
    },
  }))
  return words + decoder.decode()
}

/** Archives from Windows in Chinese say that their names are in the old code page, and write GB18030. */
function nameOf(bytes: Uint8Array): string | undefined {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch { /* the next */ }
  }
  return undefined
}
