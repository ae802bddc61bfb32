/** Text that is safe to send as markup. The class stays in this file: only `html` makes one. */
class Markup {
  readonly text: string
  constructor(text: string) { this.text = text }
}
export type Html = Markup
export type Part = Html | string | number | null | undefined | false | readonly Part[]

/** Where a part stands in its template: between tags, inside a quoted attribute, or as an attribute of its own. */
type Place = 'text' | 'quoted' | 'tag'
interface Template { readonly strings: readonly string[]; readonly places: readonly Place[] }

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' }
const templates = new WeakMap<TemplateStringsArray, Template>()

/** Safe between tags and in quoted attributes; nowhere else, and `html` sees to that. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (mark) => ESCAPES[mark] ?? mark)
}

/**
 * Markup with everything interpolated escaped; `null`, `undefined` and `false` leave nothing. Line breaks of the template itself
 * are dropped with the spaces around them, so a sentence does not run over two lines of it.
 *
 * @throws Error if a part stands where escaping does not help: unquoted in a tag, or in a script, style or comment.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const template = templates.get(strings) ?? prepare(strings)
  let text = template.strings[0] ?? ''
  for (const [index, part] of parts.entries()) {
    if (template.places[index] === 'tag' && !isAttribute(part)) throw new Error('only markup may stand as an attribute')
    text += textOf(part) + (template.strings[index + 1] ?? '')
  }
  return new Markup(text)
}

function prepare(strings: TemplateStringsArray): Template {
  if (/<(?:script|style)\b[^>]*>(?!<\/script>)|<!--/i.test(strings.join('·'))) throw new Error('no script, style or comment stands in a page')
  const places: Place[] = []
  let place: Place = 'text'
  for (const string of strings) {
    place = placeAfter(string, place)
    places.push(place)
  }
  const template = { strings: strings.map((string) => string.replace(/\s*\n\s*/g, '')), places }
  templates.set(strings, template)
  return template
}

/** @throws Error at an attribute that is not in double quotes. */
function placeAfter(string: string, before: Place): Place {
  let place = before
  for (const [index, mark] of [...string].entries()) {
    if (place === 'text' && mark === '<') place = 'tag'
    else if (place === 'tag' && mark === '>') place = 'text'
    else if (place === 'tag' && mark === '"') place = 'quoted'
    else if (place === 'quoted' && mark === '"') place = 'tag'
    else if (place === 'tag' && mark === "'") throw new Error('attributes stand in double quotes')
    if (place === 'tag' && mark === '=' && index === string.length - 1) throw new Error('an attribute must be quoted')
  }
  return place
}

function isAttribute(part: Part): boolean {
  return part instanceof Markup || part === null || part === undefined || part === false
}

function textOf(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  return part.map(textOf).join('')
}
