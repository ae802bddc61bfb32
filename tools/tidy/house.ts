// Gathers the files of the repository and puts every rule to them.
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DYNAMIC_IMPORTS, EXCEPTIONS } from './exceptions.ts'
import { cycleViolations, importViolations, serverWalkViolations } from './imports.ts'
import { markupViolations } from './markup.ts'
import { shapeViolations } from './shape.ts'
import { readSource, type Source, type Violation } from './source.ts'
import { lockFileViolations, pageViolations, publicViolations } from './text.ts'

const CODE = /^(src|test|tools|bench|spec)\/.*\.(ts|mjs|svelte)$/
const TEXT_BYTES_MAX = 4_000_000

export interface TextFile { readonly path: string; readonly text: string }

/** What git keeps or would keep; what it ignores is nobody's style. */
export function readHouse(root: string): TextFile[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
  return [...new Set(listed.split('\0'))].filter((path) => isTextFile(root, path)).sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => !text.includes('\0'))
}

/** Everything that breaks a rule and has no exception, and every exception that nothing needs. */
export function violationsOf(files: readonly TextFile[], checkout: string): Violation[] {
  const sources = files.filter(({ path }) => CODE.test(path)).map(({ path, text }) => readSource(path, text))
  const found = [
    ...sources.flatMap((source) => [...importViolations(source, DYNAMIC_IMPORTS), ...shapeViolations(source),
      ...pageViolations(source), ...markupViolations(source)]),
    ...cycleViolations(sources),
    ...serverWalkViolations(sources),
    ...files.flatMap(({ path, text }) => publicViolations(path, text, checkout)),
    ...files.filter(({ path }) => path.endsWith('package-lock.json')).flatMap(({ path, text }) => lockFileViolations(path, text)),
  ]
  const excepted = (each: Violation): boolean => EXCEPTIONS.some(({ rule, path }) => rule === each.rule && path === each.path)
  return [...found.filter((each) => !excepted(each)), ...needless(found, sources)]
}

function needless(found: readonly Violation[], sources: readonly Source[]): Violation[] {
  const rules = EXCEPTIONS.filter(({ rule, path }) => !found.some((each) => each.rule === rule && each.path === path))
    .map(({ rule, path }) => ({ rule: 'needless-exception', path, line: 1, what: rule }))
  const isUsed = (from: string, specifier: string): boolean =>
    sources.some(({ path, imports }) => path === from && imports.some((each) => each.kind === 'dynamic' && each.specifier === specifier))
  const dynamic = DYNAMIC_IMPORTS.filter(({ from, specifier }) => !isUsed(from, specifier))
    .map(({ from, specifier }) => ({ rule: 'needless-exception', path: from, line: 1, what: `import('${specifier}')` }))
  return [...rules, ...dynamic]
}

function isTextFile(root: string, path: string): boolean {
  const stat = path === '' ? undefined : statSync(join(root, path), { throwIfNoEntry: false })
  return stat?.isFile() === true && stat.size <= TEXT_BYTES_MAX
}
