import { SvelteSet } from 'svelte/reactivity'

/** The reports of the list that somebody chose, to do one thing to all of them. */
export class Picked {
  readonly ids = new SvelteSet<string>()

  has(id: string): boolean { return this.ids.has(id) }
  get count(): number { return this.ids.size }

  toggle(id: string): void {
    if (!this.ids.delete(id)) this.ids.add(id)
  }

  all(ids: readonly string[]): void {
    for (const id of ids) this.ids.add(id)
  }

  none(): void { this.ids.clear() }
}
