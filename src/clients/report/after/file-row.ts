import { sizeText } from '#base/size.ts'
import type { Looked } from '#clients/outgoing/outgoing.ts'
import type { UploadNote } from '#clients/transport/content.ts'
import type { Attachment, Recorded } from '#domain/bodies.ts'
import type { Host } from '../page/host.ts'

/** How far a file has got. `failed`, `asked` and `paused` wait for the person. */
export type Standing = 'looking' | 'asked' | 'sending' | 'waiting' | 'paused' | 'sent' | 'failed'

export interface Row {
  /** Its number where the work is done. */
  readonly job: number
  readonly file: File
  /** A voice that was recorded on this page, as its sender wished; null for a file. */
  readonly recorded: Recorded | null
  readonly name: string
  standing: Standing
  looked: Looked | null
  /** Whether the person said that it goes as it is. */
  anyway: boolean
  attachment: Attachment | null
  /** What the device keeps of it while it is under way. */
  note: UploadNote | null
  pausing: AbortController
  doneBytes: number
  /** Had arrived when this attempt began; -1 before that is known. */
  fromBytes: number
  startedMs: number
  /** The name of a sentence. */
  trouble: string
  removed: boolean
  element: HTMLElement
  over: Promise<void>
}

export interface RowDeeds { readonly remove: () => void; readonly goOn: () => void; readonly pause: () => void }

/** What trying again does not mend. */
const FOR_GOOD = new Set(['too-large', 'file-many'])

/** One file in the list: its name, how far it has got in words, and what the person may do about it. */
export function drawRow(host: Host, row: Row, { remove, goOn, pause }: RowDeeds): void {
  const { element, name, file, standing } = row
  const title = host.element('b', name)
  title.dir = 'auto'
  const status = host.element('p', statusOf(host, row), standing === 'failed' ? 'err' : 'hint')
  status.setAttribute('role', 'status')
  const deeds = [
    ...(standing === 'asked' ? [deed(host, 'file-anyway', goOn)] : []), ...(standing === 'failed' && !FOR_GOOD.has(row.trouble) ? [deed(host, 'again', goOn)] : []),
    ...(standing === 'sending' || standing === 'waiting' ? [deed(host, 'file-pause', pause)] : []), ...(standing === 'paused' ? [deed(host, 'file-go-on', goOn)] : []),
    deed(host, 'file-remove', remove),
  ]
  for (const each of deeds) each.setAttribute('aria-label', `${each.textContent ?? ''}: ${name}`)
  const focused = element.contains(document.activeElement) ? document.activeElement?.textContent : null
  element.replaceChildren(title, ' ', host.element('small', sizeText(file.size, host.data('lang'))), status, ...deeds)
  if (focused !== null) (deeds.find((each) => each.textContent === focused) ?? deeds[0])?.focus()
}

function statusOf(host: Host, row: Row): string {
  switch (row.standing) {
    case 'looking': return host.say('file-looking')
    case 'asked': return host.say('file-asked')
    case 'waiting': return host.say('file-waiting')
    case 'paused': return host.say('file-paused')
    case 'failed': return host.say(row.trouble)
    case 'sending': return progressOf(row, host.data('lang'))
    case 'sent': return [host.say('file-sent'), ...whatWasFound(host, row)].join(host.data('lang') === 'zh' ? '' : ' ')
  }
}

/** How much is there, how fast it goes and how long it will take: `42 % · 1.2 MB/s · 3:05`. */
function progressOf({ doneBytes, fromBytes, looked, startedMs }: Row, language: string): string {
  const sizeBytes = looked?.sizeBytes ?? 0
  const seconds = (performance.now() - startedMs) / 1000
  const part = sizeBytes === 0 ? 0 : Math.floor((100 * doneBytes) / sizeBytes)
  if (doneBytes <= fromBytes || seconds < 1) return `${part} %`
  const rate = (doneBytes - Math.max(0, fromBytes)) / seconds
  const leftSeconds = Math.ceil((sizeBytes - doneBytes) / rate)
  return `${part} % · ${sizeText(rate, language)}/s · ${Math.floor(leftSeconds / 60)}:${String(leftSeconds % 60).padStart(2, '0')}`
}

function whatWasFound(host: Host, { looked, recorded }: Row): readonly string[] {
  if (recorded !== null) return [host.say(`voice-sent-${recorded}`)]
  if (looked?.cleaning === 'nothing-found') return [host.say('file-clean')]
  if (looked?.cleaning !== 'cleaned' || looked.findings.length === 0) return []
  const found = looked.findings.map((finding) => host.say(`found-${finding}`))
  return [host.say('file-taken'), new Intl.ListFormat(host.data('date'), { type: 'conjunction', style: 'narrow' }).format(found)]
}

/** The page listens to every click: this one is for the row alone. */
function deed(host: Host, name: string, act: () => void): HTMLElement {
  const made = host.element('button', host.say(name), 'text')
  made.setAttribute('type', 'button')
  made.addEventListener('click', (event) => { event.stopPropagation(); act() })
  return made
}
