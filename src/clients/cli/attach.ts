import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { sizeText } from '#base/size.ts'
import { attach, startAttaching } from '#clients/transport/attach.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Attachment } from '#domain/bodies.ts'
import { UsageError } from './command.ts'
import { tellProgress, type Io } from './io.ts'
import { persist } from './persist.ts'
import { visibleLine } from './visible.ts'

export const ATTACH_OPTIONS = { attach: { type: 'text', value: 'FILE', many: true, help: 'option-attach' } } as const

/**
 * Seals files as they are and sends them, one after the other; an entry that cites them comes after.
 * @throws UsageError for one that cannot be read, Refusal `too-large`, and as `sendFile` does
 */
export async function sendAttachments(api: Api, io: Io, paths: readonly string[]): Promise<readonly Attachment[]> {
  if (paths.length > LIMITS.filesPerEntryMax) throw new Refusal('too-large', { filesMax: LIMITS.filesPerEntryMax })
  const sent: Attachment[] = []
  for (const path of paths) sent.push(await sendOne(api, io, path))
  return sent
}

async function sendOne(api: Api, io: Io, path: string): Promise<Attachment> {
  const file = await open(path, 'r').catch(() => { throw unreadable(path) })
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw unreadable(path)
    if (stat.size > LIMITS.fileBytesMax) throw new Refusal('too-large', { bytesMax: LIMITS.fileBytesMax })
    const read = async (from: number, to: number): Promise<Uint8Array<ArrayBuffer>> => {
      const bytes = new Uint8Array(to - from)
      const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
      return bytes.subarray(0, bytesRead)
    }
    const attaching = startAttaching({ source: { sizeBytes: stat.size, read }, name: basename(path), cleaning: 'kept-as-it-was' })
    const onProgress = progressOf(io, { name: basename(path), sizeBytes: stat.size })
    return await persist(() => attach(api, attaching, { onProgress }))
  } finally {
    await file.close()
  }
}

function unreadable(path: string): UsageError {
  return new UsageError((say) => say['usage-no-file']({ file: visibleLine(path) }))
}

const PROGRESS_EVERY_MS = 3000

/** Tells whoever waits long how much has gone. */
export function progressOf(io: Io, { name, sizeBytes }: { readonly name: string; readonly sizeBytes: number }): (doneBytes: number) => void {
  let toldMs = performance.now()
  return (doneBytes) => {
    if (performance.now() - toldMs < PROGRESS_EVERY_MS) return
    toldMs = performance.now()
    tellProgress(io, io.say['file-progress']({ name: visibleLine(name), done: sizeText(doneBytes, io.language), size: sizeText(sizeBytes, io.language) }))
  }
}
