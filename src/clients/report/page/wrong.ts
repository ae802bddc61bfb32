import { all, element, find, piece, say } from './dom.ts'
import { markTitleWrong } from './views.ts'

/** A sentence about what is to be mended, and the field it is about, if it is about one. */
export interface Wrong { readonly field?: string; readonly text: string }

/** At the top and beside the field, in the same words, after "nothing you wrote is lost". */
export function showWrong(view: HTMLElement, wrongs: readonly Wrong[], title: 'wrong-title' | 'wrong-open' = 'wrong-title'): void {
  clearWrong()
  const fragment = piece('wrong')
  find('h2', fragment).textContent = say(title)
  const kept = find('p', fragment)
  if (title === 'wrong-title') kept.textContent = say('wrong-kept')
  else kept.remove()
  find('ul', fragment).replaceChildren(...wrongs.map(lineOf))
  for (const wrong of wrongs) markField(wrong)
  const box = find('.wrong', fragment)
  view.prepend(box)
  markTitleWrong()
  window.scrollTo(0, 0)
  box.focus({ preventScroll: true })
}

export function clearWrong(): void {
  for (const told of all('.wrong, .err')) told.remove()
  for (const block of all('.bad')) block.classList.remove('bad')
  for (const field of all('[aria-invalid]')) {
    field.removeAttribute('aria-invalid')
    field.setAttribute('aria-describedby', `${field.id}-h`)
  }
}

function lineOf({ field, text }: Wrong): HTMLElement {
  const line = element('li', field === undefined ? text : '')
  if (field === undefined) return line
  const link = element('a', text)
  link.setAttribute('href', `#${field}`)
  line.append(link)
  return line
}

function markField({ field, text }: Wrong): void {
  const input = field === undefined ? null : document.getElementById(field)
  const block = input?.closest('.q')
  if (input === null || !block) return
  if (block instanceof HTMLDetailsElement) block.open = true
  const note = element('p', text, 'err')
  note.id = `${input.id}-e`
  block.classList.add('bad')
  find('.hint', block).after(note)
  if (input instanceof HTMLInputElement && input.type === 'radio') return
  input.setAttribute('aria-invalid', 'true')
  input.setAttribute('aria-describedby', `${input.id}-h ${note.id}`)
}
