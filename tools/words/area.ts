// An area of words (the reporter's pages, the desk) as it lies on disk: en.json and zh.json, flat, with i18next v4 plural suffixes,
// so that a translator's usual tools can edit them.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export const LOCALES = ['en', 'zh'] as const
export type Locale = (typeof LOCALES)[number]

/** The plural forms a locale's grammar has. A form it lacks would never be shown, so it may not be written either. */
export const FORMS = { en: ['one', 'other'], zh: ['other'] } as const satisfies Record<Locale, readonly string[]>

/** A key with a plural suffix counts: `files_one`, `files_other`. */
export const PLURAL_KEY = /^(?<stem>.+)_(?<form>zero|one|two|few|many|other)$/

export type Sentences = Readonly<Record<string, string>>
export interface Area { readonly name: string; readonly texts: Readonly<Record<Locale, string>> }

export function readAreas(wordsFolder: string): Area[] {
  if (!existsSync(wordsFolder)) return []
  const names = readdirSync(wordsFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return names.filter((name) => LOCALES.some((locale) => existsSync(join(wordsFolder, name, `${locale}.json`)))).sort().map((name) => ({
    name,
    texts: { en: readText(wordsFolder, name, 'en'), zh: readText(wordsFolder, name, 'zh') },
  }))
}

/** The sentences of one file, or null if it is not one flat object of strings. */
export function parseSentences(text: string): Sentences | null {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return Object.values(value).every((sentence) => typeof sentence === 'string') ? (value as Sentences) : null
}

/** Names in curly brackets, each once, in order. */
export function placeholdersOf(sentence: string): string[] {
  return [...new Set([...sentence.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ''))].sort()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function readText(folder: string, name: string, locale: Locale): string {
  const path = join(folder, name, `${locale}.json`)
  return existsSync(path) ? readFileSync(path, 'utf8') : '{}'
}
