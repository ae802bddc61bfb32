import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { sizeText } from '#base/size.ts'
import { inspect } from '#clients/cleaning/clean.ts'
import { attach, startAttaching } from '#clients/transport/attach.ts'
import type { Api } from '#clients/transport/api.ts'
import type { FileSource } from '#clients/transport/upload.ts'
import type { Attachment } from '#domain/bodies.ts'
import { UsageError } from './command.ts'
import { tellProgress, type Io } from './io.ts'
import { persist } from './persist.ts'
import { visibleLine } from './visible.ts'

export const ATTACH_OPTIONS = {
  'attach': { type: 'text', value: 'FILE', many: true, help: 'option-attach' },
  'as-is': { type: 'flag', help: 'option-as-is' },
} as const

/** Files of a note stay among handlers and are kept as they are: the flag is taken, so that the same call serves for both. */
export const NOTE_ATTACH_OPTIONS = {
  'attach': { type: 'text', value: 'FILE', many: true, help: 'option-attach-note' },
  'as-is': { type: 'flag', help: 'option-as-is-note' },
} as const

interface Given { readonly 'attach': readonly string[]; readonly 'as-is': boolean }

/**
 * Takes out of files what they tell of whoever made them, seals and sends them, one after the other; an entry that cites them comes after.
 * Nothing is sent before all were looked into; each is looked into again when its turn comes, because two hundred cleaned ones fit no memory.
 *
 * @throws UsageError for one that cannot be read, or cannot be cleaned without `--as-is`, Refusal `too-large`, and as `sendFile` does
 */
export async function sendAttachments(api: Api, io: Io, given: Given): Promise<readonly Attachment[]> {
  const { attach: paths, 'as-is': asIs } = given
  if (paths.length > LIMITS.filesPerEntryMax) throw new Refusal('too-large', { filesMax: LIMITS.filesPerEntryMax })
  if (!asIs) for (const path of paths) await withFile(path, async (source) => {
    if ((await inspect(source, basename(path))).cleaning === 'cannot-be-cleaned') throw new UsageError((say) => say['usage-not-cleaned']({ file: visibleLine(path) }))
  })
  const sent: Attachment[] = []
  for (const path of paths) sent.push(await withFile(path, (source) => sendOne({ api, io, asIs }, basename(path), source)))
  return sent
}

/** @throws UsageError for one that cannot be read, Refusal `too-large` */
export async function withFile<T>(path: string, use: (source: FileSource) => Promise<T>): Promise<T> {
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
    return await use({ sizeBytes: stat.size, read })
  } finally {
    await file.close()
  }
}

async function sendOne({ api, io, asIs }: { readonly api: Api; readonly io: Io; readonly asIs: boolean }, name: string, original: FileSource): Promise<Attachment> {
  const { cleaning, source, findings } = asIs ? { cleaning: 'kept-as-it-was' as const, source: original, findings: [] } : await inspect(original, name)
  if (findings.length > 0) tellProgress(io, io.say['attach-cleaned']({ name: visibleLine(name), found: findings.map((finding) => io.say[`found-${finding}`]).join(io.language === 'zh' ? '、' : ', ') }))
  const onProgress = progressOf(io, { name, sizeBytes: source.sizeBytes })
  const attaching = startAttaching({ source, name, cleaning })
  return persist(() => attach(api, attaching, { onProgress }))
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
