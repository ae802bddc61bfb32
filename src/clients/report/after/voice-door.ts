import type { Host } from '../page/host.ts'

/** Marks a field whose change asks for a voice, not for files. */
export const VOICE_ASKED = 'voice'

/**
 * The button that opens the room for a voice, beside the one for files, where the browser has a microphone to ask for. It is made here, since
 * this code comes while the person types: the first page has its word and nothing else. It goes the way of a picked file, which fetches what it needs.
 */
export function offerVoice(host: Host, root: ParentNode = document): void {
  if (navigator.mediaDevices?.getUserMedia === undefined || globalThis.AudioWorkletNode === undefined) return
  for (const label of host.all('[data-room]>label', root)) {
    const row = host.element('div', '', 'row')
    const made = host.element('button', host.say('record'), 'alt')
    made.setAttribute('type', 'button')
    made.addEventListener('click', (event) => {
      event.stopPropagation()
      const input = host.find<HTMLInputElement>('input', label)
      input.dataset[VOICE_ASKED] = ''
      input.dispatchEvent(new Event('change', { bubbles: true }))
    })
    label.replaceWith(row)
    row.append(label, made)
  }
}
