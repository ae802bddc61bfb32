// Rules about text: what a page's policy forbids, and what must not stand in a public repository.
import type { Source, Violation } from './source.ts'

const PAGE_ROOMS = /^src\/clients\/(report|front|desk)\//

/** Content-Security-Policy forbids inline styles; unescaped markup is how words become code. */
export function pageViolations(source: Source): Violation[] {
  if (source.isTest || !PAGE_ROOMS.test(source.path)) return []
  const text = source.path.endsWith('.svelte') ? source.markup : source.text
  return [
    ...linesWith(source.path, text, /\sstyle=["'{$]/).map((line) => ({ rule: 'inline-style', what: 'a style attribute', ...line })),
    ...linesWith(source.path, text, /\{@html\b/).map((line) => ({ rule: 'html', what: 'unescaped markup', ...line })),
  ]
}

const REGISTRY = /\bregistry\.[a-z0-9-]+\.(org|com|net|io|dev|cn)\b|\bnpm\.pkg\.[a-z]+/
// A folder of somebody's machine, where a path begins: after a quote, a space, an equals sign, a bracket or nothing.
const MACHINE_PATH = /(?<=^|["'`\s=(:])(\/home\/[a-z]|\/Users\/[A-Za-z]|\/root\/|[A-Z]:\\Users\\)/

/**
 * No file names a package registry's address or a folder of the machine it was written on.
 *
 * @param checkout - the folder this repository lies in; any file that names it was written for this machine only.
 */
export function publicViolations(path: string, text: string, checkout: string): Violation[] {
  const here = checkout.length > 4 ? linesWith(path, text, checkout) : []
  return [
    ...linesWith(path, text, REGISTRY).map((line) => ({ rule: 'registry', what: 'the address of a package registry', ...line })),
    ...linesWith(path, text, MACHINE_PATH).map((line) => ({ rule: 'machine-path', what: 'a folder of one machine', ...line })),
    ...here.map((line) => ({ rule: 'machine-path', what: 'the folder of this checkout', ...line })),
  ]
}

interface LockedPackage { readonly optionalDependencies?: Readonly<Record<string, string>> }

/**
 * Where a package comes from is the installing machine's affair; what it contains is fixed by its hash. And every platform's
 * package is named: npm leaves out one that its registry did not have on that day, and then a clean install fails everywhere.
 */
export function lockFileViolations(path: string, text: string): Violation[] {
  const addresses = linesWith(path, text, /"resolved":\s*"(?!file:)/).map((line) => ({ rule: 'lock-file', what: 'a download address', ...line }))
  const { packages = {} } = JSON.parse(text) as { packages?: Record<string, LockedPackage> }
  const optional = Object.values(packages).flatMap((each) => Object.keys(each.optionalDependencies ?? {}))
  const missing = [...new Set(optional)].filter((name) => !Object.keys(packages).some((place) => place.endsWith(`node_modules/${name}`)))
  return [...addresses, ...missing.map((name) => ({ rule: 'lock-file', path, line: 1, what: `${name} is needed on some platform and not locked` }))]
}

function linesWith(path: string, text: string, wanted: RegExp | string): { path: string; line: number }[] {
  const isIn = (line: string): boolean => (typeof wanted === 'string' ? line.includes(wanted) : wanted.test(line))
  return text.split('\n').flatMap((line, index) => (isIn(line) ? [{ path, line: index + 1 }] : []))
}
