import type { QueueLine } from '#clients/member/member.ts'
import type { State } from '#domain/docket.ts'
import type { DeskSession } from '#clients/desk/deeds.ts'
import { mergePage, newIds } from './pages.ts'

/** So many lines come unasked, so that the groups are true for most offices; older ones come by scrolling. */
const UNASKED_LINES_MAX = 1000
/** Opening a line takes milliseconds of the page's own thread: pages that nobody waits for are short, and a pause follows. */
const UNASKED_PAGE_LINES = 25
const PAGE_LINES = 50
const PAUSE_MS = 100
const OVERLAP_PAGES_MAX = 10

/**
 * The queue as far as it was fetched, kept current by polling. A poll fetches the newest page and one older page in turn, so
 * that changes far down arrive too.
 */
export class QueueFeed {
  lines = $state.raw<readonly QueueLine[]>([])
  total = $state(0)
  /** False until the first page came. */
  ready = $state(false)
  loading = $state(false)
  /** Why the last fetch failed; null once one worked. */
  problem = $state.raw<unknown>(null)
  /** Where the next older page begins; null at the end of the queue. */
  next = $state<string | null>(null)
  readonly state: State | null
  readonly #session: DeskSession
  readonly #cursors: string[] = []
  #turn = 0
  #older: Promise<void> | null = null
  #closed = false
  /** Counts questions and what was told meanwhile, so that an answer that set out earlier puts nothing back. */
  #moment = 0
  readonly #told = new Map<string, { readonly line: QueueLine; readonly moment: number }>()

  constructor(session: DeskSession, state: State | null) {
    this.#session = session
    this.state = state
  }

  /** As much was fetched as comes unasked. */
  get isFull(): boolean { return this.lines.length >= UNASKED_LINES_MAX }

  close(): void {
    this.#closed = true
  }

  /** The newest page, then older ones until there are enough for true groups. */
  async open(): Promise<void> {
    await this.#attempt(() => this.#fetch(null, PAGE_LINES))
    while (!this.#closed && this.problem === null && this.next !== null && this.lines.length < UNASKED_LINES_MAX) {
      await new Promise((resolve) => { setTimeout(resolve, PAUSE_MS) })
      await this.more(UNASKED_PAGE_LINES)
    }
  }

  /** The next older page. Whoever asks while it is on its way waits for the same one. */
  async more(lines = PAGE_LINES): Promise<void> {
    if (this.#older === null && this.next !== null) this.#older = this.#fetchOlder(this.next, lines)
    await this.#older
  }

  async #fetchOlder(after: string, lines: number): Promise<void> {
    this.loading = true
    await this.#attempt(() => this.#fetch(after, lines))
    this.loading = false
    this.#older = null
  }

  /** What a deed answered is newer than any page that was asked for before. */
  tell(line: QueueLine): void {
    this.#told.set(line.id, { line, moment: ++this.#moment })
    this.lines = this.lines.map((each) => (each.id === line.id ? line : each))
  }

  /** @returns reports that came in since the last time. */
  async poll(): Promise<readonly string[]> {
    const before = this.lines
    await this.#attempt(async () => {
      await this.#fetch(null, PAGE_LINES)
      const cursor = this.#cursors[this.#turn++ % Math.max(1, this.#cursors.length)]
      if (cursor !== undefined) await this.#fetch(cursor, PAGE_LINES)
    })
    return before.length === 0 ? [] : newIds(before, this.lines)
  }

  async #attempt(fetch: () => Promise<void>): Promise<void> {
    try {
      await fetch()
      this.problem = null
      this.ready = true
    } catch (error) {
      this.problem = error
    }
  }

  async #fetch(after: string | null, limit: number): Promise<void> {
    const known = new Set(this.lines.map((line) => line.id))
    const page = await this.#page(after, limit)
    const gathered = [...page.lines]
    let oldest = page.next
    // So many may have come in at once that the newest page does not reach what is known.
    for (let pages = 1; after === null && known.size > 0 && oldest !== null && pages < OVERLAP_PAGES_MAX; pages++) {
      if (gathered.some((line) => known.has(line.id))) break
      const older = await this.#page(oldest, PAGE_LINES)
      gathered.push(...older.lines)
      oldest = older.next
    }
    if (this.#closed) return
    const isFirst = this.lines.length === 0
    this.lines = mergePage(this.lines, gathered, { newest: after === null, oldest: oldest === null })
    this.total = page.total
    const isFurther = after !== null && after === this.next
    if (isFirst || isFurther || oldest === null) this.#reach(after, oldest)
  }

  async #page(after: string | null, limit: number) {
    const state = this.state === null ? {} : { state: this.state }
    const asked = ++this.#moment
    const page = await this.#session.listQueue({ ...state, limit, ...(after === null ? {} : { after }) })
    return { ...page, lines: page.lines.map((line) => this.#newer(line, asked)) }
  }

  #newer(line: QueueLine, asked: number): QueueLine {
    const told = this.#told.get(line.id)
    if (told !== undefined && told.moment > asked) return told.line
    this.#told.delete(line.id)
    return line
  }

  /** Notes how far down the queue is known. */
  #reach(after: string | null, oldest: string | null): void {
    if (after !== null && !this.#cursors.includes(after)) this.#cursors.push(after)
    this.next = oldest
  }
}
