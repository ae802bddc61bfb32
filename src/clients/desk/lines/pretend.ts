import type { CallEvent, Effect, Opened } from '#clients/telephony/call/state.ts'
import { newReceipt } from '#sealing/plain/receipt.ts'

/** A report as a rehearsal finds it behind its code: received, with one answer that nobody wrote. */
const FOUND: Opened = { isFiled: true, hasUnsent: false, state: 'state-received', next: '0301', objectUntil: null, erasedFrom: null, replies: 1, hasMinutes: false, canWithdraw: true }

/** Stands for the server in a rehearsal: it has no network and keeps one code, until the page is left. */
export class PretendServer {
  #code: string | null = null
  #isFiled = false
  #isWithdrawn = false

  /** What the server would say; null for what it is not asked. */
  answer(effect: Effect): CallEvent | null {
    switch (effect.do) {
      case 'draw-code': return { on: 'code', code: this.#draw() }
      case 'open': return this.#isFiled && effect.code === this.#code ? { on: 'opened', opened: this.#opened() } : { on: 'wrong-code' }
      case 'deliver':
        this.#isFiled = true
        return { on: 'delivered' }
      case 'withdraw':
        this.#isWithdrawn = true
        return { on: 'withdrawn', opened: this.#opened() }
      case 'agree': return { on: 'agreed', hasMore: false }
      case 'say': case 'record': case 'stop-recording': case 'discard': case 'wait': case 'hangup': return null
    }
  }

  #draw(): string {
    this.#code = newReceipt()
    this.#isFiled = this.#isWithdrawn = false
    return this.#code
  }

  #opened(): Opened {
    return this.#isWithdrawn ? { ...FOUND, state: 'state-withdrawn', next: null, canWithdraw: false } : FOUND
  }
}
