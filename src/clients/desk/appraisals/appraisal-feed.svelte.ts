import type { AppraisalLine, AppraisalView } from '#clients/member/appraisals.ts'
import type { DeskSession } from '#clients/desk/deeds.ts'
import { noted } from '#clients/desk/refusal-words.ts'

/** Every appraisal that the member reads, as it was last seen. One list for its page, the reports and the number beside it. */
export class AppraisalFeed {
  lines = $state.raw<readonly AppraisalLine[]>([])
  /** False until the list came once. */
  ready = $state(false)
  /** Why the last look failed; null once one worked. */
  problem = $state.raw<unknown>(null)
  readonly #session: DeskSession
  #looking: Promise<void> | null = null
  #taken = 0

  constructor(session: DeskSession) {
    this.#session = session
  }

  /** Whoever asks while a look is on its way waits for the same one. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => { this.#looking = null })
    return this.#looking
  }

  /** What a deed answered, or a page read, is newer than the list. */
  take(view: AppraisalView): void {
    this.#taken += 1
    const isKnown = this.lines.some(({ id }) => id === view.id)
    this.lines = isKnown ? this.lines.map((line) => (line.id === view.id ? { id: view.id, view } : line)) : [{ id: view.id, view }, ...this.lines]
  }

  async #look(): Promise<void> {
    const taken = this.#taken
    try {
      const lines = await this.#session.appraisals.list()
      const [here, listed] = [new Map(this.lines.map((line) => [line.id, line])), new Set(lines.map(({ id }) => id))]
      // What was asked while the list was on its way is not in it yet, and what was written is longer here: entries are only ever added.
      const begun = taken === this.#taken ? [] : this.lines.filter(({ id }) => !listed.has(id))
      this.lines = [...begun, ...lines.map((line) => longer(line, here.get(line.id)))]
      this.ready = true
      this.problem = null
    } catch (error) {
      this.problem = noted(error)
    }
  }
}

function longer(line: AppraisalLine, before: AppraisalLine | undefined): AppraisalLine {
  return before !== undefined && lengthOf(before) > lengthOf(line) && line.view !== null ? before : line
}

function lengthOf({ view }: AppraisalLine): number {
  return view?.steps.length ?? 0
}
