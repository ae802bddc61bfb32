import type { CatchingUp } from '#clients/member/search-catch-up.ts'
import type { Hits } from '#clients/member/search-memory.ts'
import type { SearchDeeds } from './search-deeds.ts'

/** So many hits are shown, and so many more each time. */
const HITS = 15
/** What came in meanwhile is looked for again so often. */
const AGAIN_MS = 10 * 60 * 1000

/** What somebody looks for at the desk, and what was found. The words stand nowhere but here. */
export class Searching {
  line = $state('')
  hits = $state.raw<Hits | null>(null)
  /** Why nothing could be looked up; null once something was. */
  problem = $state.raw<unknown>(null)
  progress = $state.raw<CatchingUp | null>(null)
  readonly #deeds: SearchDeeds
  #hitsMax = HITS
  #stop = new AbortController()
  #catching = false
  #caughtUpAt = Number.NEGATIVE_INFINITY

  constructor(deeds: SearchDeeds) {
    this.#deeds = deeds
  }

  get isOn(): boolean { return this.line.trim() !== '' }

  get isCatchingUp(): boolean { return this.progress !== null && this.progress.known < this.progress.total }

  /** Reads what this device lacks, in the background. @param isDue - something came in: not only once in a while. */
  async catchUp(isDue = false): Promise<void> {
    if (this.#catching || (!isDue && performance.now() - this.#caughtUpAt < AGAIN_MS)) return
    this.#catching = true
    try {
      await this.#deeds.catchUp((progress) => { this.progress = progress })
      this.#caughtUpAt = performance.now()
      if (this.isOn) await this.#look()
    } catch {
      // Cut off, or the session ended: the desk says so elsewhere, and what is known is searched.
    } finally {
      this.#catching = false
    }
  }

  async look(line: string): Promise<void> {
    this.line = line
    this.#hitsMax = HITS
    await this.#look()
  }

  async more(): Promise<void> {
    this.#hitsMax += HITS
    await this.#look()
  }

  clear(): void {
    this.#stop.abort()
    this.line = ''
    this.hits = null
    this.problem = null
  }

  /** The answer to the latest words counts: an older one is stopped. */
  async #look(): Promise<void> {
    this.#stop.abort()
    this.#stop = new AbortController()
    const { signal } = this.#stop
    if (!this.isOn) {
      this.hits = null
      return
    }
    try {
      const hits = await this.#deeds.find(this.line, this.#hitsMax, signal)
      if (signal.aborted) return
      this.hits = hits
      this.problem = null
    } catch (error) {
      if (!signal.aborted) this.problem = error
    }
  }
}
