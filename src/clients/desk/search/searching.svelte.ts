import type { CatchingUp } from '#clients/member/search-catch-up.ts'
import type { Hits } from '#clients/member/search-memory.ts'
import type { Marker } from './marks.ts'
import type { SearchDeeds } from './search-deeds.ts'

/** So many hits are shown, and so many more each time. */
const HITS = 15

/** After so many turns what is still unsure is left out. */
const TURNS_MAX = 20

/** What a list is narrowed to, asked of one report. */
export interface Fitting {
  /** Null where only its line would tell, and it is not here. */
  of(id: string): boolean | null
  /** @throws Refusal */
  open(ids: readonly string[]): Promise<void>
}

/** What somebody looks for at the desk, and what was found. The words stand nowhere but here. */
export class Searching {
  /** What stands in the field, and what of it is looked for. */
  line = $state('')
  words = $state('')
  hits = $state.raw<Hits | null>(null)
  /** Why nothing could be looked up; null once something was. */
  problem = $state.raw<unknown>(null)
  progress = $state.raw<CatchingUp | null>(null)
  readonly #deeds: SearchDeeds
  #fits: Fitting | null = null
  #hitsMax = HITS
  #stop = new AbortController()
  #catching = false
  /** All that is open to the member, where it came while the device was catching up. */
  #later: ReadonlySet<string> | null = null

  constructor(deeds: SearchDeeds) {
    this.#deeds = deeds
  }

  get isOn(): boolean { return this.words !== '' }

  /** Marks what is looked for wherever it stands; null where nothing is. */
  marker = $state.raw<Marker | null>(null)

  get isCatchingUp(): boolean { return this.progress !== null && this.progress.known < this.progress.total }

  /** Reads what this device lacks of these, and forgets everything else, in the background. */
  async catchUp(ids: ReadonlySet<string>): Promise<void> {
    this.#later = ids
    if (this.#catching) return
    this.#catching = true
    try {
      for (let now: ReadonlySet<string> | null = ids; now !== null; now = this.#later) {
        this.#later = null
        await this.#deeds.catchUp((progress) => { this.progress = progress }, now)
        if (this.isOn) await this.#look()
      }
    } catch {
      // Cut off, or the session ended: the desk says so elsewhere, and what is known is searched.
    } finally {
      this.#catching = false
    }
  }

  async look(line: string, words: string): Promise<void> {
    this.line = line
    if (words === this.words && words !== '') return
    this.words = words
    this.#hitsMax = HITS
    await this.#look()
  }

  /** Only these are to be found from now on: every report, where nothing narrows them. */
  async narrow(fits: Fitting | null): Promise<void> {
    this.#fits = fits
    if (this.isOn) await this.#look()
  }

  async more(): Promise<void> {
    this.#hitsMax += HITS
    await this.#look()
  }

  clear(): void {
    this.#stop.abort()
    this.line = ''
    this.words = ''
    this.hits = null
    this.marker = null
    this.problem = null
  }

  /** The answer to the latest words counts: an older one is stopped. */
  async #look(): Promise<void> {
    this.#stop.abort()
    this.#stop = new AbortController()
    const { signal } = this.#stop
    if (!this.isOn) {
      this.hits = null
      this.marker = null
      return
    }
    try {
      const [hits, marker] = await Promise.all([this.#find(signal), this.#deeds.marker(this.words)])
      if (signal.aborted) return
      this.hits = hits
      this.marker = marker
      this.problem = null
    } catch (error) {
      if (!signal.aborted) this.problem = error
    }
  }

  /** Of what may fit, the lines of those that would be shown are opened first, some at a time, until all that is shown fits. */
  async #find(signal: AbortSignal): Promise<Hits> {
    const fits = this.#fits
    const unfit = new Set<string>()
    const isAllowed = (id: string): boolean => fits === null || (!unfit.has(id) && fits.of(id) !== false)
    for (let turn = 0; ; turn++) {
      const found = await this.#deeds.find(this.words, { hitsMax: this.#hitsMax, signal, isAllowed })
      const unsure = fits === null ? [] : found.hits.flatMap(({ report: { id } }) => (fits.of(id) === null ? [id] : []))
      if (fits === null || unsure.length === 0) return found
      if (turn < TURNS_MAX) await fits.open(unsure)
      signal.throwIfAborted()
      // What does not open with the others is not of this list.
      for (const id of unsure) if (turn >= TURNS_MAX || fits.of(id) === null) unfit.add(id)
    }
  }
}
