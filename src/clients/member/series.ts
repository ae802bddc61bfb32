import { LIMITS } from '#base/limits.ts'
import type { SeriesPlace } from '#domain/triage.ts'
import type { QueueLine } from './member.ts'
import { listQueue } from './queue.ts'
import type { SearchMemory } from './search-memory.ts'
import type { Session } from './session.ts'

/** Reports that are copies of one page, or that a handler put together: in the order of the list, the newest first. */
export interface Series {
  readonly name: string
  readonly lines: readonly QueueLine[]
}

/** What a handler said of a report counts more than its text. */
interface Placed {
  readonly id: string
  readonly triage: { readonly series: SeriesPlace }
}

/**
 * By report, the name of the series that it belongs to; what is in none, or alone in one, is left out.
 * @param byText - as `SearchMemory.series` has it, @param placed - with what handlers said
 */
export function seriesNames(byText: ReadonlyMap<string, string>, placed: readonly Placed[]): ReadonlyMap<string, string> {
  const said = new Map(placed.flatMap(({ id, triage: { series } }) => (series === 'by-text' ? [] : [[id, series] as const])))
  const nameOf = (id: string, passed: readonly string[]): string => {
    const place = said.get(id) ?? 'by-text'
    // Two that were each put beside the other belong together.
    if (passed.includes(id)) return `one ${passed.slice(passed.indexOf(id)).toSorted()[0] ?? id}`
    if (place === 'alone') return `one ${id}`
    if (place === 'by-text') return byText.has(id) ? `text ${byText.get(id) ?? ''}` : `one ${id}`
    return nameOf(place, [...passed, id])
  }
  const names = new Map([...new Set([...byText.keys(), ...said.keys(), ...said.values()])].filter((id) => id !== 'alone').map((id) => [id, nameOf(id, [])] as const))
  const counts = new Map<string, number>()
  for (const name of names.values()) counts.set(name, (counts.get(name) ?? 0) + 1)
  return new Map([...names].filter(([, name]) => (counts.get(name) ?? 0) > 1))
}

/** Every series among the reports that this member reads, the largest first. Goes through the whole list: what handlers said stands on its cards. */
export async function listSeries(session: Session, memory: SearchMemory): Promise<readonly Series[]> {
  const lines: QueueLine[] = []
  for (let after: string | null = ''; after !== null;) {
    const page = await listQueue(session, { limit: LIMITS.queuePageMax, ...(after === '' ? {} : { after }) })
    lines.push(...page.lines)
    after = page.next
  }
  const names = seriesNames(await memory.series(), lines)
  const series = new Map<string, QueueLine[]>()
  for (const line of lines) {
    const name = names.get(line.id)
    if (name === undefined) continue
    const members = series.get(name)
    if (members === undefined) series.set(name, [line])
    else members.push(line)
  }
  return [...series].map(([name, of]) => ({ name, lines: of })).filter((each) => each.lines.length > 1).toSorted((a, b) => b.lines.length - a.lines.length)
}
