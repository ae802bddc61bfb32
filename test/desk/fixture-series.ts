import type { SeriesDeeds } from '#clients/desk/series/series-deeds.ts'
import { wholeText } from '#clients/member/report-texts.ts'
import { fold } from '#clients/search/folding.ts'
import { newWords } from '#clients/search/news.ts'
import { SeriesIndex } from '#clients/search/series-index.ts'
import type { FixtureOffice } from './fixture-office.ts'

const INDEXED_MAX = 1000

/** Copies of one page in an office in memory. */
export function fixtureSeries(office: FixtureOffice): SeriesDeeds {
  const filed = (id: string): string => {
    const { text, filed: characters } = wholeText(office.find(id).view)
    return text.slice(0, characters)
  }
  let counted = 0
  let names: ReadonlyMap<string, string> = new Map()
  return {
    async byText() {
      if (office.cases.length !== counted) {
        counted = office.cases.length
        const index = new SeriesIndex((id) => fold(filed(id)))
        // As many as a list fetches unasked: a test of twenty thousand rows is not held still by those that it never shows.
        for (const { id } of office.cases.slice(0, INDEXED_MAX)) index.put(id)
        names = new Map(index.all().flatMap((ids) => ids.map((id) => [id, ids[0] ?? id])))
      }
      return names
    },
    newIn: async (id, others) => newWords(filed(id), others.map((other) => fold(filed(other)))),
  }
}
