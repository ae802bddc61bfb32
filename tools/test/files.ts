import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { readSource } from '../tidy/source.ts'

const ROOMS = ['test', 'src', 'tools', 'bench', 'spec']

/** Every test file, journeys over the whole first: they take longest, and the short ones fill the gaps at the end. */
export function allTestFiles(root: string): string[] {
  return ROOMS.flatMap((room) => walk(root, room).sort())
}

/**
 * The test files a person asked for: a file, everything below a folder, or every path that contains the words.
 * @throws Error if one of the wishes matches nothing, so that a slip of the pen is not taken for a green run.
 */
export function chosenTestFiles(root: string, wishes: readonly string[]): string[] {
  const all = allTestFiles(root)
  if (wishes.length === 0) return all
  const chosen = new Set(wishes.flatMap((wish) => matching(all, wish)))
  return all.filter((file) => chosen.has(file))
}

function matching(all: readonly string[], wish: string): string[] {
  const path = normalize(wish).replaceAll('\\', '/').replace(/\/$/, '')
  const exact = all.filter((file) => file === path || file.startsWith(`${path}/`))
  const found = exact.length > 0 ? exact : all.filter((file) => file.includes(path))
  if (found.length === 0) throw new Error(`no test file matches ${wish}`)
  return found
}

const BROWSERS = 'test/support/browsers.ts'

/** Whether any of these tests opens a browser, itself or by a helper. */
export function needBrowsers(root: string, files: readonly string[]): boolean {
  const seen = new Set<string>()
  const reaches = (path: string): boolean => {
    if (path === BROWSERS) return true
    if (seen.has(path)) return false
    seen.add(path)
    return helpersOf(root, path).some(reaches)
  }
  return files.some(reaches)
}

const helpers = new Map<string, readonly string[]>()

/** What a file imports of the journeys' own. Read once: every file is asked about, and most share their helpers. */
function helpersOf(root: string, path: string): readonly string[] {
  const full = join(root, path)
  const known = helpers.get(full)
  if (known !== undefined) return known
  const imports = existsSync(full) ? readSource(path, readFileSync(full, 'utf8')).imports : []
  const found = imports.flatMap(({ target }) => (target?.startsWith('test/') === true ? [target] : []))
  helpers.set(full, found)
  return found
}

function walk(root: string, folder: string): string[] {
  if (statSync(join(root, folder), { throwIfNoEntry: false }) === undefined) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'generated' ? [] : walk(root, path)
    return entry.name.endsWith('.test.ts') ? [path] : []
  })
}
