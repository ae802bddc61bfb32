// Goal: the description of the API is valid OpenAPI 3.1, names every route, and describes what the routes really do. Method: the
// rules of the specification that our document can break, one by one; then the real messages held against the schemas.
import assert from 'node:assert/strict'
import test from 'node:test'
import { REFUSAL_CODES } from '#base/refusal.ts'
import { STATUS } from '#wire/problem.ts'
import { ROUTES, type RouteName } from '#wire/routes.ts'
import { HANDLERS } from './handlers.ts'
import { openapi } from './openapi.ts'

type Node = { readonly [key: string]: unknown }

const document = JSON.parse(JSON.stringify(openapi('1.2.3'))) as Node
const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Node>>>>
const operations = Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation })))

function at(node: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((each, key) => (each as Node | undefined)?.[key], node)
}

/** Every object in the document, with the way to it. */
function* nodes(node: unknown, way = '#'): Generator<{ readonly way: string; readonly node: Node }> {
  if (typeof node !== 'object' || node === null) return
  yield { way, node: node as Node }
  for (const [key, child] of Object.entries(node)) yield* nodes(child, `${way}/${key}`)
}

test('it says which OpenAPI it is, and of what', () => {
  assert.match(String(document['openapi']), /^3\.1\.\d+$/)
  assert.equal(at(document, 'info', 'version'), '1.2.3')
  assert.ok(at(document, 'info', 'title'))
})

test('every route is in it once, and nothing else is', () => {
  const described = operations.map(({ path, method, operation }) => `${String(operation['operationId'])} ${method.toUpperCase()} ${path}`).sort()
  const served = Object.entries(ROUTES).map(([name, { method, path }]) => `${name} ${method} ${path.replace(/:([a-z]+)/g, '{$1}')}`).sort()
  assert.deepEqual(described, served)
  assert.deepEqual(Object.keys(HANDLERS).sort(), Object.keys(ROUTES).sort())
})

test('each path’s parameters are described, and no others', () => {
  for (const { path, operation } of operations) {
    const wanted = [...path.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name)
    const described = (operation['parameters'] as Node[] | undefined ?? []).filter((parameter) => parameter['in'] === 'path')
    assert.deepEqual(described.map((parameter) => parameter['name']), wanted, path)
    for (const parameter of operation['parameters'] as Node[] | undefined ?? []) {
      assert.ok(at(parameter, 'schema', 'type') ?? at(parameter, 'schema', 'enum'), `${path} ${String(parameter['name'])} has no schema`)
      assert.equal(parameter['required'], parameter['in'] === 'path')
    }
  }
})

test('each operation says what it answers, and with which content', () => {
  for (const { path, method, operation } of operations) {
    const responses = operation['responses'] as Readonly<Record<string, Node>>
    assert.ok(Object.keys(responses).some((status) => /^2\d\d$/.test(status)), `${method} ${path}`)
    for (const [status, response] of Object.entries(responses)) {
      assert.ok(response['description'], `${method} ${path} ${status}`)
      if (Number(status) >= 400) assert.ok(at(response, 'content', 'application/problem+json', 'schema', '$ref'), `${method} ${path} ${status}`)
    }
    assert.equal(operation['requestBody'] !== undefined, method === 'post' || method === 'put', `${method} ${path}`)
  }
})

test('each refusal that a route names is described under its status', () => {
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const operation = operations.find((each) => each.operation['operationId'] === name)?.operation
    for (const code of HANDLERS[name].refuses) {
      assert.match(String(at(operation, 'responses', String(STATUS[code]), 'description')), new RegExp(`\\b${code}\\b`), `${name} ${code}`)
    }
  }
})

test('only known security schemes are asked for, and none where anyone may call', () => {
  const known = Object.keys(at(document, 'components', 'securitySchemes') as Node)
  for (const { operation } of operations) {
    const asked = (operation['security'] as Node[]).flatMap(Object.keys)
    assert.ok(asked.every((scheme) => known.includes(scheme)))
    const { access } = ROUTES[operation['operationId'] as RouteName]
    assert.equal(asked.length > 0, ['member', 'administrator', 'auditor', 'reporter', 'uploader'].includes(access))
  }
})

test('every reference leads somewhere, and every schema is of JSON Schema 2020-12', () => {
  const types = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])
  for (const { way, node } of nodes(document)) {
    if (typeof node['$ref'] === 'string') assert.ok(at(document, ...node['$ref'].slice(2).split('/')), way)
    assert.ok(!('nullable' in node), `${way}: nullable is of OpenAPI 3.0`)
    assert.ok(typeof node['exclusiveMinimum'] !== 'boolean', way)
    if (typeof node['type'] === 'string' && !way.includes('securitySchemes')) assert.ok(types.has(node['type']), `${way} ${node['type']}`)
    if (typeof node['pattern'] === 'string') assert.doesNotThrow(() => new RegExp(node['pattern'] as string, 'u'), way)
  }
})

test('the problem document lists every refusal', () => {
  assert.deepEqual(at(document, 'components', 'schemas', 'problem', 'properties', 'title', 'enum'), [...REFUSAL_CODES])
})

test('what is strict in the parser is closed in the description', () => {
  const body = at(paths['/api/sessions/start'], 'post', 'requestBody', 'content', 'application/json', 'schema') as Node
  assert.equal(body['additionalProperties'], false)
  assert.deepEqual(body['required'], ['office', 'login', 'startLoginRequest'])
})
