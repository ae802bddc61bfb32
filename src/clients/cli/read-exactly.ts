import { open, type FileHandle } from 'node:fs/promises'
import { LIMITS } from '#base/limits.ts'
import { Broken } from '#sealing/open/export-check.ts'

/** Reading what strangers hand over: no more than has a place in memory, and no less than was asked for. */

export interface Place {
  readonly from: number
  readonly size: number
}

/** Fills `bytes`. @returns false where the file ends before */
export async function readInto(file: FileHandle, bytes: Uint8Array, from: number): Promise<boolean> {
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, from + at)
    if (bytesRead === 0) return false
    at += bytesRead
  }
  return true
}

/** A file, or a part of one, called `name`. @throws Broken `archive` for more than a file of an export holds, and where it ends before */
export async function readPlace(path: string, { from, size }: Place, name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (size > LIMITS.exportFileBytesMax) throw new Broken('archive', name)
  const file = await open(path, 'r')
  try {
    const bytes = new Uint8Array(size)
    if (!await readInto(file, bytes, from)) throw new Broken('archive', name)
    return bytes
  } finally {
    await file.close()
  }
}
