import { toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import type { RefusalCode } from '#base/refusal.ts'
import * as f from '#wire/fields.ts'
import { BYTES_TYPE, FRAMES_TYPE } from '#wire/frames.ts'
import { PROBLEM_TYPE, STATUS, problem } from '#wire/problem.ts'
import { ROUTES, SESSION_COOKIE, type Access, type RouteName } from '#wire/routes.ts'
import { HANDLERS } from './handlers.ts'
import { ACCESS_REFUSALS, FORM_REFUSALS } from './refusals.ts'
import type { Gives, Takes } from './route.ts'

/** The API's description, out of the very schemas that parse it. @see https://spec.openapis.org/oas/v3.1.1.html */
export function openapi(version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const path = ROUTES[name].path.replace(/:([a-z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [ROUTES[name].method.toLowerCase()]: operation(name) }
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Postern', version, summary: 'A sealed report-acceptance platform: the server keeps reports that it cannot read', license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' } },
    paths,
    components: { securitySchemes: SCHEMES, schemas: { problem: schemaOf(problem) } },
  }
}

const SCHEMES = {
  cookie: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
  bearer: { type: 'http', scheme: 'bearer' },
  uploader: { type: 'apiKey', in: 'header', name: 'Authorization', description: '`Upload <token>`, base64url' },
  reporter: { type: 'apiKey', in: 'header', name: 'Authorization', description: '`Postern <look-up id>.<token>`, both base64url' },
}

const SECURITY: Readonly<Record<Access, readonly object[]>> = {
  anyone: [], setup: [], invitee: [], reporter: [{ reporter: [] }], uploader: [{ uploader: [] }],
  member: [{ cookie: [] }, { bearer: [] }], administrator: [{ cookie: [] }, { bearer: [] }], auditor: [{ cookie: [] }, { bearer: [] }],
}

function operation(name: RouteName): object {
  const { summary, access, path } = ROUTES[name]
  const { takes, gives, refuses } = HANDLERS[name]
  const parameters = [...pathParameters(path), ...queryParameters(takes)]
  return {
    operationId: name, summary, tags: [access], security: SECURITY[access],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(takes),
    responses: { [gives.status]: success(gives), ...refusals([...new Set([...FORM_REFUSALS, ...ACCESS_REFUSALS[access], ...refuses])]) },
  }
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/:([a-z]+)/g)].map(([, name]) => ({
    name, in: 'path', required: true, schema: name === 'seq' || name === 'segment' ? schemaOf(f.pathNumber) : { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' },
  }))
}

function queryParameters({ query }: Takes): object[] {
  if (query === undefined) return []
  return Object.entries(query.entries).map(([name, schema]) => ({ name, in: 'query', required: false, schema: schemaOf(schema as v.GenericSchema) }))
}

function requestBody({ json, frames, bytes }: Takes): object {
  if (bytes !== undefined) return { requestBody: { required: true, content: bytesContent(bytes) } }
  if (json !== undefined) return { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(json) } } } }
  return frames === undefined ? {} : { requestBody: { required: true, content: framesContent(frames) } }
}

function success({ json, frames, bytes, cookie }: Gives): object {
  if (bytes !== undefined) return { description: bytes, content: bytesContent(bytes) }
  const headers = cookie === true ? { headers: { 'Set-Cookie': { schema: { type: 'string' } } } } : {}
  if (json !== undefined) return { description: 'Done', ...headers, content: { 'application/json': { schema: schemaOf(json) } } }
  return frames === undefined ? { description: 'Done', ...headers } : { description: frames, ...headers, content: framesContent(frames) }
}

/** `u8 version (1)`, then for each part `u32 length ‖ bytes`. */
function framesContent(description: string): object {
  return { [FRAMES_TYPE]: { schema: { type: 'string', format: 'binary', description } } }
}

function bytesContent(description: string): object {
  return { [BYTES_TYPE]: { schema: { type: 'string', format: 'binary', description } } }
}

function refusals(codes: readonly RefusalCode[]): Record<string, object> {
  const byStatus = new Map<number, RefusalCode[]>()
  for (const code of codes) byStatus.set(STATUS[code], [...byStatus.get(STATUS[code]) ?? [], code])
  return Object.fromEntries([...byStatus].map(([status, sorted]) => [status, {
    description: `Refused: ${sorted.join(', ')}`, content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/problem' } } },
  }]))
}

/** Checks that no schema can express (canonical base64, a real date) are left to the parser. */
function schemaOf(schema: v.GenericSchema): object {
  const { $schema: _dialect, ...rest } = toJsonSchema(schema, { target: 'draft-2020-12', typeMode: 'input', errorMode: 'ignore' })
  return rest
}
