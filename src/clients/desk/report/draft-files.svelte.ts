import { fileName } from '#base/file-name.ts'
import type { Inspected } from '#clients/cleaning/clean.ts'
import type { Finding } from '#clients/cleaning/findings.ts'
import { startAttaching, type Attaching } from '#clients/transport/attach.ts'
import type { Attachment, Cleaning } from '#domain/bodies.ts'
import type { FileDeeds } from './file-deeds.ts'
import { OutgoingFile, sourceOf, withRoom } from './outgoing-file.svelte.ts'

/** `asked`, `unread` and `unloaded` wait for the person. */
export type Standing = 'looking' | 'asked' | 'ready' | 'unread' | 'unloaded'

/** Nothing can be sent before the person has decided. */
class Undecided extends Error {}

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

  constructor(file: File, isCleaned: boolean) {
    super(file, () => this.#begin())
    this.name = fileName(file.name)
    this.#isCleaned = isCleaned
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
    try {
      const { cleaning } = await this.#inspect()
      this.standing = cleaning === 'cannot-be-cleaned' ? 'asked' : 'ready'
    } catch {
      // `#inspect` has said which of the two it was.
    }
  }

  async #inspect(): Promise<Inspected> {
    const loaded = await import('#clients/cleaning/clean.ts').catch(() => null)
    if (loaded === null) return this.#failed('unloaded')
    const inspected = await loaded.inspect(sourceOf(this.file), this.name).catch((error: unknown) => this.#failed(error instanceof DOMException ? 'unread' : 'unloaded'))
    this.cleaning = inspected.cleaning
    this.findings = inspected.findings
    return inspected
  }

  #failed(standing: Standing): never {
    this.standing = standing
    throw new Undecided()
  }

  /** [Note: Twice] It is looked into again when its turn comes: two hundred cleaned ones fit no memory. */
  async #begin(): Promise<Attaching> {
    if (!this.#isCleaned) return startAttaching({ source: sourceOf(this.file), name: this.name, cleaning: 'kept-as-it-was' })
    const before = this.cleaning
    const { source, cleaning } = await this.#inspect()
    if (cleaning === 'cannot-be-cleaned' && before !== cleaning) return this.#failed('asked')
    return startAttaching({ source, name: this.name, cleaning })
  }
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
    this.rows = withRoom([...this.rows, ...[...picked].map((file) => new DraftFile(file, this.#isCleaned))])
  }

  remove(row: DraftFile): void {
    this.rows = this.rows.filter((each) => each !== row)
    row.removing.abort()
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
      await row.send(deeds, row.removing.signal)
      return true
    } catch (error) {
      if (row.removing.signal.aborted) return true
      if (error instanceof Undecided) return false
      // A browser says so where the file was moved, or its card pulled out.
      if (!(error instanceof DOMException)) throw error
      row.standing = 'unread'
      return false
    }
  }
}
