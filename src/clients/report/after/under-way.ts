import type { UploadNote } from '#clients/transport/content.ts'
import { SEALED_SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'

/**
 * [Note: Under way] What the device keeps of files that are under way, for a reload and a tab that crashed: for each a random secret, and what the
 * server knows as well. No name, no word, no hash of one. It lies in this tab's session alone, and goes when the file is cited, removed or the
 * page is left. See docs/decisions/0021.
 */
const PLACE = 'postern'

/** Two tabs may have one session's copy: what one of them cited is not the other's to cite. */
const others = channel()

function channel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(PLACE)
  } catch {
    // A browser that keeps nothing lets no tab speak to another either.
    return null
  }
}

export function notes(): readonly UploadNote[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PLACE) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isNote) : []
  } catch {
    // No storage, or not ours: nothing is under way then.
    return []
  }
}

function isNote(value: unknown): value is UploadNote {
  const { secret, upload, keptBytes } = value as Partial<UploadNote>
  return typeof secret === 'string' && typeof upload === 'string' && typeof keptBytes === 'number'
}

export function remember(note: UploadNote): void {
  // A file of one segment is there as a whole or not at all: no trace is worth it.
  if (note.keptBytes <= SEALED_SEGMENT_BYTES) return
  write([...notes().filter(({ upload }) => upload !== note.upload), note])
}

export function forgetNotes(uploads: ReadonlySet<string>): void {
  write(notes().filter(({ upload }) => !uploads.has(upload)))
}

/** They were cited in this tab. */
export function tellOthers(uploads: ReadonlySet<string>): void {
  if (uploads.size > 0) others?.postMessage([...uploads])
}

/** @param hear - is given the uploads that another tab cited */
export function hearOthers(hear: (uploads: ReadonlySet<string>) => void): void {
  others?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (Array.isArray(data)) hear(new Set(data.map(String)))
  })
}

function write(kept: readonly UploadNote[]): void {
  try {
    if (kept.length === 0) sessionStorage.removeItem(PLACE)
    else sessionStorage.setItem(PLACE, JSON.stringify(kept.map(({ secret, upload, keptBytes }) => ({ secret, upload, keptBytes }))))
  } catch {
    // Where nothing can be kept, a reload begins anew.
  }
}
