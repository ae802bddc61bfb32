import type { SeriesDeeds } from '#clients/desk/series/series-deeds.ts'
import { wholeText } from '#clients/member/report-texts.ts'
import { fold } from '#clients/search/folding.ts'
import { newWords } from '#clients/search/news.ts'
import { SeriesIndex } from '#clients/search/series-index.ts'
import type { FixtureOffice } from './fixture-office.ts'

/** Copies of one page in an office in memory. */
export function fixtureSeries(office: FixtureOffice): SeriesDeeds {
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
  }
}
