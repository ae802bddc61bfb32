import type { AppraisalView } from '#clients/member/appraisals.ts'
import type { DeskSession } from '#clients/desk/deeds.ts'
import { isRefusal, noted } from '#clients/desk/refusal-words.ts'
import type { AppraisalFeed } from './appraisal-feed.svelte.ts'

/** One appraisal on its page: as it was last opened, and whether somebody was quicker with what was to be written. */
export class OpenAppraisal {
  readonly id: string
  view = $state.raw<AppraisalView | null>(null)
  /** Why it could not be opened, or why it could not be looked at again. */
  problem = $state.raw<unknown>(null)
  /** The last deed was not done, because it could not follow any more what somebody else had written. */
  overtaken = $state(false)
  readonly #session: DeskSession
  readonly #feed: AppraisalFeed

  constructor(session: DeskSession, feed: AppraisalFeed, id: string) {
    this.#session = session
    this.#feed = feed
    this.id = id
  }

  async look(): Promise<void> {
    try {
      this.#take(await this.#session.appraisals.read(this.id))
      this.problem = null
    } catch (error) {
      this.problem = noted(error)
    }
  }

  /**
   * Takes what a deed on it answered.
   * @returns false if somebody was quicker, so that it could not be done: the page shows how it stands now, and what was typed stays.
   * @throws Refusal as the deed does
   */
  async did(deed: Promise<AppraisalView>): Promise<boolean> {
    this.overtaken = false
    try {
      this.#take(await deed)
      return true
    } catch (error) {
      if (!isRefusal(error, 'transition-not-allowed') && !isRefusal(error, 'stale-head')) throw error
      this.#take(await this.#session.appraisals.read(this.id))
      this.overtaken = true
      return false
    }
  }

  /** An answer that set out earlier may arrive later: entries are only ever added. */
  #take(view: AppraisalView): void {
    if (view.steps.length < (this.view?.steps.length ?? 0)) return
    const isNews = view.steps.length !== this.view?.steps.length
    this.view = view
    if (isNews) this.#feed.take(view)
  }
}
