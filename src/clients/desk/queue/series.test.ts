// Goal: a flood of copies takes the room of one in the list, delays nobody, and hides nothing that must move first. Method: lists with series in them; any list held against the list without series.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { addDays, asDay } from '#base/day.ts'
import { UNTRIAGED } from '#domain/triage.ts'
import type { QueueLine } from '#clients/member/member.ts'
import { groupsOf } from './grouping.ts'
import { countSeries, itemsOf } from './series.ts'
import { layOut } from './windowing.ts'

const TODAY = asDay('2026-11-23')
const HEIGHTS = { groupPx: 30, linePx: 50, triagedPx: 50 }

function line(id: string, { dueInDays = 3, urgent = false, wroteAgain = false }: { dueInDays?: number; urgent?: boolean; wroteAgain?: boolean } = {}): QueueLine {
  return {
    id, next: { day: addDays(TODAY, dueInDays), reason: 'acknowledge', clock: 'eu-internal/acknowledge' }, title: id, language: 'en', unopened: true, stale: false, entered: null, byTelephone: false, triage: UNTRIAGED, asksMe: false, card: null,
    docket: { state: 'received', channel: 'web', team: 'intake', urgent, receivedDay: TODAY, acknowledgedDay: null, entries: wroteAgain ? 3 : 1, lastFrom: 'reporter', lastDay: TODAY, packs: ['eu-internal@1'], events: [] },
  }
}

test('sixty copies stand as one where the first of them stood, and whoever came behind them moves up', () => {
  const copies = Array.from({ length: 60 }, (_, at) => line(`copy-${at}`))
  const lines = [line('before'), ...copies.slice(0, 59), line('between'), ...copies.slice(59), line('behind')]
  const names = new Map(copies.map(({ id }) => [id, 'page']))
  const told = itemsOf(lines, names).map((item) => (item.kind === 'line' ? item.line.id : `${item.name} ${item.lines.length}`))
  assert.deepEqual(told, ['before', 'page 60', 'between', 'behind'])
  assert.deepEqual(countSeries(lines, names), { series: 1, reports: 60 })
  assert.deepEqual(itemsOf(lines, new Map()).length, lines.length)
})

test('a copy that is urgent, or late, stays in the group of what must move first; one whose reporter wrote again, or of which a colleague asks, stands for itself', () => {
  const names = new Map(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => [id, 'page']))
  const lines = [line('a'), line('b', { urgent: true }), line('c', { dueInDays: -1 }), line('d'), line('e', { wroteAgain: true }), { ...line('f'), asksMe: true }]
  const rows = layOut(groupsOf(lines, TODAY), HEIGHTS, { names, unfolded: new Set() })
  assert.deepEqual(rows.map((row) => (row.kind === 'group' ? `${row.group} ${row.count}` : row.kind === 'series' ? row.lines.map(({ id }) => id).join('') : row.key)), ['urgent 1', 'b', 'late 1', 'c', 'week 4', 'ad', 'e', 'f'])
})

test('a series unfolds in its place, and folds to what it was', () => {
  const names = new Map([['a', 'page'], ['c', 'page']])
  const groups = groupsOf([line('a'), line('b'), line('c')], TODAY)
  const folded = layOut(groups, HEIGHTS, { names, unfolded: new Set() })
  const key = folded.find(({ kind }) => kind === 'series')?.key ?? ''
  assert.deepEqual(layOut(groups, HEIGHTS, { names, unfolded: new Set(['page']) }).map((row) => row.key), ['group-week', key, 'a', 'c', 'b'])
  assert.equal(folded.length, 3)
})

test('whatever belongs together, every report stands in the list once, and none stands lower than it would without series', () => {
  const any = fc.array(fc.record({ dueInDays: fc.integer({ min: -5, max: 20 }), urgent: fc.boolean(), wroteAgain: fc.boolean(), series: fc.constantFrom(null, 'x', 'y') }), { maxLength: 60 })
  fc.assert(fc.property(any, (each) => {
    const lines = each.map((of, at) => line(`r${at}`, of))
    const names = new Map(each.flatMap(({ series }, at) => (series === null ? [] : [[`r${at}`, series] as const])))
    const groups = groupsOf(lines, TODAY)
    const [plain, folded] = [layOut(groups, HEIGHTS), layOut(groups, HEIGHTS, { names, unfolded: new Set() })]
    const places = new Map(folded.flatMap((row) => (row.kind === 'series' ? row.lines.map(({ id }) => [id, row.topPx] as const) : [[row.key, row.topPx] as const])))
    for (const row of plain) assert.ok((places.get(row.key) ?? Number.POSITIVE_INFINITY) <= row.topPx, row.key)
    assert.equal(folded.flatMap((row) => (row.kind === 'series' ? row.lines : row.kind === 'line' ? [row.line] : [])).length, lines.length)
  }))
})
