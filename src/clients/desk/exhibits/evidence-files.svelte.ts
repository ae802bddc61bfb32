import type { Attachment } from '#domain/bodies.ts'
import type { DeskSession } from '#clients/desk/deeds.ts'
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

/** The files of an exhibit that is being registered. What has arrived is not sent again. */
export class EvidenceFiles {
  rows = $state.raw<readonly EvidenceRow[]>([])
  readonly #session: DeskSession
  readonly #stopping = new AbortController()

  constructor(session: DeskSession) {
    this.#session = session
  }

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
  async send(): Promise<readonly Attachment[]> {
    const sent: Attachment[] = []
    for (const row of this.rows) {
      const attachment = await row.send(this.#session.files, { signal: this.#stopping.signal })
      if (attachment !== null) sent.push(attachment)
    }
    return sent
  }
}
