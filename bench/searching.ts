import { addDays, dayAt } from '#base/day.ts'
import { catchUp } from '#clients/member/search-catch-up.ts'
import { SearchMemory } from '#clients/member/search-memory.ts'
import type { ReportText } from '#clients/member/report-texts.ts'
import { leafStore } from '#test/support/leaves.ts'
import { percentile, timed, type Bench, type Figure } from './bench.ts'
import { withOffice } from './house.ts'
import { saidIn } from './sentences.ts'

const REPORTS = 100_000
const HITS = 15
const LOOKS = 5

/** What is looked for stands in many, in few, in one and in none. */
const LINES = ['串通 玉米', '採購負責人', '发票', 'gas alarm', '"dated back"', '评分细则 咨询', '的', 'e', '只有这一件', '没有这个词组', 'invoice -delivery', '第二']

/** What it takes to search a hundred thousand reports on one device: opened from what the device kept, looked through, and its size. In Node, on the desk's own code. */
export const searching: Bench = {
  name: 'searching',
  run: (scale) => withOffice(async (_started, session) => {
    const reports = scale.short ? 500 : REPORTS
    scale.tell(`searching: sealing the words of ${reports} reports`)
    const store = leafStore()
    const filled = await SearchMemory.open(session, store)
    for (let number = 0; number < reports; number++) filled.put(report(number, dayAt(Date.now(), 'UTC')))
    await filled.flush()
    globalThis.gc?.()
    const beforeBytes = process.memoryUsage().rss
    let memory = filled
    const openMs = await timed(async () => { memory = await SearchMemory.open(session, store) })
    globalThis.gc?.()
    const heldMb = (process.memoryUsage().rss - beforeBytes) / 1024 ** 2
    const keptMb = [...store.leaves.values()].reduce((sum, { length }) => sum + length, 0) / 1024 ** 2
    const looks: number[] = []
    for (const line of Array.from({ length: LOOKS }, () => LINES).flat()) looks.push(await timed(() => memory.find(line, { hitsMax: HITS, signal: new AbortController().signal })))
    const one = await memory.find('只有这一件', { hitsMax: HITS, signal: new AbortController().signal })
    if (one.total !== 1) throw new Error(`one report has the words, and ${one.total} were found`)
    const sorted = looks.toSorted((a, b) => a - b)
    const idleMs = await timed(() => catchUp(session, memory, { onprogress: () => {}, signal: new AbortController().signal }))
    return [
      { name: 'reports', value: reports, unit: 'reports' },
      { name: 'kept on the device, sealed', value: keptMb, unit: 'MB' },
      { name: 'opened from what was kept', value: openMs, unit: 'ms' },
      { name: 'memory for it, about', value: heldMb, unit: 'MB' },
      { name: 'words found, median', value: percentile(sorted, 0.5), unit: 'ms' },
      { name: 'words found, p95', value: percentile(sorted, 0.95), unit: 'ms', ...(scale.short ? {} : { most: 200 }) },
      { name: 'all of it gone, as none is open any more', value: idleMs, unit: 'ms' },
    ] satisfies readonly Figure[]
  }),
}

function report(number: number, today: ReturnType<typeof dayAt>): ReportText {
  const { sentences, text: said, language } = saidIn(number, { zh: 24, en: 12 })
  const text = said + (number === 321 ? '，只有这一件' : '')
  return { id: `${number}`.padStart(43, 'r'), title: sentences[0] ?? '', language, receivedDay: addDays(today, -(number % 3650)), state: 'received', text, isWhole: number % 3 === 0 }
}
