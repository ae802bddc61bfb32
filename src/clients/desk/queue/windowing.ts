import type { QueueLine } from '#clients/member/member.ts'
import { isTriaged } from '#domain/triage.ts'
import type { Group, GroupName } from './grouping.ts'
import { itemsOf, type SeriesNames } from './series.ts'

/** One row of the list as it is drawn: a group's heading, a report, or a series of them. */
export type Row =
  | { readonly kind: 'group'; readonly key: string; readonly group: GroupName; readonly count: number; readonly topPx: number; readonly heightPx: number }
  | { readonly kind: 'series'; readonly key: string; readonly name: string; readonly lines: readonly QueueLine[]; readonly topPx: number; readonly heightPx: number }
  | { readonly kind: 'line'; readonly key: string; readonly line: QueueLine; readonly isInSeries: boolean; readonly topPx: number; readonly heightPx: number }

export interface Heights {
  readonly groupPx: number
  readonly linePx: number
  /** Of a report that handlers said something of: a line more. */
  readonly triagedPx: number
}

/** What is drawn of a long list, and the empty space that stands for the rest. */
export interface Window {
  readonly rows: readonly Row[]
  readonly beforePx: number
  readonly afterPx: number
}

export interface Folding {
  readonly names: SeriesNames
  /** Names of series whose reports stand below them, in whichever group they are by then. */
  readonly unfolded: ReadonlySet<string>
}

const NO_SERIES: Folding = { names: new Map(), unfolded: new Set() }

export function layOut(groups: readonly Group[], heights: Heights, { names, unfolded }: Folding = NO_SERIES): readonly Row[] {
  const rows: Row[] = []
  let topPx = 0
  const place = (row: { readonly kind: 'series'; readonly key: string; readonly name: string; readonly lines: readonly QueueLine[] } | { readonly kind: 'line'; readonly key: string; readonly line: QueueLine; readonly isInSeries: boolean }): void => {
    const heightPx = row.kind === 'line' && isTriaged(row.line.triage) ? heights.triagedPx : heights.linePx
    rows.push({ ...row, topPx, heightPx })
    topPx += heightPx
  }
  for (const { name, lines } of groups) {
    rows.push({ kind: 'group', key: `group-${name}`, group: name, count: lines.length, topPx, heightPx: heights.groupPx })
    topPx += heights.groupPx
    for (const item of itemsOf(lines, names)) {
      if (item.kind === 'line') {
        place({ kind: 'line', key: item.line.id, line: item.line, isInSeries: false })
        continue
      }
      const key = `series-${name}-${item.name}`
      place({ ...item, key })
      if (unfolded.has(item.name)) for (const line of item.lines) place({ kind: 'line', key: line.id, line, isInSeries: true })
    }
  }
  return rows
}

/** Where the last row ends. */
export function totalPx(rows: readonly Row[]): number {
  const last = rows.at(-1)
  return last === undefined ? 0 : last.topPx + last.heightPx
}

/** The rows that meet the visible stretch, and some on either side for a keyboard and a quick hand. */
export function windowOf(rows: readonly Row[], visible: { readonly fromPx: number; readonly toPx: number }, spareRows = 12): Window {
  const first = Math.max(0, firstBelow(rows, visible.fromPx) - spareRows)
  const end = Math.min(rows.length, firstBelow(rows, visible.toPx) + 1 + spareRows)
  const drawn = rows.slice(first, end)
  return { rows: drawn, beforePx: drawn[0]?.topPx ?? 0, afterPx: totalPx(rows) - totalPx(drawn) }
}

/** The first row whose lower edge is below the mark, found by halving. */
function firstBelow(rows: readonly Row[], markPx: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row !== undefined && row.topPx + row.heightPx <= markPx) low = middle + 1
    else high = middle
  }
  return low
}

/** Which report the reader is looking at, and how far above or below the upper edge it stands. */
export interface Anchor {
  readonly key: string
  readonly offsetPx: number
}

export function anchorAt(rows: readonly Row[], fromPx: number): Anchor | null {
  const row = rows.slice(firstBelow(rows, fromPx)).find((each) => each.kind !== 'group')
  return row === undefined ? null : { key: row.key, offsetPx: row.topPx - fromPx }
}

/** Where the upper edge must stand for the anchor to stay where it was; null if its report is gone. */
export function anchoredPx(rows: readonly Row[], anchor: Anchor): number | null {
  const row = rows.find((each) => each.key === anchor.key)
  return row === undefined ? null : row.topPx - anchor.offsetPx
}
