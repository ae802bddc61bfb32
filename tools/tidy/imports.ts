// Rules about who imports whom.
import { posix } from 'node:path'
import { houseOf, isBuildScript, isForBrowsers, PACKAGES, ROOMS, roomOf } from './rooms.ts'
import { inner, type Import, type Source, type Violation } from './source.ts'

/** Dynamic imports hide from readers and bundlers alike, so each has a reason. */
export interface DynamicImport { readonly from: string; readonly specifier: string; readonly reason: string }

export function importViolations(source: Source, dynamic: readonly DynamicImport[]): Violation[] {
  const ofImports = source.imports.flatMap((each) => {
    const found = [roomOrder(source, each), relative(source, each), hidden(source, each), nodeOnly(source, each),
      packageRoom(source, each), dynamicListed(source, each, dynamic), extension(each)]
    return found.flatMap((problem) => (problem === null ? [] : [{ path: source.path, line: each.line, ...problem }]))
  })
  return [...ofImports, ...nodeGlobals(source)]
}

type Problem = { readonly rule: string; readonly what: string } | null

/** Tests look at their subject from outside, so they may reach for anything. */
function roomOrder(source: Source, { target }: Import): Problem {
  const from = roomOf(source.path)
  const to = target === null ? null : roomOf(target)
  if (from === null || source.isTest || isBuildScript(source.path)) return null
  if (target !== null && to === null) return { rule: 'room-order', what: `${from} must not import ${target.split('/')[0]}` }
  if (to === null || to === from || ROOMS[from]?.includes(to) === true) return null
  return { rule: 'room-order', what: ROOMS[from] === undefined ? `${from} is no room` : `${from} must not import ${to}` }
}

function relative(source: Source, { specifier, target }: Import): Problem {
  const isInside = target === null || !specifier.startsWith('.') || houseOf(target) === houseOf(source.path)
  return isInside ? null : { rule: 'relative', what: `${specifier} leaves the room; write #room/…` }
}

function hidden(source: Source, { target }: Import): Problem {
  if (target === null || !posix.basename(target).startsWith('_')) return null
  const isNear = posix.dirname(source.path).startsWith(posix.dirname(target))
  return isNear ? null : { rule: 'private', what: `${target} is private to its folder` }
}

function nodeOnly(source: Source, { specifier }: Import): Problem {
  if (!specifier.startsWith('node:') || source.isTest || !isForBrowsers(source.path)) return null
  return { rule: 'node', what: `${specifier} in a room that a browser loads` }
}

function nodeGlobals(source: Source): Violation[] {
  if (source.isTest || !isForBrowsers(source.path)) return []
  return source.nodes.flatMap((node) => {
    const name = node.type === 'MemberExpression' ? inner(node, 'object')?.['name'] : undefined
    if (name !== 'process' && name !== 'Buffer') return []
    return [{ rule: 'node', path: source.path, line: source.lineAt(node.start), what: `${name} in a room that a browser loads` }]
  })
}

function packageRoom(source: Source, { specifier }: Import): Problem {
  const from = roomOf(source.path)
  if (from === null || source.isTest || isBuildScript(source.path)) return null
  const strange = PACKAGES.find(({ name, rooms }) => name.test(specifier) && !rooms.includes(from))
  return strange === undefined ? null : { rule: 'package', what: `${specifier} in ${from}: ${strange.why}` }
}

function dynamicListed(source: Source, { kind, specifier }: Import, dynamic: readonly DynamicImport[]): Problem {
  if (kind !== 'dynamic' || source.isTest || roomOf(source.path) === null) return null
  const isListed = dynamic.some((each) => each.from === source.path && each.specifier === specifier)
  return isListed ? null : { rule: 'dynamic-import', what: `import('${specifier}') has no entry with a reason` }
}

function extension({ specifier, target }: Import): Problem {
  if (target === null || /\.(ts|mjs|svelte|json|css)(?:\?worker&url)?$/.test(specifier)) return null
  return { rule: 'extension', what: `${specifier} lacks its extension` }
}

/** Circles of imports, each told once, as the way around. */
export function cycleViolations(sources: readonly Source[]): Violation[] {
  const edges = edgesOf(sources)
  const done = new Set<string>()
  const found: Violation[] = []
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      const circle = [...way.slice(way.indexOf(path)), path]
      found.push({ rule: 'cycle', path, line: 1, what: circle.join(' > ') })
      return
    }
    if (done.has(path)) return
    for (const next of edges.get(path) ?? []) visit(next, [...way, path])
    done.add(path)
  }
  for (const { path } of sources) visit(path, [])
  return found
}

const OPENERS = ['sealing/plain', 'sealing/seal', 'sealing/open']

/** The server cannot open a report and cannot even name an opened one: nothing that its routes reach lies in these rooms. */
export function serverWalkViolations(sources: readonly Source[]): Violation[] {
  const edges = edgesOf(sources)
  const seen = new Map<string, string | null>()
  const queue = sources.filter(({ path, isTest }) => path.startsWith('src/server/http/') && !isTest).map(({ path }) => path)
  for (const path of queue) seen.set(path, null)
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    for (const next of edges.get(path) ?? []) {
      if (seen.has(next)) continue
      seen.set(next, path)
      queue.push(next)
    }
  }
  return [...seen.keys()].filter((path) => OPENERS.includes(roomOf(path) ?? '')).map((path) => (
    { rule: 'server-walk', path, line: 1, what: `is reached from the server's routes: ${wayTo(seen, path).join(' > ')}` }))
}

function wayTo(seen: ReadonlyMap<string, string | null>, path: string): string[] {
  const before = seen.get(path)
  return before === null || before === undefined ? [path] : [...wayTo(seen, before), path]
}

function edgesOf(sources: readonly Source[]): Map<string, string[]> {
  const known = new Set(sources.map(({ path }) => path))
  return new Map(sources.map(({ path, imports }) => [
    path, [...new Set(imports.map(({ target }) => target ?? ''))].filter((target) => known.has(target))]))
}
