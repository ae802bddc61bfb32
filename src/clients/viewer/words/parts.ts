import type { ShownFile } from '../frame.ts'
import { attribute, tokens } from './markup.ts'
import type { Parts } from './zip.ts'

export interface Passage {
  readonly heading: string | null
  readonly lines: readonly string[]
}

/** Where a kind of document keeps its words. */
interface Grammar {
  /** Elements whose text is words. */
  readonly words: ReadonlySet<string>
  readonly lineEnds: ReadonlySet<string>
  readonly gaps: Readonly<Record<string, string>>
}

const WORD: Grammar = { words: new Set(['w:t', 'w:delText']), lineEnds: new Set(['w:p']), gaps: { 'w:tab': '\t', 'w:br': '\n', 'w:cr': '\n', 'w:tc': '\t' } }
const SLIDE: Grammar = { words: new Set(['a:t']), lineEnds: new Set(['a:p']), gaps: { 'a:br': '\n', 'a:tc': '\t' } }
const OPEN: Grammar = {
  words: new Set(['text:p', 'text:h']), lineEnds: new Set(['text:p', 'text:h']), gaps: { 'text:tab': '\t', 'text:line-break': '\n', 'text:s': ' ' },
}

/** What stands beside a letter's body: notes, comments, heads and feet. */
const WORD_PARTS = /^word\/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml$/
const SLIDES = /^ppt\/(?:slides\/slide|notesSlides\/notesSlide)(\d+)\.xml$/

export async function wordsOfParts({ type, labels }: Pick<ShownFile, 'type' | 'labels'>, parts: Parts): Promise<readonly Passage[]> {
  if (type.endsWith('.document')) {
    const names = parts.names.filter((name) => WORD_PARTS.test(name)).sort((one, other) => Number(other.includes('document')) - Number(one.includes('document')))
    return Promise.all(names.map(async (name) => ({ heading: name === 'word/document.xml' ? null : name.slice('word/'.length, -'.xml'.length), lines: linesOf(await parts.read(name), WORD) })))
  }
  if (type.endsWith('.presentation') && parts.names.includes('ppt/presentation.xml')) {
    const names = parts.names.filter((name) => SLIDES.test(name)).sort((one, other) => numberOf(one) - numberOf(other))
    return Promise.all(names.map(async (name) => ({ heading: `${labels.page} ${numberOf(name)}`, lines: linesOf(await parts.read(name), SLIDE) })))
  }
  const content = await parts.read('content.xml')
  if (!type.endsWith('.presentation')) return [{ heading: null, lines: linesOf(content, OPEN) }]
  return content.split('<draw:page ').slice(1).map((page, index) => ({ heading: `${labels.page} ${index + 1}`, lines: linesOf(page, OPEN) }))
}

function numberOf(name: string): number {
  return Number(SLIDES.exec(name)?.[1])
}

function linesOf(xml: string, { words, lineEnds, gaps }: Grammar): readonly string[] {
  const lines: string[] = []
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
      lines.push(...line.trimEnd().split('\n'))
      line = ''
    }
  }
  if (line.trim() !== '') lines.push(line)
  return lines
}
