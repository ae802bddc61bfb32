import { wholeText } from '#clients/member/report-texts.ts'
import type { SearchDeeds } from '#clients/desk/search/search-deeds.ts'
import { excerptOf, markHits } from '#clients/search/excerpt.ts'
import { parseQuery } from '#clients/search/query.ts'
import { TextIndex } from '#clients/search/text-index.ts'
import type { FixtureOffice } from './fixture-office.ts'

/** Looks words up in an office in memory, whose every report counts as opened. */
export function fixtureSearch(office: FixtureOffice): SearchDeeds {
  return {
    async catchUp(onprogress) {
      onprogress({ known: office.cases.length, total: office.cases.length })
    },
    async marker(line) {
      const query = parseQuery(line)
      return (text) => markHits(text, query)
    },
    async find(line, { hitsMax, isAllowed = () => true }) {
      const query = parseQuery(line)
      const texts = new Map(office.cases.map(({ view }) => [view.id, wholeText(view)]))
      const index = new TextIndex()
      for (const { id, title, text } of texts.values()) index.put(id, `${title}\n${text}`)
      const found = new Set([...index.find(query)].flat().map(({ id }) => id))
      const reports = [...texts.values()].filter(({ id }) => found.has(id) && isAllowed(id))
      return { total: reports.length, hits: reports.slice(0, hitsMax).map((report) => ({ report, title: markHits(report.title, query), excerpt: excerptOf(report.text.slice(report.title.length), query, 140) })) }
    },
  }
}
