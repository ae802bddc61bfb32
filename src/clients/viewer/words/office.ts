import type { Entry } from '@zip.js/zip.js/lib/zip-core-native.js'
import { CannotShow, type Controls, type ShownFile } from '../frame.ts'
import type { Shown } from '../protocol.ts'
import { element, sheet, tableRow, visible } from './draw.ts'
import { openDocumentSheets, sheetsOf, type Sheet } from './sheets.ts'
import { wordsOfParts } from './parts.ts'
import { entriesOf, partOf, type Parts } from './zip.ts'

const PARTS_MAX = 10_000
const ROWS_AT_ONCE = 500

/** The words of a document, the cells of a spreadsheet, the lines of slides: no picture, no macro, no link is followed. */
export async function showOffice(file: ShownFile, tell: (shown: Partial<Shown>) => void): Promise<Controls> {
  const parts = await partsOf(file)
  if (file.type.endsWith('.sheet')) return showSheets(file, tell, await sheetsOf(parts))
  if (file.type.endsWith('.spreadsheet')) return showSheets(file, tell, openDocumentSheets(await parts.read('content.xml')))
  const main = sheet()
  for (const { heading, pieces } of await wordsOfParts(file, parts)) {
    if (heading !== null) main.append(element('p', { className: 'soft' }, heading))
    for (const piece of pieces) {
      main.append(typeof piece === 'string' ? element('p', {}, visible(piece)) : element('table', {}, element('tbody', {}, ...piece.map((row) => tableRow(row)))))
    }
  }
  if (main.textContent.trim() === '') main.append(element('p', { className: 'soft' }, file.labels.nothing))
  tell({ remarks: ['words-only'] })
  return {}
}

async function partsOf(file: ShownFile): Promise<Parts> {
  const found = new Map<string, Entry>()
  for await (const entry of entriesOf(file)) {
    found.set(entry.filename, entry)
    if (found.size > PARTS_MAX) throw new CannotShow('too-large')
  }
  return {
    names: [...found.keys()],
    async read(name) {
      const entry = found.get(name)
      return entry === undefined ? '' : partOf(entry)
    },
  }
}

async function showSheets({ labels }: ShownFile, tell: (shown: Partial<Shown>) => void, sheets: readonly Sheet[]): Promise<Controls> {
  let [page, rows]: [number, Generator<readonly string[]> | null] = [1, null]
  let body = element('tbody')
  const more = async (): Promise<void> => {
    let isDone = rows === null
    for (let at = 0; at < ROWS_AT_ONCE && rows !== null && !isDone; at++) {
      const next = rows.next()
      isDone = next.done === true
      if (next.done !== true) body.append(tableRow(next.value))
    }
    tell({ page, pages: Math.max(1, sheets.length), hasMore: !isDone, remarks: ['words-only'] })
  }
  const turn = async (to: number): Promise<void> => {
    const wanted = sheets[to - 1]
    page = to
    rows = wanted === undefined ? null : await wanted.rows()
    body = element('tbody')
    sheet('wide').append(element('p', { className: 'soft' }, wanted === undefined ? labels.nothing : `${labels.sheet} `, visible(wanted?.name ?? '')), element('table', {}, body))
    await more()
  }
  await turn(1)
  return { turn, more }
}
