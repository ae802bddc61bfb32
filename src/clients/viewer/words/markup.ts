/** A tag or a piece of text of an XML document. */
export type Token = { readonly text: string } | { readonly tag: string; readonly attributes: string; readonly opens: boolean; readonly closes: boolean }

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: '\u00a0' }

/**
 * The tags and words of an XML document, or of a page, one after the other, in one pass. Nothing is resolved but the five entities and numbers: no
 * document type, no file of another place. Broken markup gives broken words, and ends.
 */
export function* tokens(xml: string): Generator<Token> {
  for (let at = 0; at < xml.length;) {
    const open = xml.indexOf('<', at)
    if (open !== at) yield { text: unescaped(xml.slice(at, open === -1 ? xml.length : open)) }
    if (open === -1) return
    const [start, end] = xml.startsWith('<!--', open) ? [4, '-->'] : xml.startsWith('<![CDATA[', open) ? [9, ']]>'] : [1, '>']
    const close = xml.indexOf(end, open + start)
    if (close === -1) return
    const inside = xml.slice(open + start, close)
    if (end === ']]>') yield { text: inside }
    else if (end === '>') yield* tagOf(inside)
    at = close + end.length
  }
}

function* tagOf(inside: string): Generator<Token> {
  if (inside.startsWith('!') || inside.startsWith('?')) return
  const closes = inside.startsWith('/')
  const name = /^\/?([^\s/]+)/.exec(inside)?.[1]
  if (name === undefined) return
  const isEmpty = inside.endsWith('/')
  yield { tag: name, attributes: inside.slice(name.length + (closes ? 1 : 0)), opens: !closes, closes: closes || isEmpty }
}

/** The value of an attribute, as it stands in a tag's own text. @param name - of letters, colons and hyphens */
export function attribute(attributes: string, name: string): string | null {
  for (let at = attributes.indexOf(`${name}=`); at !== -1; at = attributes.indexOf(`${name}=`, at + 1)) {
    const quote = attributes[at + name.length + 1]
    const end = quote === '"' || quote === "'" ? attributes.indexOf(quote, at + name.length + 2) : -1
    if (end !== -1 && (at === 0 || /\s/.test(attributes[at - 1] ?? ''))) return unescaped(attributes.slice(at + name.length + 2, end))
  }
  return null
}

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi, (whole: string, ...[hex, decimal, name]: (string | undefined)[]) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return point > 0x10_ffff ? whole : String.fromCodePoint(point)
  })
}

const BLOCKS = new Set(['p', 'br', 'div', 'tr', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'blockquote', 'title'])

/** The words of a page, without its scripts and styles; it is never a page here. */
export function wordsOfPage(html: string): string {
  let words = ''
  let silent: string | null = null
  for (const token of tokens(html)) {
    if ('text' in token) words += silent === null ? token.text.replaceAll(/\s+/g, ' ') : ''
    else {
      const tag = token.tag.toLowerCase()
      if (silent === null && token.opens && !token.closes && (tag === 'script' || tag === 'style')) silent = tag
      else if (silent === tag && token.closes) silent = null
      else if (silent === null && BLOCKS.has(tag) && (token.closes || tag === 'br')) words += '\n'
    }
  }
  return words.replaceAll(/ *\n */g, '\n').replaceAll(/\n{3,}/g, '\n\n').trim()
}
