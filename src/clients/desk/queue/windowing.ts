import type { QueueLine } from '#clients/member/member.ts'
import { isTriaged } from '#domain/triage.ts'
import type { Group, GroupName } from './grouping.ts'

/** One row of the list as it is drawn: a group's heading or a report. */
export type Row =
  | { readonly kind: 'group'; readonly key: string; readonly group: GroupName; readonly count: number; readonly topPx: number; readonly heightPx: number }
  | { readonly kind: 'line'; readonly key: string; readonly line: QueueLine; readonly topPx: number; readonly heightPx: number }

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

export function layOut(groups: readonly Group[], heights: Heights): readonly Row[] {
  const rows: Row[] = []
  let topPx = 0
  for (const { name, lines } of groups) {
    rows.push({ kind: 'group', key: `group-${name}`, group: name, count: lines.length, topPx, heightPx: heights.groupPx })
    topPx += heights.groupPx
    for (const line of lines) {
      const heightPx = isTriaged(line.triage) ? heights.triagedPx : heights.linePx
      rows.push({ kind: 'line', key: line.id, line, topPx, heightPx })
      topPx += heightPx
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
  const row = rows.slice(firstBelow(rows, fromPx)).find((each) => each.kind === 'line')
  return row === undefined ? null : { key: row.key, offsetPx: row.topPx - fromPx }
}

/** Where the upper edge must stand for the anchor to stay where it was; null if its report is gone. */
export function anchoredPx(rows: readonly Row[], anchor: Anchor): number | null {
  const row = rows.find((each) => each.key === anchor.key)
  return row === undefined ? null : row.topPx - anchor.offsetPx
}
