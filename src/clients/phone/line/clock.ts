/** Time, as a call needs it: tests hold it in their hand. */
export interface Clock {
  /** @returns what takes it back. */
  after(seconds: number, act: () => void): () => void
}

export const realClock: Clock = {
  after(seconds, act) {
    const timer = setTimeout(act, seconds * 1000)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
