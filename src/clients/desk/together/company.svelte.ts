import type { DeskSession } from '#clients/desk/deeds.ts'
import { noted } from '#clients/desk/refusal-words.ts'
import type { Here } from '#clients/member/presence.ts'

/** Who else is at an open report just now; and that this member is, for as long as somebody says so again. */
export class Company {
  here = $state.raw<readonly Here[]>([])
  /** This member has begun an answer. */
  isAnswering = $state(false)
  readonly #session: DeskSession
  readonly #report: string
  #isOver = false
  #last: Promise<void> = Promise.resolve()

  constructor(session: DeskSession, report: string) {
    this.#session = session
    this.#report = report
  }

  /** One after another, or what was said first might arrive last. Without an answer nobody is shown: it is no reason to stop anybody's work. */
  say(): Promise<void> {
    return (this.#last = this.#sayAfter(this.#last))
  }

  async #sayAfter(before: Promise<void>): Promise<void> {
    await before
    if (this.#isOver) return
    try {
      this.here = await this.#session.together.sayPresence(this.#report, this.isAnswering ? 'answering' : 'reading')
    } catch (error) {
      noted(error)
      this.here = []
    }
  }

  leave(): void {
    this.#isOver = true
    // A desk that ends meanwhile need not say so: it is over in some seconds.
    void this.#last.then(() => this.#session.together.leavePresence(this.#report)).catch(noted)
  }
}
