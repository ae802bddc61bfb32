import { LIMITS } from '#base/limits.ts'
import { WAV_HEAD_BYTES, WAV_MU_LAW, wavHead } from '#base/wav.ts'
import type { Attachment } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import { ownFile } from '#clients/reporter/own-file.ts'
import { httpApi } from '#clients/transport/api.ts'
import { openFile, wholeBlob } from '#clients/transport/download.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { Host } from '../page/host.ts'
import { takeFileSentences } from '../page/language.ts'
import { troubleOf } from './trouble.ts'

type Use = (blob: Blob, made: HTMLElement) => string | Promise<string>

/** A mebibyte over a slow onion circuit takes minutes. */
const SEGMENT_WITHIN_MS = 600_000
const api = httpApi('', (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(SEGMENT_WITHIN_MS) }))

let leaving = new AbortController()

/** The conversation is closed: nothing of it is written to this device any more, and nothing heard. */
export function stopSaving(): void {
  leaving.abort()
  leaving = new AbortController()
}

/**
 * Puts a button behind each file that the office sent, and one more behind an answer that was spoken: heard here, it leaves no trace on the device. Those that the reporter sent they have; a copy here would be one more trace. What the
 * buttons say stands on the page about files: few conversations have any, and the first page waits for none of it.
 */
export async function offerFiles(host: Host, keys: ReporterKeys, turns: readonly Turn[]): Promise<void> {
  const files = turns.filter(({ from }) => from === 'office').flatMap((turn) => turn.files ?? [])
  if (files.length === 0) return
  const lines = host.all('#filled .office .brought li')
  const isHere = (): boolean => host.say('file-save') !== host.say('ours')
  if (!isHere() && !await takeFileSentences()) return host.fill(host.find('#filled'), 'sent', host.say('unreachable'))
  for (const [at, file] of files.entries()) lines[at]?.append(...saving(host, keys, file))
}

function saving(host: Host, keys: ReporterKeys, file: Attachment): readonly HTMLElement[] {
  const status = host.element('p', '', 'hint')
  status.setAttribute('role', 'status')
  let isBusy = false
  const button = (name: string, use: Use): HTMLElement => {
    const made = host.element('button', host.say(name), 'text')
    made.setAttribute('type', 'button')
    made.setAttribute('aria-label', `${host.say(name)}: ${file.name}`)
    made.addEventListener('click', (event) => {
      // The page listens to every click: this one is for the button alone.
      event.stopPropagation()
      if (isBusy) return
      isBusy = true
      void fetched(host, { keys, file, status }, (blob) => use(blob, made)).finally(() => { isBusy = false })
    })
    return made
  }
  const save = button('file-save', (blob) => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(blob)
    link.download = file.name
    link.click()
    URL.revokeObjectURL(link.href)
    return host.say('file-saved')
  })
  return isSpoken(file) ? [button('file-play', async (blob, made) => (await isPlain(blob) ? play(blob, made) : host.say('file-strange'))), save, status] : [save, status]
}

/** By its sender's own words, as the desk records them. */
function isSpoken({ recorded, type, sizeBytes }: Attachment): boolean {
  return recorded !== undefined && type === 'audio/wav' && sizeBytes <= LIMITS.spokenAnswerBytesMax
}

/** By its bytes: a head of ours and samples, which no decoder can take for more. Nothing else of a stranger's is played here. */
async function isPlain(blob: Blob): Promise<boolean> {
  const head = String(new Uint8Array(await blob.slice(0, WAV_HEAD_BYTES).arrayBuffer()))
  // An odd number of samples is made even.
  return [0, 1].some((odd) => String(wavHead({ format: WAV_MU_LAW, rateHz: 8000, bytes: blob.size - WAV_HEAD_BYTES - odd })) === head)
}

function play(blob: Blob, button: HTMLElement): string {
  const player = document.createElement('audio')
  const url = URL.createObjectURL(blob.slice(0, blob.size, 'audio/wav'))
  leaving.signal.addEventListener('abort', () => { player.pause(); URL.revokeObjectURL(url) }, { once: true })
  player.controls = true
  player.style.inlineSize = '100%'
  player.setAttribute('aria-label', button.getAttribute('aria-label') ?? '')
  player.src = url
  button.replaceWith(player)
  player.focus()
  // A browser that wants another press has its own button for it.
  player.play().catch(() => {})
  return ''
}

async function fetched(host: Host, { keys, file, status }: { readonly keys: ReporterKeys; readonly file: Attachment; readonly status: HTMLElement }, use: (blob: Blob) => ReturnType<Use>): Promise<void> {
  const { signal } = leaving
  const onProgress = (doneBytes: number): void => { status.textContent = `${Math.floor((100 * doneBytes) / file.sizeBytes)} %` }
  status.className = 'hint'
  status.textContent = '0 %'
  try {
    const blob = await wholeBlob(await openFile(api, ownFile(keys, file.file), file), { signal, onProgress })
    signal.throwIfAborted()
    status.textContent = await use(blob)
  } catch (error) {
    status.className = 'err'
    status.textContent = host.say(troubleOf(error).name)
  }
}
