import { createContext, untrack } from 'svelte'

/** One key for one deed. `label` is what the list of keys says. */
export interface KeyDeed {
  readonly key: string
  readonly label: string
  run(): void
}

/**
 * The single keys of the desk. They rest while somebody types and while a dialog is open, and can be turned off altogether,
 * for those who speak to their computer.
 * @see WCAG 2.2, 2.1.4
 */
export class Keyboard {
  on = $state(true)
  #bound = $state.raw<readonly KeyDeed[]>([])

  get deeds(): readonly KeyDeed[] { return this.#bound }

  /** One for each key: where two are bound, the page that came last has it. */
  get reachable(): readonly KeyDeed[] { return this.#bound.filter((deed, index) => !this.#bound.slice(index + 1).some(({ key }) => key === deed.key)) }

  /** @returns what undoes it; meant to be returned from an effect. */
  bind(deeds: readonly KeyDeed[]): () => void {
    untrack(() => { this.#bound = [...this.#bound, ...deeds] })
    return () => { this.#bound = this.#bound.filter((each) => !deeds.includes(each)) }
  }

  press(event: KeyboardEvent): void {
    if (!this.on || event.isComposing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return
    const deed = this.#bound.findLast((each) => each.key === event.key.toLowerCase())
    if (deed === undefined) return
    event.preventDefault()
    deed.run()
  }
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return true
  return isField(target)
}

/** Whether somebody types there, or chooses. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input:not([type=checkbox]), textarea, select, [contenteditable]') !== null
}

export const [useKeyboard, setKeyboard] = createContext<Keyboard>()
