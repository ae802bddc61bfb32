import type { Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import type { BriefDocket, Dockets } from '#clients/member/dockets.ts'
import type { QueueLine } from '#clients/member/member.ts'
import type { State } from '#domain/docket.ts'
import type { DeskSession } from '#clients/desk/deeds.ts'
import { briefOf, mustBeListed, toList } from './beyond.ts'
import { inOrder, mergeAsked, mergeNewest } from './pages.ts'

/** So many lines come unasked of what somebody still waits for, the most pressing first; and so many of all. Older ones come by scrolling. */
const MOVING_LINES_MAX = 3000
const UNASKED_LINES_MAX = 1000
/** Opening a line takes milliseconds of the page's own thread: pages that nobody waits for are short, and a pause follows. */
const UNASKED_PAGE_LINES = 25
const PAGE_LINES = LIMITS.queueReportsMax
const PAUSE_MS = 100
const OVERLAP_PAGES_MAX = 10

const isAny = (): boolean => true

/**
 * Lines of the queue: the newest, everything that somebody waits for, and whatever else was looked at. The whole queue in brief (`know`) says which those are, so that nothing that must move
 * first is left out for being old. Kept current by polling: the newest page, and in turn some of the others.
 */
export class QueueFeed {
  /** In the order of the queue. */
  lines = $state.raw<readonly QueueLine[]>([])
  total = $state(0)
  /** False until the first page came. */
  ready = $state(false)
  loading = $state(false)
  /** Why the last fetch failed; null once one worked. */
  problem = $state.raw<unknown>(null)
  /** All that came unasked is here. */
  isFull = $state(false)
  readonly state: State | null
  readonly #session: DeskSession
  #dockets: Dockets | null = null
  #places: ReadonlyMap<string, number> = new Map()
  /** Lines that the whole queue contradicts: asked for again before others. */
  #changed: readonly string[] = []
  #turn = 0
  #older: Promise<void> | null = null
  #filling = false
  #closed = false
  /** Counts questions and what was told meanwhile, so that an answer that set out earlier puts nothing back. */
  #moment = 0
  readonly #told = new Map<string, { readonly line: QueueLine; readonly moment: number }>()

  constructor(session: DeskSession, state: State | null) {
    this.#session = session
    this.state = state
  }

  /** How many reports of this list have no line yet. */
  get lacking(): number { return Math.max(0, this.total - this.lines.length) }

  close(): void {
    this.#closed = true
  }

  /** The newest page. */
  async open(): Promise<void> {
    await this.#attempt(async () => { await this.#fetchNewest() })
  }

  /** The whole queue in brief, as it is now: lines of what left it go, those that changed are asked for again, and what must move first is listed in the background. */
  know(dockets: Dockets, today: Day): void {
    const before = this.#dockets
    this.#dockets = this.state === null ? dockets : new Map([...dockets].filter(([, { state: of }]) => of === this.state))
    this.#places = new Map([...this.#dockets.keys()].map((id, at) => [id, at]))
    const kept = this.lines.filter(({ id }) => this.#dockets?.has(id) === true || before?.has(id) !== true)
    this.lines = inOrder(kept, (id) => this.#placeOf(id))
    this.#changed = this.lines.flatMap((line) => { const docket = this.#dockets?.get(line.id); return docket === undefined || this.#told.has(line.id) || isSame(docket, briefOf(line)) ? [] : [line.id] })
    void this.#fill(today)
  }

  async #fill(today: Day): Promise<void> {
    if (this.#filling) return
    this.#filling = true
    await this.#attempt(async () => {
      while (!this.#closed && this.#changed.length > 0) await this.#fetchAsked(this.#changed.slice(0, PAGE_LINES))
      for (let some = this.#unasked(today); some.length > 0 && !this.#closed; some = this.#unasked(today)) {
        for (let at = 0; at < some.length && !this.#closed; at += UNASKED_PAGE_LINES) {
          await new Promise((resolve) => { setTimeout(resolve, PAUSE_MS) })
          await this.#fetchAsked(some.slice(at, at + UNASKED_PAGE_LINES).filter((id) => !this.#has(id)))
        }
        // What did not come is not asked for twice.
        if (some.every((id) => !this.#has(id))) break
      }
    })
    this.#filling = false
    if (!this.#closed && this.problem === null) this.isFull = true
  }

  /** What comes unasked and is not here: a report somebody waits for however old it is, then the newest. */
  #unasked(today: Day): readonly string[] {
    if (this.#dockets === null) return []
    const has = (id: string): boolean => this.#has(id)
    const moving = toList(this.#dockets, (docket) => mustBeListed(docket, today), { today, has }).slice(0, Math.max(0, MOVING_LINES_MAX - this.lines.length))
    const room = UNASKED_LINES_MAX - this.lines.length - moving.length
    return room <= 0 ? moving : [...new Set([...moving, ...[...this.#dockets.keys()].filter((id) => !has(id))])].slice(0, moving.length + room)
  }

  /**
   * The next lines that a list of this filter may show. Whoever asks while some are on their way waits for the same ones.
   * @param isWanted - as far as clear columns tell
   */
  async more(today: Day, isWanted: (docket: BriefDocket) => boolean = isAny): Promise<void> {
    this.#older ??= this.#more(today, isWanted)
    await this.#older
  }

  async #more(today: Day, isWanted: (docket: BriefDocket) => boolean): Promise<void> {
    this.loading = true
    const some = this.#dockets === null ? [] : toList(this.#dockets, isWanted, { today, has: (id) => this.#has(id) }).slice(0, PAGE_LINES)
    await this.#attempt(() => this.#fetchAsked(some))
    this.loading = false
    this.#older = null
  }

  /** Lines of these reports, wherever they stand, where they are not here. @throws Refusal */
  async want(ids: readonly string[]): Promise<void> {
    const some = ids.filter((id) => !this.#has(id))
    for (let at = 0; at < some.length; at += PAGE_LINES) await this.#fetchAsked(some.slice(at, at + PAGE_LINES))
  }

  /** Looks again at one report. @returns false where it has left this list. */
  async again(id: string): Promise<boolean> {
    await this.#attempt(() => this.#fetchAsked([id]))
    return this.problem !== null || this.#has(id)
  }

  /** What a deed answered is newer than any page that was asked for before. */
  tell(line: QueueLine): void {
    this.#told.set(line.id, { line, moment: ++this.#moment })
    this.lines = this.lines.map((each) => (each.id === line.id ? line : each))
  }

  /** @returns reports that came in since the last time. */
  async poll(): Promise<readonly QueueLine[]> {
    let arrived: readonly QueueLine[] = []
    await this.#attempt(async () => {
      arrived = await this.#fetchNewest()
      const older = this.lines.slice(PAGE_LINES)
      const turns = Math.ceil(older.length / PAGE_LINES)
      const at = turns === 0 ? 0 : this.#turn++ % turns
      const some = [...this.#changed, ...older.slice(at * PAGE_LINES, (at + 1) * PAGE_LINES).map(({ id }) => id)].slice(0, PAGE_LINES)
      await this.#fetchAsked(some)
    })
    return arrived
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

  async #fetchNewest(): Promise<readonly QueueLine[]> {
    const isKnown = (id: string): boolean => this.#has(id) || this.#dockets?.has(id) === true
    const page = await this.#page({ limit: PAGE_LINES })
    const gathered = [...page.lines]
    let { next } = page
    // So many may have come in at once that the newest page does not reach what is known.
    for (let pages = 1; this.lines.length > 0 && next !== null && pages < OVERLAP_PAGES_MAX && !gathered.some(({ id }) => isKnown(id)); pages++) {
      const older = await this.#page({ limit: PAGE_LINES, after: next })
      gathered.push(...older.lines)
      next = older.next
    }
    if (this.#closed) return []
    const arrived = this.lines.length === 0 && this.#dockets === null ? [] : gathered.filter(({ id }) => !isKnown(id))
    this.lines = mergeNewest(this.lines, gathered, next === null)
    this.total = page.total
    return arrived
  }

  async #fetchAsked(asked: readonly string[]): Promise<void> {
    if (asked.length === 0 || this.#closed) return
    const { lines: got } = await this.#page({ limit: PAGE_LINES, reports: asked })
    this.#changed = this.#changed.filter((id) => !asked.includes(id))
    if (!this.#closed) this.lines = mergeAsked(this.lines, { asked, got, placeOf: (id) => this.#placeOf(id) })
  }

  async #page(query: { readonly limit: number; readonly after?: string; readonly reports?: readonly string[] }) {
    const asked = ++this.#moment
    const page = await this.#session.listQueue({ ...(this.state === null ? {} : { state: this.state }), ...query })
    return { ...page, lines: page.lines.map((line) => this.#newer(line, asked)) }
  }

  #newer(line: QueueLine, asked: number): QueueLine {
    const told = this.#told.get(line.id)
    if (told !== undefined && told.moment > asked) return told.line
    this.#told.delete(line.id)
    return line
  }

  #has(id: string): boolean {
    return this.#ids().has(id)
  }

  #idsOf: { readonly lines: readonly QueueLine[]; readonly ids: ReadonlySet<string> } = { lines: [], ids: new Set() }

  #ids(): ReadonlySet<string> {
    if (this.#idsOf.lines !== this.lines) this.#idsOf = { lines: this.lines, ids: new Set(this.lines.map(({ id }) => id)) }
    return this.#idsOf.ids
  }

  #placeOf(id: string): number {
    return this.#places.get(id) ?? -1
  }
}

function isSame(a: BriefDocket, b: BriefDocket): boolean {
  return a.state === b.state && a.urgent === b.urgent && a.hasAlert === b.hasAlert && a.hasObjection === b.hasObjection && a.isOpened === b.isOpened && a.dueDay === b.dueDay
}
