import { fileName } from '#base/file-name.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Offer } from '#clients/outgoing/outgoing.ts'
import type { Attachment, Recorded } from '#domain/bodies.ts'
import type { FileDeeds } from './file-deeds.ts'

const WAIT_MS = [2000, 5000, 10_000, 30_000]

export interface Sending {
  readonly signal: AbortSignal
  /** Whether the person said that it goes as it is. */
  readonly anyway?: boolean
}

let jobs = 0

/** One file of this device that goes into a log. */
export class OutgoingFile {
  /** Its number where the work is done. */
  readonly job = ++jobs
  readonly file: File
  doneBytes = $state(0)
  isWaiting = $state(false)
  sent = $state.raw<Attachment | null>(null)
  /** A voice that was recorded on this page: nothing but it stands in its file. */
  readonly recorded: Recorded | undefined
  readonly #isCleaned: boolean
  #sending: Promise<Attachment | null> | null = null

  constructor(file: File, { isCleaned, recorded }: { readonly isCleaned: boolean; readonly recorded?: Recorded | undefined }) {
    this.file = file
    this.recorded = recorded
    this.#isCleaned = isCleaned && recorded === undefined
  }

  /** @param anyway - whether the person said that it goes as it is */
  offer(anyway: boolean): Offer {
    return { file: this.file, name: fileName(this.file.name), isCleaned: this.#isCleaned, anyway, ...(this.recorded === undefined ? {} : { recorded: this.recorded }) }
  }

  /**
   * Seals and sends it, once. A broken line is waited for, and what has arrived is not sent again. Asked again while it is on its way, as by whoever
   * comes back to a desk that was locked, it is the same sending. See [Note: What lives on behind a locked desk]
   * @returns null where it cannot be cleaned, and nobody said that it goes as it is
   * @throws Refusal as sending does; whatever reading the file throws; DOMException `AbortError`
   */
  send(deeds: Pick<FileDeeds, 'send'>, how: Sending): Promise<Attachment | null> {
    this.#sending ??= this.#send(deeds, how).finally(() => { this.#sending = null })
    return this.#sending
  }

  async #send(deeds: Pick<FileDeeds, 'send'>, { signal, anyway = false }: Sending): Promise<Attachment | null> {
    for (let attempt = 0; this.sent === null; attempt++) {
      this.isWaiting = false
      try {
        const sent = await deeds.send(this.job, this.offer(anyway), { signal, onProgress: (doneBytes) => { attempt = 0; this.doneBytes = doneBytes } })
        if (sent === null) return null
        this.sent = sent
      } catch (error) {
        const code = error instanceof Refusal ? error.code : null
        // A file that changed while it was read goes anew, under another key.
        const changed = code === 'segment-differs' && attempt < 2
        if (!changed && code !== 'unreachable' && code !== 'busy') throw error
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
