import * as v from 'valibot'
import { base64url, randomBytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { Day } from '#base/day.ts'
import { STATES } from '#domain/docket.ts'
import { openJson } from '#sealing/open/age.ts'
import { searchName, searchScheme } from '#sealing/plain/schemes.ts'
import { sealJson } from '#sealing/seal/age.ts'
import { excerptOf, markHits, type Piece } from '#clients/search/excerpt.ts'
import { fold } from '#clients/search/folding.ts'
import { newWords } from '#clients/search/news.ts'
import { parseQuery } from '#clients/search/query.ts'
import { SeriesIndex } from '#clients/search/series-index.ts'
import { TextIndex } from '#clients/search/text-index.ts'
import type { ReportText } from './report-texts.ts'
import type { Session } from './session.ts'

/** Where a device keeps sealed leaves, by names that tell nothing. */
export interface LeafStore {
  names(): Promise<readonly string[]>
  read(name: string): Promise<Uint8Array | null>
  write(name: string, sealed: Uint8Array): Promise<void>
  remove(name: string): Promise<void>
}

export interface Hit {
  readonly report: ReportText
  readonly title: readonly Piece[]
  readonly excerpt: readonly Piece[]
}

export interface Finding {
  /** So many are given whole; the others are counted. */
  readonly hitsMax: number
  readonly signal: AbortSignal
  /** Reports that may be found: all, where nothing is said. */
  readonly isAllowed?: (id: string) => boolean
}

export interface Hits {
  readonly hits: readonly Hit[]
  /** How many there are in all. */
  readonly total: number
}

const leaf = v.strictObject({
  texts: v.array(v.strictObject({
    id: v.string(), title: v.string(), language: v.picklist(['en', 'zh']), receivedDay: v.custom<Day>((day) => typeof day === 'string'), state: v.picklist(STATES), text: v.string(), isWhole: v.boolean(), filed: v.optional(v.number()),
  })),
})

/** So many characters make a leaf: one is read for each line of what was found. */
const LEAF_CHARACTERS = 12 * 1024
/** So many leaves stay opened. */
const OPENED_LEAVES_MAX = 64
const EXCERPT_CHARACTERS = 140
/** A page's own thread is not held longer than half a frame. */
const TURN_MS = 8

interface Known extends Omit<ReportText, 'text' | 'title' | 'language' | 'filed'> {
  readonly characters: number
  /** So long are the first words, folded. */
  readonly filedUnits: number
  /** Null for what is not written yet. */
  readonly leaf: string | null
}

/**
 * [Note: What a device searches] Words of reports, as far as this device read them: sealed on the device in leaves under the member's own key, and folded
 * in memory while somebody works. A report that was erased, or is not open to the member any more, goes from memory and from its leaf.
 */
export class SearchMemory {
  readonly #session: Session
  readonly #store: LeafStore
  readonly #index = new TextIndex()
  readonly #known = new Map<string, Known>()
  readonly #alike = new SeriesIndex((id) => this.#filed(id))
  /** Not looked at yet for what they are copies of. */
  readonly #unsorted = new Set<string>()
  #series: ReadonlyMap<string, string> = new Map()
  /** A report of a series is gone since somebody asked for them. */
  #isTorn = false
  /** Not written yet. */
  readonly #fresh = new Map<string, ReportText>()
  /** Leaves in which something stands that was replaced or removed. */
  readonly #worn = new Set<string>()
  readonly #opened = new Map<string, readonly ReportText[]>()
  #flushing: Promise<void> = Promise.resolve()
  /** So many are looking something up just now. */
  #finds = 0

  private constructor(session: Session, store: LeafStore) {
    this.#session = session
    this.#store = store
  }

  /** Where a device keeps what this member searches. */
  static nameFor(session: Session): string {
    return searchName(session.unlocked().secrets.identity, session.id)
  }

  /** Keeps the words of one report, without opening what is there: whoever opens it next finds both, and takes those that say more. */
  static async keep(session: Session, store: LeafStore, text: ReportText): Promise<void> {
    const memory = new SearchMemory(session, store)
    memory.put(text)
    await memory.flush()
  }

  /** Opens what was kept. What does not open is nobody's, and goes. @throws Refusal `session-ended` */
  static async open(session: Session, store: LeafStore): Promise<SearchMemory> {
    const memory = new SearchMemory(session, store)
    const turns = new Turns()
    for (const name of await store.names()) {
      const texts = await memory.#leafTexts(name)
      if (texts === null) await store.remove(name)
      for (const text of texts ?? []) memory.#take(text, name)
      await turns.pause()
    }
    memory.#opened.clear()
    return memory
  }

  get size(): number { return this.#known.size }

  has(id: string): boolean {
    return this.#known.has(id)
  }

  /** Puts words in the place of those that were known; first words do not take the place of all of them. */
  put(text: ReportText): void {
    const before = this.#known.get(text.id)
    if (before !== undefined && before.isWhole && !text.isWhole) return
    this.#drop(text.id)
    this.#take(text, null)
    this.#fresh.set(text.id, text)
  }

  remove(id: string): void {
    this.#drop(id)
    this.#unsorted.delete(id)
    this.#isTorn = this.#alike.remove(id) || this.#isTorn
  }

  #drop(id: string): void {
    const before = this.#known.get(id)
    if (before === undefined) return
    if (before.leaf !== null) this.#worn.add(before.leaf)
    this.#known.delete(id)
    this.#fresh.delete(id)
    this.#index.remove(id)
  }

  /** What is not among these is gone: erased, or not open to the member any more. @returns how many of these are lacking. */
  keepOnly(ids: ReadonlySet<string>): number {
    for (const id of this.#known.keys()) if (!ids.has(id)) this.remove(id)
    return [...ids].filter((id) => !this.#known.has(id)).length
  }

  /** Writes what is new, and worn leaves anew without what is gone. A leaf is removed when what stays of it is kept elsewhere. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.catch(() => undefined).then(() => this.#flush())
    return this.#flushing
  }

  async #flush(): Promise<void> {
    const worn = new Set(this.#worn)
    const kept: ReportText[] = []
    for (const name of worn) kept.push(...(await this.#leafTexts(name) ?? []).filter(({ id }) => this.#known.get(id)?.leaf === name))
    for (const texts of leavesOf([...kept, ...this.#fresh.values()])) await this.#write(texts, worn)
    for (const name of worn) {
      await this.#store.remove(name)
      this.#worn.delete(name)
      this.#opened.delete(name)
    }
  }

  /**
   * Looks words up. Reports whose title has them come first, then the newest.
   */
  async find(line: string, finding: Finding): Promise<Hits> {
    this.#finds += 1
    try {
      return await this.#find(line, finding)
    } finally {
      this.#finds -= 1
    }
  }

  async #find(line: string, { hitsMax, signal, isAllowed = () => true }: Finding): Promise<Hits> {
    const query = parseQuery(line)
    const found = new Set<string>()
    let best: readonly Ranked[] = []
    const turns = new Turns({ isAwaited: true })
    for (const some of this.#index.find(query)) {
      const fresh = some.filter(({ id }) => !found.has(id) && isAllowed(id)).map(({ id, inTitle }): Ranked => ({ id, inTitle, day: this.#known.get(id)?.receivedDay ?? '' }))
      for (const { id } of fresh) found.add(id)
      // A short word stands in most of a hundred thousand: what stands behind all that would be shown is not sorted in.
      const worst = best.length < hitsMax ? undefined : best.at(-1)
      const better = worst === undefined ? fresh : fresh.filter((each) => titleThenNewest(each, worst) < 0)
      if (better.length > 0) best = [...best, ...better].toSorted(titleThenNewest).slice(0, hitsMax)
      await turns.pause()
      signal.throwIfAborted()
    }
    // Side by side: each waits for the disk, and somebody for all of them.
    await Promise.all([...new Set(best.flatMap(({ id }) => this.#known.get(id)?.leaf ?? []))].map((name) => this.#leafTexts(name)))
    const hits: Hit[] = []
    for (const { id } of best) {
      const report = await this.#textOf(id)
      signal.throwIfAborted()
      if (report !== null) hits.push({ report, title: markHits(report.title, query), excerpt: excerptOf(behindTitle(report), query, EXCERPT_CHARACTERS) })
    }
    return { hits, total: found.size }
  }

  /**
   * Looks which reports are copies of one page, by their first words, in steps; asked again, it looks at what came since.
   * @returns by report, the name of what it is alike; the same map as before where nothing changed. Those that are like no other are not in it.
   */
  async series(): Promise<ReadonlyMap<string, string>> {
    const turns = new Turns({ mustWait: () => this.#finds > 0 })
    let isChanged = this.#isTorn
    this.#isTorn = false
    for (const id of this.#unsorted) {
      this.#unsorted.delete(id)
      isChanged = this.#alike.put(id) || isChanged
      await turns.pause()
    }
    for (const _ of this.#alike.settle()) await turns.pause()
    if (isChanged) this.#series = namesOf(this.#alike)
    return this.#series
  }

  /** A report's first words in pieces, with those marked that stand in none of the others. Null where this device does not know them. */
  async newIn(id: string, others: readonly string[]): Promise<readonly Piece[] | null> {
    const report = await this.#textOf(id)
    if (report === null) return null
    return newWords(report.text.slice(0, report.filed ?? report.text.length), others.map((other) => this.#filed(other)))
  }

  /** The first words of a report, folded. */
  #filed(id: string): string {
    const text = this.#index.textOf(id) ?? ''
    const start = text.indexOf('\n') + 1
    return text.slice(start, start + (this.#known.get(id)?.filedUnits ?? 0))
  }

  async #textOf(id: string): Promise<ReportText | null> {
    const name = this.#known.get(id)?.leaf ?? null
    if (name === null) return this.#fresh.get(id) ?? null
    return (await this.#leafTexts(name))?.find((text) => text.id === id) ?? null
  }

  #take(text: ReportText, name: string | null): void {
    const before = this.#known.get(text.id)
    // Two windows may have written the same report: the one that knows more of it counts.
    if (before !== undefined && !saysMore(text, before)) {
      if (name !== null) this.#worn.add(name)
      return
    }
    if (before !== undefined && before.leaf !== null) this.#worn.add(before.leaf)
    const { id, receivedDay, state, isWhole } = text
    const filedUnits = text.filed === undefined ? Number.POSITIVE_INFINITY : fold(text.text.slice(0, text.filed)).length
    this.#known.set(id, { id, receivedDay, state, isWhole, characters: text.text.length, filedUnits, leaf: name })
    this.#index.put(id, `${text.title}\n${text.text}`)
    this.#unsorted.add(id)
  }

  async #write(texts: readonly ReportText[], worn: ReadonlySet<string>): Promise<void> {
    const name = base64url(randomBytes(16))
    await this.#store.write(name, await sealJson(this.#scheme(), { texts }))
    for (const text of texts) {
      const known = this.#known.get(text.id)
      const isFresh = this.#fresh.get(text.id) === text
      if (isFresh) this.#fresh.delete(text.id)
      // While it was written somebody may have removed it, or put more in its place.
      if (known !== undefined && (isFresh || (known.leaf !== null && worn.has(known.leaf)))) this.#known.set(text.id, { ...known, leaf: name })
      else this.#worn.add(name)
    }
  }

  async #leafTexts(name: string): Promise<readonly ReportText[] | null> {
    const opened = this.#opened.get(name)
    if (opened !== undefined) return opened
    const sealed = await this.#store.read(name)
    const texts = sealed === null ? null : await this.#open(sealed)
    if (texts !== null) this.#opened.set(name, texts)
    if (this.#opened.size > OPENED_LEAVES_MAX) for (const oldest of this.#opened.keys()) { this.#opened.delete(oldest); break }
    return texts
  }

  async #open(sealed: Uint8Array): Promise<readonly ReportText[] | null> {
    try {
      const result = v.safeParse(leaf, await openJson(this.#scheme(), sealed))
      return result.success ? result.output.texts : null
    } catch (error) {
      if (error instanceof Refusal && error.code !== 'session-ended') return null
      throw error
    }
  }

  #scheme() {
    return searchScheme(this.#session.unlocked().secrets.identity, this.#session.id)
  }
}

/** Each series by its first id: the same on every device that knows the same reports. */
function namesOf(alike: SeriesIndex): ReadonlyMap<string, string> {
  return new Map(alike.all().flatMap((ids) => ids.map((id) => [id, ids[0] ?? id] as const)))
}

interface Ranked {
  readonly id: string
  readonly inTitle: boolean
  readonly day: string
}

function titleThenNewest(a: Ranked, b: Ranked): number {
  return Number(b.inTitle) - Number(a.inTitle) || (a.day < b.day ? 1 : a.day > b.day ? -1 : 0)
}

function saysMore(text: ReportText, than: Known): boolean {
  return text.isWhole === than.isWhole ? text.text.length > than.characters : text.isWhole
}

/** A title that nobody gave is the first line of what was filed, and stands right above. */
function behindTitle({ title, text }: ReportText): string {
  const told = title.replace(/…$/u, '')
  return told !== '' && text.startsWith(told) ? text.slice(told.length) : text
}

function* leavesOf(texts: readonly ReportText[]): Generator<readonly ReportText[]> {
  let some: ReportText[] = []
  let characters = 0
  for (const text of texts) {
    some.push(text)
    characters += text.text.length + text.title.length
    if (characters < LEAF_CHARACTERS) continue
    yield some
    some = []
    characters = 0
  }
  if (some.length > 0) yield some
}

interface TurnOptions {
  /** While somebody waits for an answer, what nobody waits for stands still. */
  readonly mustWait?: () => boolean
  /** Somebody waits for this: its turn comes again before other work, though not before input. */
  readonly isAwaited?: boolean
}

/** Lets others have their turn on a thread that has other things to do. */
class Turns {
  #since = performance.now()
  readonly #mustWait: () => boolean
  readonly #isAwaited: boolean

  constructor({ mustWait = () => false, isAwaited = false }: TurnOptions = {}) {
    this.#mustWait = mustWait
    this.#isAwaited = isAwaited
  }

  async pause(): Promise<void> {
    if (performance.now() - this.#since < TURN_MS) return
    await (this.#isAwaited ? nextTurn() : delay(0))
    while (this.#mustWait()) await delay(TURN_MS)
    this.#since = performance.now()
  }
}

/** A timer among others comes four milliseconds late, half of what a turn takes: where the browser gives a turn back sooner, it is asked to. */
function nextTurn(): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: { readonly yield?: () => Promise<void> } }
  return scheduler?.yield?.() ?? delay(0)
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms) })
}
