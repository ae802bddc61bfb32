import type { BriefDocket, Dockets, ListingDockets } from '#clients/member/dockets.ts'
import type { QueueLine } from '#clients/member/member.ts'
import type { DeskSession } from '#clients/desk/deeds.ts'
import { briefOf } from './beyond.ts'

/** The whole queue is asked for again so often: what changed far down in it is known by then. */
const AGAIN_MS = 10 * 60 * 1000

/** The whole queue in brief, as it was when it was last asked for, with what came since. */
export class DocketFeed {
  /** In the order of the queue; null until all of it came. */
  all = $state.raw<Dockets | null>(null)
  progress = $state.raw<ListingDockets | null>(null)
  /** Why it could not be asked for; null once it was. */
  problem = $state.raw<unknown>(null)
  readonly #session: DeskSession
  #looking: Promise<void> | null = null
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(session: DeskSession) {
    this.#session = session
  }

  get isLooking(): boolean { return this.all === null && this.problem === null && this.progress !== null }

  /** @param isDue - now, and not only once in a while. */
  async look(isDue = false): Promise<void> {
    if (this.#looking === null && (isDue || performance.now() - this.#lookedAt >= AGAIN_MS)) this.#looking = this.#look()
    await this.#looking
  }

  async #look(): Promise<void> {
    try {
      this.all = await this.#session.listDockets((progress) => { if (this.all === null) this.progress = progress })
      this.problem = null
      this.#lookedAt = performance.now()
    } catch (error) {
      this.problem = error
    } finally {
      this.#looking = null
    }
  }

  /** Reports that came in meanwhile need no asking: their lines are here. */
  note(arrived: readonly QueueLine[]): void {
    const fresh = this.all === null ? [] : arrived.filter(({ id }) => this.all?.has(id) === false)
    if (this.all !== null && fresh.length > 0) this.all = new Map<string, BriefDocket>([...fresh.map((line) => [line.id, briefOf(line)] as const), ...this.all])
  }

  /** What was erased here, or given up. */
  forget(id: string): void {
    if (this.all?.has(id) === true) this.all = new Map([...this.all].filter(([each]) => each !== id))
  }
}
