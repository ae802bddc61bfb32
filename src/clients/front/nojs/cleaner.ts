import { spawn, type ChildProcess } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { concat, fromUtf8, utf8 } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { FINDINGS, type Finding } from '#clients/cleaning/findings.ts'
import type { Cleaning } from '#domain/bodies.ts'
import { Admission } from './admission.ts'

/** A file as it is to be sent, and what was taken out of it. */
export interface CleanedFile {
  readonly cleaning: Exclude<Cleaning, 'kept-as-it-was'>
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly findings: readonly Finding[]
}

export interface Cleaner {
  /**
   * Cleans a document or a recording. One that cannot be cleaned within the time and the memory that one file has cannot be cleaned.
   * @param signal - says that the person has left. @throws DOMException `AbortError`; Refusal `busy` if too many wait
   */
  clean(file: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }, signal: AbortSignal): Promise<CleanedFile>
}

export interface CleanerLimits {
  readonly withinMs: number
  /** Of the process, by the kernel's count of what it may write to: Node itself takes half a gibibyte of it, most of which it never touches. */
  readonly dataBytesMax: number
}

const AT_ONCE = 2
const WORD_BYTES = 4
/** Behind everything else that runs here. */
const LATER = 10
const HEAP_MIB = 384
/** A document is packed anew, and may grow; more than this nobody made to be read. */
const GROWN_BYTES_MAX = 4 * LIMITS.noScriptCleanedBytesMax
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const PROGRAM = fileURLToPath(new URL('./cleaning-program.ts', import.meta.url))
/** It may read its program, and nothing else: no other file, no process, no network. */
export const CLEANING_FLAGS = ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${HEAP_MIB}`, '--permission', `--allow-fs-read=${ROOT}*`]

const told = v.strictObject({ cleaning: v.picklist(['cleaned', 'nothing-found', 'cannot-be-cleaned']), findings: v.array(v.picklist(FINDINGS)) })

/** A process for each file: none sees another's, and its memory ends with it. */
export function cleaner(limits: CleanerLimits = { withinMs: LIMITS.noScriptCleaningSeconds * 1000, dataBytesMax: LIMITS.noScriptCleaningBytesMax }): Cleaner {
  const admission = new Admission(AT_ONCE)
  return {
    clean: (file, signal) => admission.run(signal, async () => {
      const answer = await runOn(file, limits, signal)
      signal.throwIfAborted()
      return (answer === null ? null : read(answer, file.bytes)) ?? { cleaning: 'cannot-be-cleaned', bytes: file.bytes, findings: [] }
    }),
  }
}

/** @returns null where it ended without a whole answer: killed, out of memory, or broken */
function runOn({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }, limits: CleanerLimits, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
  const child = start(limits)
  const kill = (): void => { child.kill('SIGKILL') }
  const patience = setTimeout(kill, limits.withinMs)
  signal.addEventListener('abort', kill)
  const pieces: Uint8Array[] = []
  let answered = 0
  child.stdout?.on('data', (piece: Uint8Array) => {
    pieces.push(piece)
    answered += piece.length
    if (answered > GROWN_BYTES_MAX) kill()
  })
  // It may end before it has read all: then it says so by how it ends.
  child.stdin?.on('error', () => {})
  const called = utf8(name)
  const head = new Uint8Array(WORD_BYTES)
  new DataView(head.buffer).setUint32(0, called.length)
  child.stdin?.end(concat(head, called, bytes))
  return new Promise((resolve) => {
    const ended = (code: number | null): void => {
      clearTimeout(patience)
      signal.removeEventListener('abort', kill)
      resolve(code === 0 ? concat(...pieces) : null)
    }
    child.once('error', () => ended(null))
    child.once('close', ended)
  })
}

/** Without a core dump, which would hold the file; with nothing of this process but its program. */
function start({ dataBytesMax }: CleanerLimits): ChildProcess {
  const node = [process.execPath, ...CLEANING_FLAGS, PROGRAM]
  const limited = ['/bin/sh', '-c', `ulimit -c 0; ulimit -d ${Math.floor(dataBytesMax / 1024)}; exec "$0" "$@"`, ...node]
  const [command = '', ...args] = process.platform === 'win32' ? node : limited
  const child = spawn(command, args, { env: {}, cwd: ROOT, stdio: ['pipe', 'pipe', 'ignore'] })
  try {
    if (child.pid !== undefined) setPriority(child.pid, LATER)
  } catch {
    // It has ended already, or the system has no such thing.
  }
  return child
}

/** Whatever took that process over says no more than this. */
function read(answer: Uint8Array<ArrayBuffer>, original: Uint8Array<ArrayBuffer>): CleanedFile | null {
  if (answer.length < WORD_BYTES) return null
  const end = WORD_BYTES + new DataView(answer.buffer, answer.byteOffset).getUint32(0)
  if (end > answer.length) return null
  const result = v.safeParse(told, parsed(answer.subarray(WORD_BYTES, end)))
  if (!result.success) return null
  const { cleaning, findings } = result.output
  return cleaning === 'cleaned' ? { cleaning, findings, bytes: answer.slice(end) } : { cleaning, findings: [], bytes: original }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes))
  } catch {
    return null
  }
}
