import type { EnteringDeeds, EntryOrder, ReadyEntry } from './entering-deeds.ts'

/** What was sealed and perhaps kept: sealed again only where somebody changed a word, so that what is sent twice is entered once. */
export class ReadyOnce {
  #ready: { readonly of: string; readonly entry: ReadyEntry } | null = null

  /** @throws Refusal as `EnteringDeeds.prepare` does */
  async of(entering: EnteringDeeds, order: EntryOrder): Promise<ReadyEntry> {
    const of = JSON.stringify(order)
    if (this.#ready?.of !== of) this.#ready = { of, entry: await entering.prepare(order) }
    return this.#ready.entry
  }

  done(): void {
    this.#ready = null
  }
}
