import { utf8 } from '#base/bytes.ts'
import { CannotShow } from '../line.ts'
import type { EditOpening } from '../protocol.ts'
import { stage } from '../frame.ts'
import { Passages, placesOf, readable } from '../redaction/passages.ts'
import { edit, type EditRoom } from '../redaction/room.ts'
import { button, canPress, field, onUndo, toolbar } from '../redaction/tools.ts'
import { element } from '../words/draw.ts'
import { encodingOf } from '../words/encoding.ts'

/** A text is in one field as a whole. */
const TEXT_BYTES_MAX = 2 * 1024 * 1024
const LABEL_CHARACTERS_MAX = 60

edit(async ({ opening, line }) => {
  if (opening.sizeBytes > TEXT_BYTES_MAX) throw new CannotShow('too-large')
  const bytes = await line.read(0, opening.sizeBytes)
  const encoding = encodingOf(bytes)
  if (encoding === null || bytes.length === 0) throw new CannotShow('cannot-be-drawn')
  const passages = new Passages(readable(new TextDecoder(encoding).decode(bytes)))
  showEditor(passages, opening, line)
  return async (write) => {
    await write(utf8(passages.redacted))
    return 'text/plain'
  }
})

/**
 * The field holds the text as the copy will have it: what is covered is gone from the screen at once, and is chosen, shown again and undone by what
 * stands there instead.
 */
function showEditor(passages: Passages, { labels, language }: EditOpening, line: EditRoom['line']): void {
  const text = element('textarea', { className: 'redact-text', spellcheck: false, lang: language, inputMode: 'none' })
  // Not read-only: then there would be no caret, and nothing could be chosen by keys. Nothing that is typed comes in.
  text.setAttribute('aria-readonly', 'true')
  text.addEventListener('beforeinput', (event) => event.preventDefault())
  text.addEventListener('input', () => { text.value = passages.redacted })
  text.setAttribute('aria-label', labels.text)
  const [word, label] = [element('input', { autocomplete: 'off' }), element('input', { maxLength: LABEL_CHARACTERS_MAX, autocomplete: 'off' })]
  const [places, status] = [element('span', { className: 'soft', role: 'status' }), element('span', { className: 'soft', role: 'status' })]
  const chosen = (): { readonly from: number; readonly to: number } => passages.sourceOf({ from: text.selectionStart, to: text.selectionEnd })
  const step = (act: () => void): void => {
    act()
    tell()
  }
  // What is pressed must not take away what is chosen in the text.
  const cover = button(labels.cover, () => step(() => passages.cover([chosen()], label.value.trim())))
  const uncover = button(labels.uncover, () => step(() => passages.uncover(chosen())))
  const find = button(labels.find, () => step(() => passages.cover(placesOf(passages.text, word.value), label.value.trim())))
  const undo = button(labels.undo, () => step(() => passages.undo()))
  const redo = button(labels.redo, () => step(() => passages.redo()))
  const tell = (): void => {
    const { scrollTop, selectionStart } = text
    const { redacted } = passages
    if (text.value !== redacted) text.value = redacted
    text.setSelectionRange(selectionStart, selectionStart)
    text.scrollTop = scrollTop
    canPress(undo, passages.canUndo)
    canPress(redo, passages.canRedo)
    status.textContent = `${labels.covered} ${passages.count}`
    line.say({ is: 'edited', isSmaller: false, covered: passages.count, pages: 1 })
  }
  const count = (): void => {
    const found = placesOf(passages.text, word.value).length
    places.textContent = word.value.trim() === '' ? '' : `${labels.places} ${found}`
    canPress(find, found > 0)
  }
  word.addEventListener('input', count)
  word.addEventListener('keydown', (event) => { if (event.key === 'Enter') find.click() })
  stage().classList.add('redacts')
  stage().replaceChildren(toolbar(field(labels.label, label), cover, uncover, undo, redo, field(labels.word, word), find, places, status), text)
  onUndo(() => step(() => passages.undo()), () => step(() => passages.redo()))
  count()
  tell()
  text.setSelectionRange(0, 0)
}
