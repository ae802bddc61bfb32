import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { inspect } from '#clients/cleaning/clean.ts'
import { httpApi } from '#clients/transport/api.ts'
import { attach, startAttaching, type Attaching } from '#clients/transport/attach.ts'
import { fileName } from '#base/file-name.ts'
import type { FileSource } from '#clients/transport/upload.ts'
import type { FileScope } from '../file-part.ts'
import type { Host, Taken } from '../page/host.ts'
import type { Recorded } from '../voice/panel.ts'
import { drawRow, type Row, type RowDeeds, type Standing } from './file-row.ts'

const rows: Record<FileScope, Row[]> = { form: [], reply: [] }

/** A mebibyte over a slow onion circuit takes minutes. */
const SEGMENT_WITHIN_MS = 600_000
const api = httpApi('', (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(SEGMENT_WITHIN_MS) }))

export function addFiles(host: Host, input: HTMLInputElement): void {
  const scope = scopeOfField(input)
  const room = LIMITS.filesPerEntryMax - rows[scope].length
  const picked = [...input.files ?? []]
  for (const file of picked.slice(0, room)) {
    const row = rowOf(host, file)
    rows[scope].push(row)
    row.over = look(host, row)
  }
  const [more] = picked.slice(room)
  if (more !== undefined) {
    const row = rowOf(host, more)
    rows[scope].push(row)
    fail(host, row, 'file-many')
  }
  input.value = ''
  drawAll(host)
}

/** A voice that was recorded here. Nothing but it stands in its file, which is not looked into again. */
export function addRecording(host: Host, scope: FileScope, { file, isMasked }: Recorded): void {
  const number = rows[scope].filter(({ recorded }) => recorded !== null).length + 1
  const row: Row = { ...rowOf(host, file), name: file.name.replace('.', `-${number}.`), recorded: isMasked ? 'masked' : 'unmasked' }
  const isOneTooMany = rows[scope].length >= LIMITS.filesPerEntryMax
  rows[scope].push(row)
  row.inspected = { cleaning: 'nothing-found', source: sourceOf(file), findings: [] }
  if (isOneTooMany) fail(host, row, 'file-many')
  else row.over = send(host, row)
  drawAll(host)
}

function rowOf(host: Host, file: File): Row {
  return {
    file, recorded: null, name: fileName(file.name), standing: 'looking', inspected: null, attachment: null, attaching: null, pausing: new AbortController(), doneBytes: 0, startedMs: 0, trouble: '', removed: false,
    element: host.element('li', ''), over: Promise.resolve(),
  }
}

export function scopeOfField(input: HTMLInputElement): FileScope {
  return scopeOf(input.closest<HTMLElement>('[data-room]'))
}

function scopeOf(room: HTMLElement | null): FileScope {
  return room?.dataset['room'] === 'reply' ? 'reply' : 'form'
}

async function look(host: Host, row: Row): Promise<void> {
  if (row.file.size > LIMITS.fileBytesMax) return fail(host, row, 'too-large')
  try {
    row.inspected = await inspect(sourceOf(row.file), row.name)
  } catch (error) {
    return fail(host, row, error instanceof Refusal ? error.code : 'file-unread')
  }
  if (row.inspected.cleaning === 'cannot-be-cleaned') return stand(host, row, 'asked')
  await send(host, row)
}

function sourceOf(file: File): FileSource {
  return { sizeBytes: file.size, read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()) }
}

const WAIT_MS = [2000, 5000, 10_000, 30_000]

/** Sends until it is there: a broken line is waited for, and what has arrived is not sent again. */
async function send(host: Host, row: Row): Promise<void> {
  if (row.inspected === null) return
  const { source, cleaning } = row.inspected
  const begin = (): Attaching => startAttaching({ source, name: row.name, cleaning, ...(row.recorded === null ? {} : { recorded: row.recorded }) })
  row.attaching ??= begin()
  row.pausing = new AbortController()
  const { signal } = row.pausing
  row.startedMs = performance.now()
  for (let attempt = 0; !row.removed; attempt++) {
    stand(host, row, 'sending')
    try {
      const onProgress = (doneBytes: number): void => { attempt = 0; row.doneBytes = doneBytes; drawRow(host, row, deedsOf(host, row)) }
      row.attachment = await attach(api, row.attaching, { onProgress, signal })
      return stand(host, row, 'sent')
    } catch (error) {
      if (signal.aborted) return stand(host, row, 'paused')
      const code = error instanceof Refusal ? error.code : 'file-unread'
      // The file changed while it was read: never under the same key.
      if (code === 'segment-differs' && attempt < 2) row.attaching = begin()
      else if (code !== 'unreachable' && code !== 'busy') return fail(host, row, code)
      stand(host, row, 'waiting')
      await Promise.race([new Promise((resolve) => { setTimeout(resolve, WAIT_MS[Math.min(attempt, WAIT_MS.length - 1)]) }), new Promise((resolve) => { signal.addEventListener('abort', resolve) })])
      if (signal.aborted) return stand(host, row, 'paused')
    }
  }
}

function fail(host: Host, row: Row, trouble: string): void {
  row.trouble = trouble
  stand(host, row, 'failed')
}

function stand(host: Host, row: Row, standing: Standing): void {
  row.standing = standing
  drawRow(host, row, deedsOf(host, row))
}

function deedsOf(host: Host, row: Row): RowDeeds {
  return {
    remove() {
      row.removed = true
      for (const scope of ['form', 'reply'] as const) rows[scope] = rows[scope].filter((each) => each !== row)
      const room = row.element.closest('[data-room]')
      row.element.remove()
      room?.querySelector('input')?.focus()
    },
    pause() { row.pausing.abort() },
    goOn() { row.over = row.inspected === null ? look(host, row) : send(host, row) },
  }
}

/** Waits for what is on its way. */
export async function take(scope: FileScope): Promise<Taken> {
  for (const row of rows[scope]) {
    if (!isAsked(row)) await row.over
    if (row.removed) return take(scope)
    if (row.attachment === null) return { wrong: isAsked(row) ? 'file-undecided' : row.standing === 'paused' ? 'file-paused' : row.trouble }
  }
  return { files: rows[scope].flatMap(({ attachment }) => attachment ?? []) }
}

function isAsked({ standing }: Row): boolean {
  return standing === 'asked'
}

export function clear(host: Host, scope: FileScope): void {
  for (const row of rows[scope]) row.removed = true
  rows[scope] = []
  drawAll(host)
}

export function count(scope: FileScope): number {
  return rows[scope].length
}

/** Puts the lists into the page as it is now: another language, or a conversation that was drawn anew. */
export function drawAll(host: Host): void {
  for (const room of host.all('[data-room]')) {
    const here = rows[scopeOf(room)]
    for (const row of here) drawRow(host, row, deedsOf(host, row))
    host.find('ul', room).replaceChildren(...here.map(({ element }) => element))
  }
}
