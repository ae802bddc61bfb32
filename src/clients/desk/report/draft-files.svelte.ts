import { fileName } from '#base/file-name.ts'
import type { Finding } from '#clients/cleaning/findings.ts'
import type { Attachment, Cleaning, Recorded } from '#domain/bodies.ts'
import type { FileDeeds } from './file-deeds.ts'
import { OutgoingFile, withRoom } from './outgoing-file.svelte.ts'

/** `asked`, `unread` and `unloaded` wait for the person. */
export type Standing = 'looking' | 'asked' | 'ready' | 'unread' | 'unloaded'

/** One file that was added to what is being written. */
export class DraftFile extends OutgoingFile {
  readonly name: string
  standing = $state<Standing>('looking')
  /** What is taken out before it is sealed. */
  findings = $state.raw<readonly Finding[]>([])
  cleaning = $state.raw<Cleaning>('kept-as-it-was')
  readonly removing = new AbortController()
  looked: Promise<void> = Promise.resolve()
  readonly #isCleaned: boolean

  constructor(file: File, { isCleaned, recorded }: { readonly isCleaned: boolean; readonly recorded?: Recorded | undefined }) {
    super(file, { isCleaned, recorded })
    this.name = fileName(file.name)
    this.#isCleaned = isCleaned && recorded === undefined
    if (recorded !== undefined) this.cleaning = 'nothing-found'
    this.look()
  }

  look(): void {
    if (!this.#isCleaned) this.standing = 'ready'
    else this.looked = this.#look()
  }

  /** The person said so. */
  sendAnyway(): void {
    this.standing = 'ready'
  }

  async #look(): Promise<void> {
    this.standing = 'looking'
    const worker = await import('./outgoing.ts').catch(() => null)
    if (worker === null) {
      this.standing = 'unloaded'
      return
    }
    try {
      const { cleaning, findings } = await worker.outgoing.look(this.job, this.offer(false))
      this.cleaning = cleaning
      this.findings = findings
      this.standing = cleaning === 'cannot-be-cleaned' ? 'asked' : 'ready'
    } catch (error) {
      // A browser says so where the file was moved, or its card pulled out.
      this.standing = error instanceof DOMException ? 'unread' : 'unloaded'
    }
  }

  /** It was removed: nothing is held of it where the work is done. */
  forget(): void {
    this.removing.abort()
    if (this.#isCleaned) void import('./outgoing.ts').then(({ outgoing }) => outgoing.forget(this.job), () => undefined)
  }

  /** Whether the person said that it goes as it is. */
  get isAnyway(): boolean { return this.cleaning === 'cannot-be-cleaned' && this.standing === 'ready' }
}

/** What a reply or a note brings along, and how far its sending has got: it goes on while another report is read. */
export class DraftFiles {
  rows = $state.raw<readonly DraftFile[]>([])
  isSending = $state(false)
  /** Why it was not sent; `undecided` where a file waits for the person. */
  problem = $state.raw<unknown>(null)
  readonly #isCleaned: boolean
  #isStopped = false

  constructor({ isCleaned }: { readonly isCleaned: boolean }) {
    this.#isCleaned = isCleaned
  }

  get isStopped(): boolean { return this.#isStopped }

  /** @throws Refusal `too-large`; then none is added */
  add(picked: Iterable<File>): void {
    this.rows = withRoom([...this.rows, ...[...picked].map((file) => new DraftFile(file, { isCleaned: this.#isCleaned }))])
  }

  /** A voice that was recorded here. @throws Refusal `too-large`; then it is not added */
  addRecording(file: File, recorded: Recorded): void {
    this.rows = withRoom([...this.rows, new DraftFile(file, { isCleaned: this.#isCleaned, recorded })])
  }

  remove(row: DraftFile): void {
    this.rows = this.rows.filter((each) => each !== row)
    row.forget()
  }

  /** It is given up: what has not been sent is not. */
  stop(): void {
    this.#isStopped = true
    for (const row of this.rows) this.remove(row)
  }

  /**
   * Sends all that are there, one after the other.
   * @returns null where one of them waits for the person. @throws Refusal as sending does; DOMException `AbortError` once stopped
   */
  async send(deeds: Pick<FileDeeds, 'send'>): Promise<readonly Attachment[] | null> {
    await Promise.all(this.rows.map(({ looked }) => looked))
    if (this.rows.some(({ standing }) => standing !== 'ready')) return null
    for (const row of this.rows) if (this.rows.includes(row) && !await this.#sendOne(row, deeds)) return null
    // Words must not go without the files they speak of, because somebody left meanwhile.
    if (this.#isStopped) throw new DOMException('given up', 'AbortError')
    return this.rows.flatMap(({ sent }) => sent ?? [])
  }

  async #sendOne(row: DraftFile, deeds: Pick<FileDeeds, 'send'>): Promise<boolean> {
    try {
      if (await row.send(deeds, { signal: row.removing.signal, anyway: row.isAnyway }) !== null) return true
      // It was to be cleaned, and cannot be any more.
      row.cleaning = 'cannot-be-cleaned'
      row.findings = []
      row.standing = 'asked'
      return false
    } catch (error) {
      if (row.removing.signal.aborted) return true
      // A browser says so where the file was moved, or its card pulled out.
      if (!(error instanceof DOMException)) throw error
      row.standing = 'unread'
      return false
    }
  }
}
