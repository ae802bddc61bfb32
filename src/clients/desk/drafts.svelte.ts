import { createContext } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'

export type DraftKind = 'reply' | 'note' | 'reason' | 'title'

/** What was typed and not sent, by report. It lives in memory only, and outlasts a session that ends by itself. */
export class Drafts {
  readonly #texts = new SvelteMap<string, string>()
  #owner: string | null = null

  text(report: string, kind: DraftKind): string {
    return this.#texts.get(keyOf(report, kind)) ?? ''
  }

  write(report: string, kind: DraftKind, text: string): void {
    if (text === '') this.#texts.delete(keyOf(report, kind))
    else this.#texts.set(keyOf(report, kind), text)
  }

  /** What was typed about a report that is gone. */
  forgetReport(report: string): void {
    for (const key of this.#texts.keys()) if (key.endsWith(`:${report}`)) this.#texts.delete(key)
  }

  /** How many are worth a warning before they are forgotten. */
  get count(): number {
    return [...this.#texts.values()].filter((text) => text.trim() !== '').length
  }

  forget(): void {
    this.#texts.clear()
  }

  /** One member's drafts are never shown to the next one at the same window. */
  belongTo(signKey: string): void {
    if (this.#owner !== null && this.#owner !== signKey) this.forget()
    this.#owner = signKey
  }
}

function keyOf(report: string, kind: DraftKind): string {
  return `${kind}:${report}`
}

export const [useDrafts, setDrafts] = createContext<Drafts>()
