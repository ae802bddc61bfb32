import type { Attachment } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import { ownFile } from '#clients/reporter/own-file.ts'
import { httpApi } from '#clients/transport/api.ts'
import { openFile, wholeBlob } from '#clients/transport/download.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { Host } from '../page/host.ts'
import { takeFileSentences } from '../page/language.ts'
import { troubleOf } from './trouble.ts'

/** A mebibyte over a slow onion circuit takes minutes. */
const SEGMENT_WITHIN_MS = 600_000
const api = httpApi('', (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(SEGMENT_WITHIN_MS) }))

let leaving = new AbortController()

/** The conversation is closed: nothing of it is written to this device any more. */
export function stopSaving(): void {
  leaving.abort()
  leaving = new AbortController()
}

/**
 * Puts a button behind each file that the office sent. Those that the reporter sent they have; a copy here would be one more trace. What the
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
  const button = host.element('button', host.say('file-save'), 'text')
  button.setAttribute('type', 'button')
  button.setAttribute('aria-label', `${host.say('file-save')}: ${file.name}`)
  const status = host.element('p', '', 'hint')
  status.setAttribute('role', 'status')
  let isBusy = false
  button.addEventListener('click', (event) => {
    // The page listens to every click: this one is for the button alone.
    event.stopPropagation()
    if (isBusy) return
    isBusy = true
    void save(host, { keys, file, status }).finally(() => { isBusy = false })
  })
  return [button, status]
}

async function save(host: Host, { keys, file, status }: { readonly keys: ReporterKeys; readonly file: Attachment; readonly status: HTMLElement }): Promise<void> {
  const { signal } = leaving
  const onProgress = (doneBytes: number): void => { status.textContent = `${Math.floor((100 * doneBytes) / file.sizeBytes)} %` }
  status.className = 'hint'
  status.textContent = '0 %'
  try {
    const blob = await wholeBlob(await openFile(api, ownFile(keys, file.file), file), { signal, onProgress })
    signal.throwIfAborted()
    const link = document.createElement('a')
    link.href = URL.createObjectURL(blob)
    link.download = file.name
    link.click()
    URL.revokeObjectURL(link.href)
    status.textContent = host.say('file-saved')
  } catch (error) {
    status.className = 'err'
    status.textContent = host.say(troubleOf(error).name)
  }
}
