import { Refusal } from '#base/refusal.ts'
import type { SeriesDeeds } from '#clients/desk/series/series-deeds.ts'
import { wholeText } from '#clients/member/report-texts.ts'
import type { Answering } from '#clients/member/answer-each.ts'
import { fold } from '#clients/search/folding.ts'
import { newWords } from '#clients/search/news.ts'
import { SeriesIndex } from '#clients/search/series-index.ts'
import type { FixtureOffice } from './fixture-office.ts'

/** Copies of one page in an office in memory. */
export function fixtureSeries(office: FixtureOffice, me: string, deed: <T>(act: () => T) => Promise<T>): SeriesDeeds {
  const filed = (id: string): string => {
    const { text, filed: characters } = wholeText(office.find(id).view)
    return text.slice(0, characters)
  }
  return {
    async byText() {
      const index = new SeriesIndex((id) => fold(filed(id)))
      for (const { id } of office.cases) index.put(id)
      return new Map(index.all().flatMap((ids) => ids.map((id) => [id, ids[0] ?? id])))
    },
    newIn: async (id, others) => newWords(filed(id), others.map((other) => fold(filed(other)))),
    async answer({ chosen, deed: words }, { onprogress, signal }) {
      let progress: Answering = { sent: [], refused: [], left: chosen.map(({ id }) => id) }
      for (const { id, entries } of chosen) {
        if (signal.aborted) break
        const left = progress.left.filter((each) => each !== id)
        try {
          await deed(() => {
            const found = office.find(id)
            if (found.length !== entries) throw new Refusal('stale-head')
            if (words.kind === 'answer') found.message(me, words)
            else found.state(me, { ...words, expectedLength: entries })
          })
          progress = { ...progress, sent: [...progress.sent, id], left }
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          progress = { ...progress, refused: [...progress.refused, { id, why: error }], left }
        }
        onprogress(progress)
      }
      return progress
    },
  }
}
