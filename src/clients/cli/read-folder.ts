import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReadFile } from '#sealing/open/export-check.ts'

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
