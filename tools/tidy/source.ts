// A source file as the rules see it: its text, its syntax tree, and whom it imports.
import { posix } from 'node:path'
import { parseSync } from 'oxc-parser'

export type ImportKind = 'static' | 'dynamic' | 'url'
export interface Import {
  readonly specifier: string
  /** The path of the file in this repository that is meant, or null for a package. */
  readonly target: string | null
  readonly kind: ImportKind
  readonly line: number
}

/** Any node of the tree. The rules ask few questions of it, so it is kept loose. */
export interface Node { readonly type: string; readonly start: number; readonly end: number; readonly [field: string]: unknown }

export interface Source {
  readonly path: string
  readonly text: string
  /** What is outside of scripts in a Svelte file, in place; empty for other files. */
  readonly markup: string
  readonly statements: readonly Node[]
  readonly nodes: readonly Node[]
  readonly imports: readonly Import[]
  readonly isTest: boolean
  lineAt(offset: number): number
}

export interface Violation { readonly rule: string; readonly path: string; readonly line: number; readonly what: string }

/** @throws Error if the file does not parse. */
export function readSource(path: string, text: string): Source {
  const { script, markup } = path.endsWith('.svelte') ? splitSvelte(text) : { script: text, markup: '' }
  const { program, errors } = parseSync(path, script, { lang: path.endsWith('.mjs') ? 'js' : 'ts', sourceType: 'module' })
  if (errors[0] !== undefined) throw new Error(`${path} does not parse: ${errors[0].message}`)
  const nodes = [...walk(program)]
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length
  const imports = nodes.flatMap((node) => importOf(path, node, lineAt))
  return { path, text, markup, nodes, imports, lineAt, isTest: path.endsWith('.test.ts'), statements: program.body as unknown as Node[] }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** A field of a node that is itself a node. */
export function inner(node: Node, field: string): Node | null {
  const value = node[field]
  return isNode(value) ? value : null
}

function* walk(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* walk(each)
  if (!isNode(value)) return
  yield value
  for (const field of Object.values(value)) if (typeof field === 'object' && field !== null) yield* walk(field)
}

const IMPORTING: Readonly<Record<string, ImportKind>> = {
  ImportDeclaration: 'static', ExportNamedDeclaration: 'static', ExportAllDeclaration: 'static', TSImportType: 'static',
  ImportExpression: 'dynamic', NewExpression: 'url',
}

function importOf(path: string, node: Node, lineAt: (offset: number) => number): Import[] {
  const kind = IMPORTING[node.type]
  if (kind === undefined) return []
  const source = kind === 'url' ? urlArgument(node) : inner(node, 'source')
  if (source === null) return []
  const specifier = typeof source['value'] === 'string' ? source['value'] : '(computed)'
  return [{ specifier, target: resolve(path, specifier), kind, line: lineAt(node.start) }]
}

/** `new URL('./worker.ts', import.meta.url)` names a module as much as an import does. */
function urlArgument(node: Node): Node | null {
  const [first] = Array.isArray(node['arguments']) ? node['arguments'] as unknown[] : []
  const isUrl = inner(node, 'callee')?.['name'] === 'URL' && isNode(first) && typeof first['value'] === 'string'
  return isUrl && /^\.{1,2}\/.*\.(ts|mjs)$/.test(String(first['value'])) ? first : null
}

function resolve(path: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(path), specifier)
  const room = /^#([^/]+)\/(.+)$/.exec(specifier)
  if (room === null) return null
  const folder = ['test', 'tools', 'bench'].includes(room[1] ?? '') ? room[1] : `src/${room[1]}`
  return `${folder}/${room[2]}`
}

/** Cuts a Svelte file into its scripts and the rest; each keeps its place, so that line numbers stay right. */
function splitSvelte(text: string): { script: string; markup: string } {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ')
  let [script, markup, at] = ['', '', 0]
  for (const match of text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)) {
    const code = match[1] ?? ''
    const start = match.index + match[0].indexOf('>') + 1
    script += blank(text.slice(at, start)) + code
    markup += text.slice(at, start) + blank(code)
    at = start + code.length
  }
  return { script: script + blank(text.slice(at)), markup: markup + text.slice(at) }
}
