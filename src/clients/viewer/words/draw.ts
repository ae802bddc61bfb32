import { stage } from '../frame.ts'
import { UNSEEN } from './unseen.ts'

/** Text as nodes, with each unseen character as a visible mark. */
export function visible(text: string): DocumentFragment {
  const made = document.createDocumentFragment()
  let rest = text
  for (let found = UNSEEN.exec(rest); found !== null; found = UNSEEN.exec(rest)) {
    made.append(rest.slice(0, found.index), mark(found[0]))
    rest = rest.slice(found.index + found[0].length)
  }
  made.append(rest)
  return made
}

function mark(character: string): HTMLElement {
  return element('span', { className: 'mark' }, `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
}

export function element<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Partial<HTMLElementTagNameMap[Name]> = {}, ...inside: (Node | string)[]): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), attributes)
  made.append(...inside)
  return made
}

/** Paragraphs, one of each line. */
export function paragraphs(text: string): HTMLElement[] {
  return text.split('\n').map((line) => element('p', {}, visible(line.replace(/\r$/, ''))))
}

/** Replaces what stands on the stage by an empty sheet. */
export function sheet(className = ''): HTMLElement {
  const main = element('main', { className })
  stage().replaceChildren(main)
  stage().scrollTo(0, 0)
  return main
}

export function tableRow(cells: readonly string[], head = false): HTMLElement {
  return element('tr', {}, ...cells.map((cell) => element(head ? 'th' : 'td', { className: !head && /^-?[\d.,]+%?$/.test(cell) ? 'number' : '' }, visible(cell))))
}
