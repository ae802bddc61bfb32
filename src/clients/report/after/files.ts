import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { fileName } from '#base/file-name.ts'
import type { Offer } from '#clients/outgoing/outgoing.ts'
import type { FileScope } from '../file-part.ts'
import type { Host, Taken } from '../page/host.ts'
import type { Recorded } from '../voice-panel.ts'
import { drawRow, type Row, type RowDeeds, type Standing } from './file-row.ts'
import { drawLeft, forgetAtLeaving, showLeft, unclaimed } from './left-files.ts'
import { outgoing } from './outgoing.ts'
import { forgetNotes, hearOthers, remember, tellOthers } from './under-way.ts'

const rows: Record<FileScope, Row[]> = { form: [], reply: [] }
let jobs = 0

/** What was under way before this page was loaded is told at once. */
export function beginFiles(host: Host): void {
  forgetAtLeaving()
  showLeft(host)
  hearOthers((uploads) => {
    forgetNotes(uploads)
    for (const row of everyRow().filter(({ note }) => note !== null && uploads.has(note.upload))) anew(host, row)
    drawLeft(host, everyRow())
  })
}

function everyRow(): readonly Row[] {
  return [...rows.form, ...rows.reply]
}

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
  row.looked = { cleaning: 'nothing-found', findings: [], sizeBytes: file.size }
  if (isOneTooMany) fail(host, row, 'file-many')
  else row.over = send(host, row)
  drawAll(host)
}

function rowOf(host: Host, file: File): Row {
  return {
    job: ++jobs, file, recorded: null, name: fileName(file.name), standing: 'looking', looked: null, anyway: false, attachment: null, note: null, pausing: new AbortController(), doneBytes: 0, fromBytes: -1, startedMs: 0,
    trouble: '', removed: false, element: host.element('li', ''), over: Promise.resolve(),
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
  stand(host, row, 'looking')
  try {
    row.looked = await outgoing.look(row.job, offerOf(row))
  } catch (error) {
    return fail(host, row, error instanceof Refusal ? error.code : 'file-unread')
  }
  if (row.looked.cleaning === 'cannot-be-cleaned') return stand(host, row, 'asked')
  await send(host, row)
}

function offerOf({ file, name, anyway, recorded }: Row): Offer {
  return { file, name, anyway, isCleaned: recorded === null, ...(recorded === null ? {} : { recorded }) }
}

const WAIT_MS = [2000, 5000, 10_000, 30_000]

/** Sends until it is there: a broken line is waited for, and what has arrived is not sent again. */
async function send(host: Host, row: Row): Promise<void> {
  row.pausing = new AbortController()
  const { signal } = row.pausing
  row.fromBytes = -1
  for (let attempt = 0; !row.removed; attempt++) {
    stand(host, row, row.note === null && row.recorded === null ? 'looking' : 'sending')
    try {
      row.attachment = await outgoing.send(row.job, offerOf(row), {
        signal, notes: unclaimed(everyRow()), onNote: (note) => { begun(host, row, note) },
        onProgress: (doneBytes) => {
          attempt = 0
          if (row.fromBytes < 0) [row.fromBytes, row.startedMs] = [doneBytes, performance.now()]
          row.doneBytes = doneBytes
          stand(host, row, 'sending')
        },
      })
      if (row.attachment !== null) return stand(host, row, 'sent')
      row.looked = { cleaning: 'cannot-be-cleaned', findings: [], sizeBytes: row.file.size }
      return stand(host, row, 'asked')
    } catch (error) {
      if (signal.aborted) return stand(host, row, 'paused')
      const code = error instanceof Refusal ? error.code : 'file-unread'
      // The file changed while it was read: never under the same key.
      if (code === 'segment-differs' && attempt < 2) {
        unremember(row)
        row.looked = await outgoing.look(row.job, offerOf(row)).catch(() => row.looked)
      } else if (code !== 'unreachable' && code !== 'busy') return fail(host, row, code)
      stand(host, row, 'waiting')
      await Promise.race([new Promise((resolve) => { setTimeout(resolve, WAIT_MS[Math.min(attempt, WAIT_MS.length - 1)]) }), new Promise((resolve) => { signal.addEventListener('abort', resolve) })])
      if (signal.aborted) return stand(host, row, 'paused')
    }
  }
}

/** Its upload is known, and nothing of it was sent yet. */
function begun(host: Host, row: Row, note: NonNullable<Row['note']>): void {
  if (row.removed) return
  row.note = note
  remember(note)
  stand(host, row, 'sending')
  drawLeft(host, everyRow())
}

function unremember(row: Row): void {
  if (row.note !== null) forgetNotes(new Set([row.note.upload]))
  row.note = null
}

/** Another tab cited the same upload: this one's file becomes one of its own. */
function anew(host: Host, row: Row): void {
  const before = row.over
  row.pausing.abort()
  row.attachment = null
  unremember(row)
  outgoing.forget(row.job)
  row.over = before.then(() => send(host, row))
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
      drop(row)
      drawLeft(host, everyRow())
      for (const scope of ['form', 'reply'] as const) rows[scope] = rows[scope].filter((each) => each !== row)
      const room = row.element.closest('[data-room]')
      row.element.remove()
      room?.querySelector('input')?.focus()
    },
    pause() { row.pausing.abort() },
    goOn() {
      row.anyway ||= isAsked(row)
      row.over = row.looked === null ? look(host, row) : send(host, row)
    },
  }
}

/** Nothing of it is kept any more, here or where the work is done. */
function drop(row: Row): void {
  row.removed = true
  row.pausing.abort()
  unremember(row)
  outgoing.forget(row.job)
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
  tellOthers(new Set(rows[scope].flatMap(({ attachment, note }) => (attachment === null || note === null ? [] : [note.upload]))))
  for (const row of rows[scope]) drop(row)
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
  drawLeft(host, everyRow())
}
