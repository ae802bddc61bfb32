import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReadFile, StreamFile } from '#sealing/open/export-check.ts'

/** @returns what reads the files of an export by name, with null for one that is not there */
export function readIn(folder: string): ReadFile {
  return async (name) => {
    try {
      return new Uint8Array(await readFile(join(folder, name)))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    }
  }
}

/** The same for files of any size. */
export function streamIn(folder: string): StreamFile {
  return async (name) => {
    const path = join(folder, name)
    const isFile = await stat(path).then((found) => found.isFile(), () => false)
    return isFile ? createReadStream(path) : null
  }
}
