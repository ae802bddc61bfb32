import type { ShownFile } from '../frame.ts'
import { attribute, tokens } from './markup.ts'
import type { Parts } from './zip.ts'

/** A line of words, or a table: its rows of cells. */
export type Piece = string | readonly (readonly string[])[]

export interface Passage {
  readonly heading: string | null
  readonly pieces: readonly Piece[]
}

/** Where a kind of document keeps its words. */
interface Grammar {
  /** Elements whose text is words. */
  readonly words: ReadonlySet<string>
  readonly lineEnds: ReadonlySet<string>
  readonly gaps: Readonly<Record<string, string>>
  readonly table: string
  readonly row: string
  readonly cell: string
}

const WORD: Grammar = {
  words: new Set(['w:t', 'w:delText']), lineEnds: new Set(['w:p']), gaps: { 'w:tab': '\t', 'w:br': '\n', 'w:cr': '\n' }, table: 'w:tbl', row: 'w:tr', cell: 'w:tc',
}
const SLIDE: Grammar = { words: new Set(['a:t']), lineEnds: new Set(['a:p']), gaps: { 'a:br': '\n' }, table: 'a:tbl', row: 'a:tr', cell: 'a:tc' }
const OPEN: Grammar = {
  words: new Set(['text:p', 'text:h']), lineEnds: new Set(['text:p', 'text:h']), gaps: { 'text:tab': '\t', 'text:line-break': '\n', 'text:s': ' ' },
  table: 'table:table', row: 'table:table-row', cell: 'table:table-cell',
}

/** What stands beside a letter's body: notes, comments, heads and feet. */
const WORD_PARTS = /^word\/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml$/
const SLIDES = /^ppt\/(?:slides\/slide|notesSlides\/notesSlide)(\d+)\.xml$/

export async function wordsOfParts({ type, labels }: Pick<ShownFile, 'type' | 'labels'>, parts: Parts): Promise<readonly Passage[]> {
  if (type.endsWith('.document')) {
    const names = parts.names.filter((name) => WORD_PARTS.test(name)).sort((one, other) => Number(other.includes('document')) - Number(one.includes('document')))
    return Promise.all(names.map(async (name) => ({ heading: name === 'word/document.xml' ? null : name.slice('word/'.length, -'.xml'.length), pieces: piecesOf(await parts.read(name), WORD) })))
  }
  if (type.endsWith('.presentation') && parts.names.includes('ppt/presentation.xml')) {
    const names = parts.names.filter((name) => SLIDES.test(name)).sort((one, other) => numberOf(one) - numberOf(other))
    return Promise.all(names.map(async (name) => ({ heading: `${labels.page} ${numberOf(name)}`, pieces: piecesOf(await parts.read(name), SLIDE) })))
  }
  const content = await parts.read('content.xml')
  if (!type.endsWith('.presentation')) return [{ heading: null, pieces: piecesOf(content, OPEN) }]
  return content.split('<draw:page ').slice(1).map((page, index) => ({ heading: `${labels.page} ${index + 1}`, pieces: piecesOf(page, OPEN) }))
}

function numberOf(name: string): number {
  return Number(SLIDES.exec(name)?.[1])
}

function piecesOf(xml: string, grammar: Grammar): readonly Piece[] {
  const { words, lineEnds, gaps } = grammar
  const pieces: Piece[] = []
  const tables = tablesInto(pieces)
  let [line, depth] = ['', 0]
  for (const token of tokens(xml)) {
    if ('text' in token) {
      if (depth > 0) line += token.text
      continue
    }
    const { tag, opens, closes, attributes } = token
    if (words.has(tag)) depth = Math.max(0, depth + (opens ? 1 : 0) - (closes ? 1 : 0))
    const gap = gaps[tag]
    if (gap !== undefined && closes) line += gap.repeat(Math.min(100, Number(attribute(attributes, 'text:c') ?? 1) || 1))
    if (lineEnds.has(tag) && closes) {
      tables.add(line.trimEnd().split('\n'))
      line = ''
    }
    if (tag === grammar.table) tables.table(opens, closes)
    if (tag === grammar.cell && closes) tables.endCell()
    if (tag === grammar.row && closes) tables.endRow()
  }
  if (line.trim() !== '') tables.add([line])
  tables.end()
  return pieces
}

interface Tables {
  /** Lines of where one is: a cell, or between tables. */
  add(lines: readonly string[]): void
  table(opens: boolean, closes: boolean): void
  endCell(): void
  endRow(): void
  end(): void
}

/** Tables as they are met. One that stands in a cell of another is lines of that cell, its own cells apart by tabs. */
function tablesInto(pieces: Piece[]): Tables {
  let depth = 0
  let rows: (readonly string[])[] = []
  let row: string[] = []
  let cell: string[] = []
  /** Of a row of a table inside a cell. */
  let inner: string[] = []
  const endInner = (): void => {
    if (inner.length > 0) cell.push(inner.join('\t'))
    inner = []
  }
  const end = (): void => {
    endInner()
    if (cell.length > 0) row.push(cell.join('\n'))
    if (row.length > 0) rows.push(row)
    if (rows.length > 0) pieces.push(rows)
    ;[rows, row, cell] = [[], [], []]
  }
  return {
    add(lines) {
      if (depth === 0) pieces.push(...lines)
      else (depth === 1 ? cell : inner).push(...lines)
    },
    table(opens, closes) {
      if (opens) depth += 1
      if (!closes) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) end()
      else if (depth === 1) endInner()
    },
    endCell() {
      if (depth !== 1) return
      row.push(cell.join('\n'))
      cell = []
    },
    endRow() {
      if (depth > 1) endInner()
      else if (depth === 1) {
        rows.push(row)
        row = []
      }
    },
    end,
  }
}
