// Turns an area's sentences into typed TypeScript: a sentence without placeholders is a string, one with them a function.
// Each locale is a file of its own, because a page is sent in one language only.
import { PLURAL_KEY, placeholdersOf, type Locale, type Sentences } from './area.ts'
import { stemOf } from './check.ts'

const HEAD = '// Made by tools/words.ts from the JSON beside this folder. Do not edit.\n'

/** The interface that both locales fill. */
export function generateTypes(en: Sentences): string {
  const lines = stemsOf(en).map((stem) => `  readonly ${quoted(stem)}: ${typeOf(en, stem)}`)
  return `${HEAD}export interface Words {\n${lines.join('\n')}\n}\n`
}

export function generateLocale(locale: Locale, sentences: Sentences): string {
  const lines = stemsOf(sentences).map((stem) => `  ${quoted(stem)}: ${valueOf(sentences, stem)},`)
  const rules = locale === 'en' && lines.some((line) => line.includes('plural.select')) ? `const plural = new Intl.PluralRules('${locale}')\n\n` : ''
  return `${HEAD}import type { Words } from './words.ts'\n\n${rules}export const ${locale}: Words = {\n${lines.join('\n')}\n}\n`
}

function stemsOf(sentences: Sentences): string[] {
  return [...new Set(Object.keys(sentences).map(stemOf))]
}

function typeOf(sentences: Sentences, stem: string): string {
  const isPlural = sentences[stem] === undefined
  const names = placeholdersOf(sentences[isPlural ? `${stem}_other` : stem] ?? '')
  if (names.length === 0) return 'string'
  const fields = names.map((name) => `readonly ${name}: ${isPlural && name === 'count' ? 'number' : 'string | number'}`)
  return `(fill: { ${fields.join('; ')} }) => string`
}

function valueOf(sentences: Sentences, stem: string): string {
  const single = sentences[stem]
  if (single !== undefined) return placeholdersOf(single).length === 0 ? quoted(single) : `(fill) => ${template(single)}`
  const forms = Object.keys(sentences).filter((key) => stemOf(key) === stem && PLURAL_KEY.test(key))
  const other = template(sentences[`${stem}_other`] ?? '')
  const one = sentences[`${stem}_one`]
  if (one === undefined || forms.length === 1) return `(fill) => ${other}`
  return `(fill) => plural.select(fill.count) === 'one' ? ${template(one)} : ${other}`
}

function template(sentence: string): string {
  const escaped = sentence.replace(/[`\\]|\$(?=\{)/g, String.raw`\$&`)
  return `\`${escaped.replace(/\{([^{}]*)\}/g, '${fill.$1}')}\``
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`
}
