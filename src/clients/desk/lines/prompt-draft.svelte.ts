import { SvelteMap } from 'svelte/reactivity'
import type { PromptChange } from '#clients/member/prompts.ts'

/** Recordings for telephone lines that are not in use yet, by the sentence's name. In memory, and nothing of a report. */
export class PromptDraft {
  readonly #changes = new SvelteMap<string, PromptChange>()

  get isBegun(): boolean { return this.#changes.size > 0 }
  get changes(): readonly PromptChange[] { return [...this.#changes.values()] }

  of(name: string): PromptChange | null {
    return this.#changes.get(name) ?? null
  }

  set(change: PromptChange): void {
    this.#changes.set(`${change.language}/${change.prompt}`, change)
  }

  undo(name: string): void {
    this.#changes.delete(name)
  }

  /** They were put into use; what was recorded meanwhile stays. */
  done(changes: readonly PromptChange[]): void {
    for (const change of changes) if (this.of(`${change.language}/${change.prompt}`) === change) this.undo(`${change.language}/${change.prompt}`)
  }

  forget(): void {
    this.#changes.clear()
  }
}
