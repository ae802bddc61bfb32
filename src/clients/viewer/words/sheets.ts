import { attribute, tokens } from './markup.ts'
import type { Parts } from './zip.ts'

export interface Sheet {
  readonly name: string
  rows(): Promise<Generator<readonly string[]>>
}

const COLUMNS_MAX = 1024
const EMPTY_ROWS_MAX = 100
const SHEETS_MAX = 256

/** The sheets of a workbook as cells of text. A day is the number that the file holds: only its format would say that it is one. @see ECMA-376 part 1, 18 */
export async function sheetsOf(parts: Parts): Promise<readonly Sheet[]> {
  const strings = sharedStrings(await parts.read('xl/sharedStrings.xml'))
  const targets = new Map<string, string>()
  for (const token of tokens(await parts.read('xl/_rels/workbook.xml.rels'))) {
    if ('tag' in token && token.tag === 'Relationship') targets.set(attribute(token.attributes, 'Id') ?? '', attribute(token.attributes, 'Target') ?? '')
  }
  const sheets: Sheet[] = []
  for (const token of tokens(await parts.read('xl/workbook.xml'))) {
    if (!('tag' in token) || token.tag !== 'sheet' || sheets.length === SHEETS_MAX) continue
    const target = targets.get(attribute(token.attributes, 'r:id') ?? '') ?? ''
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
    sheets.push({ name: attribute(token.attributes, 'name') ?? '', rows: async () => rowsOf(await parts.read(path), strings) })
  }
  return sheets
}

function sharedStrings(xml: string): readonly string[] {
  const strings: string[] = []
  let isText = false
  for (const token of tokens(xml)) {
    if ('text' in token) {
      if (isText) strings[strings.length - 1] += token.text
    } else if (token.tag === 'si' && token.opens) strings.push('')
    else if (token.tag === 't') isText = token.opens && !token.closes && strings.length > 0
  }
  return strings
}

function* rowsOf(xml: string, strings: readonly string[]): Generator<readonly string[]> {
  let row: string[] = []
  let [column, type, value, isValue] = [0, '', '', false]
  for (const token of tokens(xml)) {
    if ('text' in token) {
      if (isValue) value += token.text
      continue
    }
    const { tag, opens, closes, attributes } = token
    if (tag === 'row' && opens) row = []
    if (tag === 'c' && opens) [column, type, value] = [columnOf(attribute(attributes, 'r') ?? '') ?? row.length, attribute(attributes, 't') ?? '', '']
    if (tag === 'v' || tag === 't') isValue = opens && !closes
    if (tag === 'c' && closes && column < COLUMNS_MAX) {
      while (row.length < column) row.push('')
      row[column] = type === 's' ? strings[Number(value)] ?? '' : value
    }
    if (tag === 'row' && closes) yield row
  }
}

/** @returns 27 for AB12 */
function columnOf(reference: string): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0]
  return letters === undefined ? null : [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

/** @see OpenDocument 1.3 part 3, 9.1 */
export function openDocumentSheets(xml: string): readonly Sheet[] {
  return xml.split('<table:table ').slice(1, SHEETS_MAX + 1).map((part) => ({ name: attribute(` ${part.slice(0, part.indexOf('>'))}`, 'table:name') ?? '', rows: async () => openRows(part) }))
}

function* openRows(xml: string): Generator<readonly string[]> {
  let row: string[] = []
  let [cell, repeated, isCell, rowsRepeated] = ['', 1, false, 1]
  for (const token of tokens(xml)) {
    if ('text' in token) {
      if (isCell) cell += token.text
      continue
    }
    const { tag, opens, closes, attributes } = token
    if (tag === 'table:table-row' && opens) [row, rowsRepeated] = [[], Number(attribute(attributes, 'table:number-rows-repeated') ?? 1)]
    if (tag === 'table:table-cell' || tag === 'table:covered-table-cell') {
      if (opens) [cell, isCell, repeated] = ['', true, Number(attribute(attributes, 'table:number-columns-repeated') ?? 1)]
      if (closes) {
        isCell = false
        for (let times = 0; times < repeated && row.length < COLUMNS_MAX; times++) row.push(cell)
      }
    }
    if (tag === 'text:p' && closes && isCell) cell += '\n'
    if (tag === 'table:table-row' && closes) {
      const trimmed = trimmedRow(row)
      for (let times = 0; times < Math.min(rowsRepeated, trimmed.length === 0 ? 1 : EMPTY_ROWS_MAX); times++) yield trimmed
    }
  }
}

/** Rows end with a thousand cells of nothing. */
function trimmedRow(row: readonly string[]): readonly string[] {
  const last = row.findLastIndex((cell) => cell.trim() !== '')
  return row.slice(0, last + 1).map((cell) => cell.replace(/\n$/, ''))
}
