import { listDockets } from './dockets.ts'
import { listFirstTexts, type ReportText } from './report-texts.ts'
import type { SearchMemory } from './search-memory.ts'
import type { Session } from './session.ts'
import { sharedTexts, shareTexts, type Shareable } from './text-pages.ts'

export interface CatchingUp {
  /** So many of the member's reports can be searched. */
  readonly known: number
  readonly total: number
}

export interface CatchUp {
  readonly onprogress: (progress: CatchingUp) => void
  readonly signal: AbortSignal
  /** All that is open to the member, where somebody has just asked. */
  readonly ids?: ReadonlySet<string> | undefined
}

interface Catching {
  readonly ids: ReadonlySet<string>
  readonly onlearnt: (count: number) => void
  readonly signal: AbortSignal
}

const PAGE_LINES = 25
/** Opening a page takes some of the thread's time: others have theirs in between. */
const PAUSE_MS = 50
/** What was read so far is kept, and shared, after so many pages, so that a closed window loses little. */
const PAGES_PER_FLUSH = 20
/** Fewer are read out of their own entries as fast as pages can be looked through. */
const WORTH_PAGES = 50

/**
 * Learns the first words of reports that this device does not know, and forgets those that are not open to the member any more: out of the pages that colleagues'
 * devices shared, if many are lacking, and else out of their own entries, newest first; those it shares in turn. A device that knows all but the newest
 * reads one page of the list.
 *
 * @throws whatever `signal` says; Refusal `session-ended`, `unreachable`
 */
export async function catchUp(session: Session, memory: SearchMemory, { onprogress, signal, ids: given }: CatchUp): Promise<void> {
  const ids = given ?? new Set((await listDockets(session)).keys())
  let lacking = memory.keepOnly(ids)
  const onlearnt = (count: number): void => {
    lacking -= count
    onprogress({ known: ids.size - lacking, total: ids.size })
  }
  onlearnt(0)
  if (lacking >= WORTH_PAGES) await takeShared(session, memory, { ids, onlearnt, signal })
  if (lacking > 0) await readLacking(session, memory, { ids, onlearnt, signal, isDone: () => lacking <= 0 })
  await memory.flush()
}

async function takeShared(session: Session, memory: SearchMemory, { ids, onlearnt, signal }: Catching): Promise<void> {
  let pages = 0
  for await (const texts of sharedTexts(session)) {
    signal.throwIfAborted()
    const fresh = texts.filter(({ id }) => ids.has(id) && !memory.has(id))
    for (const text of fresh) memory.put({ ...text, isWhole: false })
    onlearnt(fresh.length)
    if (++pages % PAGES_PER_FLUSH === 0) await memory.flush()
    await pause()
  }
}

async function readLacking(session: Session, memory: SearchMemory, { ids, onlearnt, signal, isDone }: Catching & { readonly isDone: () => boolean }): Promise<void> {
  let fresh: Shareable[] = []
  const settle = async (): Promise<void> => {
    await memory.flush()
    await shareTexts(session, fresh)
    fresh = []
  }
  let after: string | null = ''
  for (let pages = 1; !isDone() && after !== null; pages++) {
    signal.throwIfAborted()
    const { texts, teams, next } = await listFirstTexts(session, { limit: PAGE_LINES, ...(after === '' ? {} : { after }) }, (id) => !memory.has(id))
    for (const text of texts) memory.put(text)
    fresh.push(...texts.flatMap((text) => shareable(text, teams.get(text.id))))
    onlearnt(texts.filter(({ id }) => ids.has(id)).length)
    after = next
    if (pages % PAGES_PER_FLUSH === 0) await settle()
    await pause()
  }
  await settle()
}

/** What did not open has nothing to share. */
function shareable({ isWhole, filed: _, ...text }: ReportText, reader: string | undefined): readonly Shareable[] {
  return reader === undefined || isWhole || text.text === '' ? [] : [{ text, reader }]
}

function pause(): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, PAUSE_MS) })
}
