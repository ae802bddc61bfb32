// What must hold for every sentence, whoever wrote it. Each rule is one function; tools/words/check.test.ts plants a mistake for each.
import { FORMS, LOCALES, PLURAL_KEY, parseSentences, placeholdersOf, type Area, type Locale, type Sentences } from './area.ts'
import { wrongWords, type WrongWord } from './glossary.ts'

const KEY = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
const PLACEHOLDER = /^[a-z][a-zA-Z0-9]*$/

/** What is wrong in an area, one line each: `report zh files: …`. */
export function checkArea(area: Area, wrong: readonly WrongWord[] = []): string[] {
  const repeated = LOCALES.flatMap((locale) => repeatedKeys(area.texts[locale]).map((key) => `${area.name} ${locale} ${key}: written twice`))
  const [en, zh] = LOCALES.map((locale) => parseSentences(area.texts[locale]))
  if (!en || !zh) return [`${area.name}: en.json and zh.json must each be one flat object of sentences`]
  const both = { en, zh }
  const each = LOCALES.flatMap((locale) => Object.entries(both[locale]).flatMap(([key, sentence]) =>
    [...keyProblems(key), ...sentenceProblems(locale, sentence), ...wrongWords(locale, sentence, wrong)]
      .map((problem) => `${area.name} ${locale} ${key}: ${problem}`)))
  return [...repeated, ...each, ...pairProblems(both).map((problem) => `${area.name} ${problem}`)]
}

function keyProblems(key: string): string[] {
  const stem = PLURAL_KEY.exec(key)?.groups?.['stem'] ?? key
  return KEY.test(stem) ? [] : ['a key is lower-case words joined by hyphens, and areas by dots']
}

function sentenceProblems(locale: Locale, sentence: string): string[] {
  const problems: string[] = []
  if (sentence.trim() === '') problems.push('says nothing')
  else if (sentence !== sentence.trim()) problems.push('begins or ends with a space')
  if (sentence.includes('...')) problems.push(`three dots are one mark: ${locale === 'zh' ? '……' : '…'}`)
  if (/[!！]/.test(sentence)) problems.push('no exclamation marks')
  if (/[{}]/.test(sentence.replace(/\{[^{}]*\}/g, ''))) problems.push('a curly bracket without its partner')
  for (const name of placeholdersOf(sentence)) if (!PLACEHOLDER.test(name)) problems.push(`{${name}} is no name for a placeholder`)
  return locale === 'zh' ? [...problems, ...chineseProblems(sentence)] : problems
}

/** Chinese has its own marks, and the browser sets the space between Han and Latin (text-autospace). */
function chineseProblems(sentence: string): string[] {
  const problems: string[] = []
  if (/\p{Script=Han}[,;:?!().]/u.test(sentence)) problems.push('an ASCII mark after a Han character; full-width it is ，；：？！（）。')
  if (/\p{Script=Han}["']|["']\p{Script=Han}/u.test(sentence)) problems.push('straight quotation marks beside a Han character; they are “ ”')
  if (/\p{Script=Han} +[\p{Script=Latin}\d{]|[\p{Script=Latin}\d}] +\p{Script=Han}/u.test(sentence)) {
    problems.push('a space typed between Han and Latin or digits')
  }
  return problems
}

function pairProblems(both: Readonly<Record<Locale, Sentences>>): string[] {
  const stems = [...new Set(LOCALES.flatMap((locale) => Object.keys(both[locale]).map(stemOf)))].sort()
  return stems.flatMap((stem) => {
    const missing = LOCALES.flatMap((locale) => missingForms(both, locale, stem).map((key) => `${locale} ${key}: is missing`))
    return missing.length > 0 ? missing : [...surplusForms(both, stem), ...placeholderProblems(both, stem)]
  })
}

function missingForms(both: Readonly<Record<Locale, Sentences>>, locale: Locale, stem: string): string[] {
  const keys = isPlural(both, stem) ? FORMS[locale].map((form) => `${stem}_${form}`) : [stem]
  return keys.filter((key) => both[locale][key] === undefined)
}

function surplusForms(both: Readonly<Record<Locale, Sentences>>, stem: string): string[] {
  return LOCALES.flatMap((locale) => Object.keys(both[locale]).flatMap((key) => {
    if (stemOf(key) !== stem || !isPlural(both, stem)) return []
    const form = PLURAL_KEY.exec(key)?.groups?.['form']
    if (form === undefined) return [`${locale} ${key}: stands beside plural forms of the same key`]
    return FORMS[locale].some((each) => each === form) ? [] : [`${locale} ${key}: ${locale} has no such plural form`]
  }))
}

function placeholderProblems(both: Readonly<Record<Locale, Sentences>>, stem: string): string[] {
  const key = isPlural(both, stem) ? `${stem}_other` : stem
  const [en = [], zh = []] = LOCALES.map((locale) => placeholdersOf(both[locale][key] ?? ''))
  const problems = en.join() === zh.join() ? [] : [`${stem}: en has {${en.join('} {')}} and zh has {${zh.join('} {')}}`]
  if (!isPlural(both, stem)) return problems
  if (!en.includes('count')) problems.push(`${stem}: a plural must show {count}`)
  const strange = placeholdersOf(both.en[`${stem}_one`] ?? '').filter((name) => !en.includes(name))
  return [...problems, ...strange.map((name) => `${stem}: {${name}} stands only in en ${stem}_one`)]
}

function isPlural(both: Readonly<Record<Locale, Sentences>>, stem: string): boolean {
  return LOCALES.some((locale) => Object.keys(both[locale]).some((key) => stemOf(key) === stem && key !== stem))
}

export function stemOf(key: string): string {
  return PLURAL_KEY.exec(key)?.groups?.['stem'] ?? key
}

/** JSON keeps the last of two equal keys without a word, so they are looked for in the text. */
function repeatedKeys(text: string): string[] {
  const keys = [...text.matchAll(/^\s*"([^"]+)"\s*:/gm)].map((match) => match[1] ?? '')
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))]
}
