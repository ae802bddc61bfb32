import { element } from '../words/draw.ts'

/** Buttons and fields above what is covered. */

export function button(words: string, onclick: () => void, name?: string): HTMLButtonElement {
  const made = element('button', { type: 'button', className: 'tool' }, words)
  if (name !== undefined) made.setAttribute('aria-label', name)
  // It stays where the focus is: a button that cannot be pressed now says so, and does nothing.
  made.addEventListener('click', () => { if (made.getAttribute('aria-disabled') !== 'true') onclick() })
  return made
}

export function canPress(pressed: HTMLButtonElement, can: boolean): void {
  pressed.setAttribute('aria-disabled', String(!can))
}

export function field(words: string, control: HTMLInputElement | HTMLSelectElement): HTMLLabelElement {
  return element('label', {}, element('span', {}, words), control)
}

export function toolbar(...tools: readonly HTMLElement[]): HTMLElement {
  return element('div', { className: 'redact-tools' }, ...tools)
}

/** Undo and redo, by the keys that every program has for them. */
export function onUndo(undo: () => void, redo: () => void): void {
  addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    const key = event.key.toLowerCase()
    if (key !== 'z' && key !== 'y') return
    event.preventDefault()
    if (key === 'y' || event.shiftKey) redo()
    else undo()
  })
}
