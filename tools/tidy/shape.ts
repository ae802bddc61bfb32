// Rules about the shape of a single file: sizes, and what the language offers but we do without.
import { roomOf } from './rooms.ts'
import { inner, type Node, type Source, type Violation } from './source.ts'

const FILE_LINES_MAX = 400
const FUNCTION_LINES_MAX = 60
const PARAMETERS_MAX = 3
const FOLDERS_MAX = 3
const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']

export function shapeViolations(source: Source): Violation[] {
  const found = source.nodes.flatMap((node) => [...functionProblems(source, node), ...bannedSyntax(node), ...secrets(source, node)]
    .map((problem) => ({ path: source.path, line: source.lineAt(node.start), ...problem })))
  return [...found, ...fileProblems(source).map((problem) => ({ path: source.path, line: 1, ...problem }))]
}

interface Problem { readonly rule: string; readonly what: string }

function fileProblems(source: Source): Problem[] {
  const problems: Problem[] = []
  const lines = source.text.trimEnd().split('\n').length
  if (lines > FILE_LINES_MAX) problems.push({ rule: 'file-size', what: `${lines} lines; at most ${FILE_LINES_MAX}` })
  // Below src the rooms are counted, elsewhere the folders.
  const folders = source.path.replace(/^src\//, '').split('/').length - 1
  if (folders > FOLDERS_MAX) problems.push({ rule: 'depth', what: `${folders} folders deep; at most ${FOLDERS_MAX}` })
  const passesOn = source.statements.length > 0 && source.statements.every((each) => isReExport(each))
  if (passesOn) problems.push({ rule: 'barrel', what: 'only passes on what other files export' })
  return problems
}

function isReExport(node: Node): boolean {
  return node.type === 'ExportAllDeclaration' || (node.type === 'ExportNamedDeclaration' && inner(node, 'source') !== null)
}

function functionProblems(source: Source, node: Node): Problem[] {
  if (!FUNCTIONS.includes(node.type)) return []
  const problems: Problem[] = []
  const lines = source.lineAt(node.end) - source.lineAt(node.start) + 1
  if (lines > FUNCTION_LINES_MAX) problems.push({ rule: 'function-size', what: `a function of ${lines} lines; at most ${FUNCTION_LINES_MAX}` })
  const parameters = (node['params'] as readonly Node[]).filter((each) => each['name'] !== 'this').length
  if (parameters > PARAMETERS_MAX) problems.push({ rule: 'parameters', what: `${parameters} parameters; at most ${PARAMETERS_MAX}, then an object` })
  return problems
}

const BANNED: Readonly<Record<string, Problem>> = {
  TSAnyKeyword: { rule: 'any', what: 'any says nothing; unknown says that it must be looked at' },
  TSNonNullExpression: { rule: 'non-null', what: 'a ! hides the case that it denies' },
  TSEnumDeclaration: { rule: 'enum', what: 'Node cannot strip an enum; a union does the same' },
  TSParameterProperty: { rule: 'parameter-property', what: 'Node cannot strip a parameter property' },
  ExportDefaultDeclaration: { rule: 'default-export', what: 'an export has one name, everywhere the same' },
}

function bannedSyntax(node: Node): Problem[] {
  if (node.type === 'PropertyDefinition' && node['definite'] === true) return [{ rule: 'non-null', what: 'a field with ! may be read unset' }]
  const problem = BANNED[node.type]
  return problem === undefined ? [] : [problem]
}

// The room of the boxes themselves derives keys from keys; the other two turn plaintext into envelopes and back.
const MAY_REVEAL = ['sealing/plain', 'sealing/seal', 'sealing/open']

/** Plaintext and secret keys leave their boxes in few rooms, and only sealing says that bytes are sealed. */
function secrets(source: Source, node: Node): Problem[] {
  const room = roomOf(source.path)
  if (room === null || source.isTest) return []
  const callee = node.type === 'CallExpression' ? inner(node, 'callee') : null
  const isReveal = callee !== null && inner(callee, 'property')?.['name'] === 'reveal'
  if (isReveal && !room.startsWith('clients/') && !MAY_REVEAL.includes(room)) return [{ rule: 'reveal', what: `reveal() in ${room}` }]
  const type = node.type === 'TSAsExpression' ? inner(node, 'typeAnnotation') : null
  const isSealed = type !== null && inner(type, 'typeName')?.['name'] === 'Sealed'
  return isSealed && !room.startsWith('sealing/') ? [{ rule: 'as-sealed', what: `as Sealed in ${room}` }] : []
}
