import type { ReportView } from '#clients/member/member.ts'
import { wholeText } from '#clients/member/report-texts.ts'
import { catchUp } from '#clients/member/search-catch-up.ts'
import { SearchMemory } from '#clients/member/search-memory.ts'
import type { Session } from '#clients/member/session.ts'
import { markHits, type Piece } from '#clients/search/excerpt.ts'
import { parseQuery } from '#clients/search/query.ts'
import { browserLeaves } from './leaf-store.ts'
import type { SearchDeeds } from './search-deeds.ts'

/** What is read while somebody works is kept together, a while later. */
const FLUSH_AFTER_MS = 3000

export interface Learning extends SearchDeeds {
  /** What was just opened is searched whole from now on. */
  learn(view: ReportView): void
  forget(id: string): void
  series(): Promise<ReadonlyMap<string, string>>
  newIn(id: string, others: readonly string[]): Promise<readonly Piece[] | null>
}

export function wiredSearch(session: Session): Learning {
  let opening: Promise<SearchMemory> | null = null
  let memory: SearchMemory | null = null
  /** Opened before the memory was. */
  const early = new Map<string, ReportView>()
  let timer: ReturnType<typeof setTimeout> | null = null
  const opened = (): Promise<SearchMemory> => {
    opening ??= (async () => {
      memory = await SearchMemory.open(session, await browserLeaves(SearchMemory.nameFor(session)))
      for (const view of early.values()) memory.put(wholeText(view))
      early.clear()
      return memory
    })()
    return opening
  }
  const flushLater = (): void => {
    timer ??= setTimeout(() => {
      timer = null
      // A full disk: what is searched stays in memory.
      void memory?.flush().catch(() => undefined)
    }, FLUSH_AFTER_MS)
  }
  return {
    async catchUp(onprogress, ids) {
      await catchUp(session, await opened(), { onprogress, ids, signal: new AbortController().signal })
    },
    find: async (line, how) => (await opened()).find(line, how),
    async marker(line) {
      const query = parseQuery(line)
      return (text) => markHits(text, query)
    },
    series: async () => (await opened()).series(),
    newIn: async (id, others) => (await opened()).newIn(id, others),
    learn(view) {
      if (memory === null) {
        early.set(view.id, view)
        return
      }
      memory.put(wholeText(view))
      flushLater()
    },
    forget(id) {
      early.delete(id)
      memory?.remove(id)
      flushLater()
    },
  }
}
