import { performance } from 'node:perf_hooks'
import { fold } from '#clients/search/folding.ts'
import { SeriesIndex } from '#clients/search/series-index.ts'
import { copyOf, ownText } from '#test/support/alike.ts'
import { percentile, type Bench, type Figure } from './bench.ts'

const REPORTS = 100_000
const COPIES = 60
/** Every so many reports are the copies of one page. */
const PAGE_EVERY = 1000

/** Copies of one page among a hundred thousand reports: how long each takes when it comes in, and how many are found and wrongly joined. In Node, on the desk's own code. */
export const series: Bench = {
  name: 'series',
  run: async (scale) => {
    const reports = scale.short ? 1000 : REPORTS
    scale.tell(`series: writing ${reports} reports`)
    const { texts, pages } = written(reports)
    globalThis.gc?.()
    const before = process.memoryUsage().arrayBuffers
    const index = new SeriesIndex((id) => texts.get(id) ?? '')
    const takenMs: number[] = []
    const startedAt = process.cpuUsage()
    for (const id of texts.keys()) {
      const startedMs = performance.now()
      index.put(id)
      takenMs.push(performance.now() - startedMs)
    }
    const used = process.cpuUsage(startedAt)
    globalThis.gc?.()
    const heldMb = (process.memoryUsage().arrayBuffers - before) / 1024 ** 2
    const sorted = takenMs.toSorted((a, b) => a - b)
    const { precision, recall } = judged(index.all(), pages)
    const floodMs = flooded(index, texts, scale.short ? 500 : 5000)
    return [
      { name: 'reports', value: reports, unit: 'reports' },
      { name: 'of them copies', value: [...pages.values()].filter((page) => page !== null).length, unit: 'reports' },
      { name: 'grouped, all, of the processor', value: (used.user + used.system) / 1000, unit: 'ms' },
      { name: 'one more, median', value: percentile(sorted, 0.5), unit: 'ms' },
      { name: 'one more, p95', value: percentile(sorted, 0.95), unit: 'ms', ...(scale.short ? {} : { most: 2 }) },
      { name: 'one more of a flood of copies, median', value: floodMs, unit: 'ms' },
      { name: 'tables in memory', value: heldMb, unit: 'MB' },
      { name: 'pairs joined that belong together (precision)', value: precision, unit: 'x', ...(scale.short ? {} : { least: 1 }) },
      { name: 'pairs found of those that do (recall)', value: recall, unit: 'x', ...(scale.short ? {} : { least: 0.98 }) },
    ] satisfies readonly Figure[]
  },
}

function written(reports: number): { readonly texts: Map<string, string>; readonly pages: ReadonlyMap<string, number | null> } {
  const texts = new Map<string, string>()
  const pages = new Map<string, number | null>()
  for (let number = 0; number < reports; number++) {
    const id = `${number}`.padStart(43, 'r')
    const [page, copy] = [Math.floor(number / PAGE_EVERY), number % PAGE_EVERY]
    // The copies of a page stand among what others wrote, as they come in on one day.
    const isCopy = copy % 5 === 0 && copy / 5 < COPIES
    texts.set(id, fold(isCopy ? copyOf(page, copy / 5) : ownText(1_000_000 + number)))
    pages.set(id, isCopy ? page : null)
  }
  return { texts, pages }
}

/** Of pairs: those that were joined and belong together, by all that were joined and by all that belong together. */
function judged(found: readonly (readonly string[])[], pages: ReadonlyMap<string, number | null>): { readonly precision: number; readonly recall: number } {
  const pairs = (count: number): number => (count * (count - 1)) / 2
  const byPage = (ids: Iterable<string>): readonly number[] => {
    const counts = new Map<number, number>()
    for (const id of ids) {
      const page = pages.get(id) ?? null
      if (page !== null) counts.set(page, (counts.get(page) ?? 0) + 1)
    }
    return [...counts.values()]
  }
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)
  const joined = sum(found.map((ids) => pairs(ids.length)))
  const right = sum(found.flatMap((ids) => byPage(ids).map(pairs)))
  return { precision: right / joined, recall: right / sum(byPage(pages.keys()).map(pairs)) }
}

function flooded(index: SeriesIndex, texts: Map<string, string>, copies: number): number {
  const takenMs = Array.from({ length: copies }, (_, copy) => {
    const id = `f${copy}`
    texts.set(id, fold(copyOf(2, 1000 + copy)))
    const startedMs = performance.now()
    index.put(id)
    return performance.now() - startedMs
  })
  return percentile(takenMs.toSorted((a, b) => a - b), 0.5)
}
