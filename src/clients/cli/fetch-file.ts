import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '#base/refusal.ts'
import { wholeFile, type OpenFile } from '#clients/transport/download.ts'
import type { Attachment } from '#domain/bodies.ts'
import { progressOf } from './attach.ts'
import { DONE, UsageError } from './command.ts'
import { answer, type Io } from './io.ts'
import { visibleLine } from './visible.ts'

export const FETCH_OPTIONS = { out: { type: 'text', value: 'PATH', required: true, help: 'option-file-out' } } as const

const PREFIX_MIN = 6

/** The one of several files whose id begins so. @throws Refusal `no-such-file`; UsageError where two begin so */
export function fileNamed<F extends Pick<Attachment, 'file'>>(files: readonly F[], typed: string): F {
  const found = files.filter(({ file }) => typed.length >= PREFIX_MIN && file.startsWith(typed))
  const [first, second] = found
  if (first === undefined) throw new Refusal('no-such-file')
  if (second !== undefined && second.file !== first.file) throw new UsageError((say) => say['usage-two-files']({ file: visibleLine(typed) }))
  return first
}

/**
 * Writes a file as its sender had it, segment by segment: it is never in memory as a whole. Nothing is overwritten, and half a file does
 * not stay. @throws Refusal `forged-history` if what came is not what was sent; UsageError if something is at `out`
 */
export async function writeOut(file: OpenFile, out: string, io: Io): Promise<number> {
  const { name, sizeBytes, sha256, type } = file.attachment
  const isFolder = await stat(out).then((found) => found.isDirectory(), () => false)
  const path = isFolder ? join(out, name) : out
  const target = await open(path, 'wx', 0o600).catch(() => { throw new UsageError((say) => say['usage-out-file']({ out: visibleLine(path) })) })
  const told = progressOf(io, { name, sizeBytes })
  let doneBytes = 0
  try {
    for await (const words of wholeFile(file)) {
      await target.writeFile(words)
      told(doneBytes += words.length)
    }
    await target.sync()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await target.close()
  }
  answer(io, { out: path, file: file.attachment.file, name, type, sizeBytes, sha256 }, () => [io.say['file-written']({ out: visibleLine(path) })])
  return DONE
}
