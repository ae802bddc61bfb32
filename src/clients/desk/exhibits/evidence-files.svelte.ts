import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { startAttaching, type Attaching } from '#clients/transport/attach.ts'
import type { FileSource } from '#clients/transport/upload.ts'
import type { Attachment } from '#domain/bodies.ts'
import type { DeskSession } from '#clients/desk/deeds.ts'
import { instantOf, keptSecond } from './minutes.ts'

export interface Segment { readonly from: string; readonly to: string }

/** One file that was picked for an exhibit, on its way. */
export class EvidenceRow {
  readonly file: File
  doneBytes = $state(0)
  isWaiting = $state(false)
  /** When its recording begins and ends, by the device's clock: `2026-11-25T10:05:30`. */
  from = $state('')
  to = $state('')
  attaching: Attaching
  sent = $state.raw<Attachment | null>(null)

  constructor(file: File) {
    this.file = file
    this.attaching = begun(file)
  }

  again(): void { this.attaching = begun(this.file) }
}

/** Evidence is never cleaned: what it tells is what it is kept for. */
function begun(file: File): Attaching {
  const source: FileSource = { sizeBytes: file.size, read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()) }
  return startAttaching({ source, name: file.name, cleaning: 'kept-as-it-was' })
}

const WAIT_MS = [2000, 5000, 10_000, 30_000]

/** The files of an exhibit that is being registered. What has arrived is not sent again. */
export class EvidenceFiles {
  rows = $state.raw<readonly EvidenceRow[]>([])
  readonly #session: DeskSession
  readonly #stopping = new AbortController()

  constructor(session: DeskSession) {
    this.#session = session
  }

  get isStopped(): boolean { return this.#stopping.signal.aborted }

  /** @throws Refusal `too-large`; then none is added */
  add(picked: Iterable<File>): void {
    const rows = [...this.rows, ...[...picked].map((file) => new EvidenceRow(file))]
    if (rows.length > LIMITS.filesPerEntryMax) throw new Refusal('too-large', { filesMax: LIMITS.filesPerEntryMax })
    if (rows.some(({ file }) => file.size > LIMITS.fileBytesMax)) throw new Refusal('too-large', { bytesMax: LIMITS.fileBytesMax })
    this.rows = rows
  }

  remove(row: EvidenceRow): void {
    this.rows = this.rows.filter((each) => each !== row)
  }

  stop(): void {
    this.#stopping.abort()
  }

  /** Null for each file whose times are not filled in. */
  segments(timeZone: string): readonly (Segment | null)[] {
    return this.rows.map(({ from, to }) => {
      const [begins, ends] = [instantOf(from, timeZone), instantOf(to, timeZone)]
      return begins === null || ends === null ? null : { from: keptSecond(begins), to: keptSecond(ends) }
    })
  }

  /** Sends all, one after the other. @throws Refusal as sending does; DOMException `AbortError` once stopped */
  async send(): Promise<readonly Attachment[]> {
    const sent: Attachment[] = []
    for (const row of this.rows) sent.push(row.sent ??= await this.#sendOne(row))
    return sent
  }

  /** A broken line is waited for. */
  async #sendOne(row: EvidenceRow): Promise<Attachment> {
    const { signal } = this.#stopping
    for (let attempt = 0; ; attempt++) {
      row.isWaiting = false
      try {
        return await this.#session.exhibits.send(row.attaching, { signal, onProgress: (doneBytes) => { attempt = 0; row.doneBytes = doneBytes } })
      } catch (error) {
        const code = error instanceof Refusal ? error.code : null
        // The file changed while it was read: never under the same key.
        if (code === 'segment-differs' && attempt < 2) row.again()
        else if (code !== 'unreachable' && code !== 'busy') throw error
        row.isWaiting = true
        await new Promise((resolve) => { setTimeout(resolve, WAIT_MS[Math.min(attempt, WAIT_MS.length - 1)]) })
        signal.throwIfAborted()
      }
    }
  }
}
