// Compiles src/words/<area>/{en,zh}.json to src/words/<area>/generated/{words,en,zh}.ts. Run by tools/run.mjs when a sentence changed.
// Writes nothing at all while one sentence of an area breaks a rule.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LOCALES, parseSentences, readAreas, type Area } from './words/area.ts'
import { checkArea } from './words/check.ts'
import { generateLocale, generateTypes } from './words/generate.ts'
import type { Glossary } from './words/glossary.ts'

const FOLDER = fileURLToPath(new URL('../src/words', import.meta.url))

/** @returns what is wrong with the sentences; empty once everything is written. */
export function compileWords(folder: string): string[] {
  const { never } = JSON.parse(readFileSync(join(folder, 'glossary.json'), 'utf8')) as Glossary
  return readAreas(folder).flatMap((area) => {
    const problems = checkArea(area, never)
    if (problems.length === 0) writeArea(folder, area)
    return problems
  })
}

function writeArea(folder: string, area: Area): void {
  const generated = join(folder, area.name, 'generated')
  mkdirSync(generated, { recursive: true })
  write(join(generated, 'words.ts'), generateTypes(parseSentences(area.texts.en) ?? {}))
  for (const locale of LOCALES) write(join(generated, `${locale}.ts`), generateLocale(locale, parseSentences(area.texts[locale]) ?? {}))
}

/** Moved into place whole: another process may be importing the file at this moment. */
function write(path: string, text: string): void {
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, text)
  renameSync(beside, path)
}

if (import.meta.main) {
  const problems = compileWords(FOLDER)
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}
