import { data } from './dom.ts'

const PRESSES = 3
const WITHIN_MS = 2000

/** Blanks the page at once and puts a neutral one in its place, so that Back does not lead here. */
export function leave(): void {
  const to = data('neutral')
  document.title = ''
  document.documentElement.replaceChildren()
  location.replace(to)
  // Last of all: where a browser keeps nothing, this throws.
  sessionStorage.clear()
}

/** Escape three times. A press that ends the composition of a Chinese character is not meant for us. */
export function watchEscape(): void {
  let presses: number[] = []
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing || event.repeat) return
    presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN_MS)
    if (presses.length >= PRESSES) leave()
  })
}
