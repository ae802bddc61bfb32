import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Broken, type ReadFile, type StreamFile } from '#sealing/open/export-check.ts'
import { readPlace } from './read-exactly.ts'

/** @returns what reads the files of an export by name, with null for one that is not there. @throws Broken `archive`, when it reads, for what has no place in memory */
export function readExportIn(folder: string): ReadFile {
  return async (name) => {
    const path = join(folder, name)
    const found = await stat(path).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    })
    if (found === null) return null
    // A device or a pipe has no end that could be known before.
    if (!found.isFile()) throw new Broken('archive', name)
    return readPlace(path, { from: 0, size: found.size }, name)
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
