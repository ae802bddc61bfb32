import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Attaching } from '#clients/transport/attach.ts'
import type { FileSource } from '#clients/transport/upload.ts'
import type { Attachment } from '#domain/bodies.ts'
import type { FileDeeds } from './file-deeds.ts'

const WAIT_MS = [2000, 5000, 10_000, 30_000]

/** One file of this device that goes into a log. */
export class OutgoingFile {
  readonly file: File
  doneBytes = $state(0)
  isWaiting = $state(false)
  sent = $state.raw<Attachment | null>(null)
  readonly #begin: () => Promise<Attaching>
  #attaching: Attaching | null = null
  #sending: Promise<Attachment> | null = null

  constructor(file: File, begin: () => Promise<Attaching>) {
    this.file = file
    this.#begin = begin
  }

  /**
   * Seals and sends it, once. A broken line is waited for, and what has arrived is not sent again. Asked again while it is on its way, as by whoever
   * comes back to a desk that was locked, it is the same sending. See [Note: What lives on behind a locked desk]
   * @throws Refusal as sending does; whatever reading the file throws; DOMException `AbortError`
   */
  send(deeds: Pick<FileDeeds, 'send'>, signal: AbortSignal): Promise<Attachment> {
    this.#sending ??= this.#send(deeds, signal).finally(() => { this.#sending = null })
    return this.#sending
  }

  async #send(deeds: Pick<FileDeeds, 'send'>, signal: AbortSignal): Promise<Attachment> {
    for (let attempt = 0; this.sent === null; attempt++) {
      this.isWaiting = false
      try {
        this.#attaching ??= await this.#begin()
        this.sent = await deeds.send(this.#attaching, { signal, onProgress: (doneBytes) => { attempt = 0; this.doneBytes = doneBytes } })
        // A cleaned file may be large, and is not needed any more.
        this.#attaching = null
      } catch (error) {
        const code = error instanceof Refusal ? error.code : null
        // The file changed while it was read: never under the same key.
        if (code === 'segment-differs' && attempt < 2) this.#attaching = null
        else if (code !== 'unreachable' && code !== 'busy') throw error
        this.isWaiting = true
        await pause(WAIT_MS[Math.min(attempt, WAIT_MS.length - 1)] ?? 0, signal)
      }
    }
    return this.sent
  }
}

/** @throws Refusal `too-large` for more than one entry cites, or one that nothing keeps */
export function withRoom<F extends OutgoingFile>(files: readonly F[]): readonly F[] {
  if (files.length > LIMITS.filesPerEntryMax) throw new Refusal('too-large', { filesMax: LIMITS.filesPerEntryMax })
  if (files.some(({ file }) => file.size > LIMITS.fileBytesMax)) throw new Refusal('too-large', { bytesMax: LIMITS.fileBytesMax })
  return files
}

export function sourceOf(file: File): FileSource {
  return { sizeBytes: file.size, read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()) }
}

/** Until some time has passed, or the browser says that the line is back. @throws DOMException `AbortError` */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise, resolve } = Promise.withResolvers<void>()
  const over = new AbortController()
  const timer = setTimeout(resolve, ms)
  signal.addEventListener('abort', () => { resolve() }, { signal: over.signal })
  addEventListener('online', () => { resolve() }, { signal: over.signal })
  await promise
  clearTimeout(timer)
  over.abort()
  signal.throwIfAborted()
}
