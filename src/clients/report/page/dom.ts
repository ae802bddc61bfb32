/** The few handles the module has on the page. Text goes in as text: nothing here parses markup. */
export function find<E extends Element = HTMLElement>(selector: string, root: ParentNode = document): E {
  const found = root.querySelector<E>(selector)
  if (found === null) throw new Error(`the page has no ${selector}`)
  return found
}

export function all<E extends Element = HTMLElement>(selector: string, root: ParentNode = document): E[] {
  return [...root.querySelectorAll<E>(selector)]
}

/** A fresh copy of a template's content. */
export function piece(id: string): DocumentFragment {
  return document.importNode(find<HTMLTemplateElement>(`#t-${id}`).content, true)
}

/** One element out of a template. */
export function part(id: string, selector: string): HTMLElement {
  return find(selector, piece(id))
}

/** A sentence in the page's language. A code that the page has no sentence for is a fault of ours. */
export function say(name: string): string {
  const words = find<HTMLTemplateElement>('#t-words').content
  const found = words.querySelector(`[data-say="${CSS.escape(name)}"]`) ?? words.querySelector('[data-say=ours]')
  return found?.textContent ?? ''
}

export function fill(root: ParentNode, name: string, ...content: readonly (Node | string)[]): void {
  for (const gap of all(`[data-fill="${name}"]`, root)) gap.replaceChildren(...content)
}

/** A button of type `button`: no form of the page has anything else, so that none can post by itself. */
export function button(name: string, style: string, deed: string): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = style
  made.dataset['do'] = deed
  made.textContent = say(name)
  return made
}

export function element(tag: string, text: string, style = ''): HTMLElement {
  const made = document.createElement(tag)
  made.textContent = text
  if (style !== '') made.className = style
  return made
}

/** Where it is said how far a deed has got. */
export function statusLine(): HTMLElement {
  const made = element('p', '', 'hint')
  made.setAttribute('role', 'status')
  made.dataset['fill'] = 'status'
  return made
}

export function data(name: string): string {
  return document.body.dataset[name] ?? ''
}
