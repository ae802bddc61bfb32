import type { Attachment } from '#domain/bodies.ts'
import type { FileDeeds } from '#clients/desk/report/file-deeds.ts'
import { OutgoingFile, withRoom } from '#clients/desk/report/outgoing-file.svelte.ts'
import { instantOf, keptSecond } from './minutes.ts'

export interface Segment { readonly from: string; readonly to: string }

/** One file that was picked for an exhibit, on its way. */
export class EvidenceRow extends OutgoingFile {
  /** When its recording begins and ends, by the device's clock: `2026-11-25T10:05:30`. */
  from = $state('')
  to = $state('')

  /** Evidence is never cleaned: what it tells is what it is kept for. */
  constructor(file: File) {
    super(file, { isCleaned: false })
  }
}

/** What was typed for an exhibit and not sealed. */
export interface TypedExhibit {
  readonly description: string
  readonly place: string
  readonly seal: string
  readonly tool: string
  readonly version: string
  readonly device: string
  readonly offsetSeconds: number
  readonly isRecording: boolean
}

/** The files of an exhibit that is being registered, and what was typed for it. What has arrived is not sent again. */
export class EvidenceFiles {
  rows = $state.raw<readonly EvidenceRow[]>([])
  typed: TypedExhibit = { description: '', place: '', seal: '', tool: '', version: '', device: '', offsetSeconds: 0, isRecording: false }
  readonly #stopping = new AbortController()

  /** @throws Refusal `too-large`; then none is added */
  add(picked: Iterable<File>): void {
    this.rows = withRoom([...this.rows, ...[...picked].map((file) => new EvidenceRow(file))])
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
  async send(deeds: Pick<FileDeeds, 'send'>): Promise<readonly Attachment[]> {
    const sent: Attachment[] = []
    for (const row of this.rows) {
      const attachment = await row.send(deeds, { signal: this.#stopping.signal })
      if (attachment !== null) sent.push(attachment)
    }
    return sent
  }
}
