import { sizeText } from '#base/size.ts'
import type { UploadNote } from '#clients/transport/content.ts'
import type { Host } from '../page/host.ts'
import type { Row } from './file-row.ts'
import { forgetNotes, notes } from './under-way.ts'

/** Uploads that this page found when it was loaded, and none that it began itself. */
const found = new Set(notes().map(({ upload }) => upload))

/** Uploads that no file of this page goes on with. */
export function unclaimed(rows: readonly Pick<Row, 'note'>[]): readonly UploadNote[] {
  const claimed = new Set(rows.map(({ note }) => note?.upload))
  return notes().filter(({ upload }) => !claimed.has(upload))
}

/** Says above everything what was under way before, until each was picked again or is to be forgotten. By size: what they are called is not kept. */
export function drawLeft(host: Host, rows: readonly Row[]): void {
  const left = unclaimed(rows).filter(({ upload }) => found.has(upload))
  for (const shown of host.all('.left')) shown.remove()
  if (left.length === 0) return
  // What stands in the page's column is a child of `main`; a note has margins of its own.
  const place = host.element('div', '', 'left noprint')
  const box = host.element('div', '', 'note')
  const sizes = left.map(({ keptBytes }) => sizeText(keptBytes, host.data('lang')))
  const forget = host.element('button', host.say('left-forget'), 'text')
  forget.setAttribute('type', 'button')
  forget.addEventListener('click', (event) => {
    // The page listens to every click: this one is for the note alone.
    event.stopPropagation()
    forgetNotes(found)
    place.remove()
  })
  const list = new Intl.ListFormat(host.data('date'), { type: 'conjunction', style: 'narrow' }).format(sizes)
  box.setAttribute('role', 'status')
  box.append(host.element('h3', host.say('left-title')), host.element('p', [host.say('left-about'), list].join(host.data('lang') === 'zh' ? '' : ' ')), host.element('p', host.say('left-text')), forget)
  place.append(box)
  host.find('#m').prepend(place)
}

/** Once, when the page was loaded: the browser has scrolled to where it was before. */
export function showLeft(host: Host): void {
  drawLeft(host, [])
  if (host.all('.left').length > 0) window.scrollTo(0, 0)
}

/** Who closes the page on purpose leaves nothing behind. */
export function forgetAtLeaving(): void {
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('[data-do=close]') !== null) forgetNotes(new Set(notes().map(({ upload }) => upload)))
  }, { capture: true })
}
