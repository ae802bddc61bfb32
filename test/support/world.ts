// For tests: a server over a real store, with an office in it that was made through the real routes, by people whose entries
// are signed with keys of their own (test/support/entries.ts).
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { FRAMES_TYPE } from '#wire/frames.ts'
import { encodeAppend } from '#wire/append.ts'
import { problem } from '#wire/problem.ts'
import { parse } from '#wire/parse.ts'
import { pathOf, ROUTES, type RouteName } from '#wire/routes.ts'
import { memoryBlobs } from './blobs.ts'
import { createDatabase } from './postgres.ts'
import { makeEntry, wrapLooking, type Author, type End, type Made, type What } from './entries.ts'
import { makeInstallation } from '#server/actions/make-installation.ts'
import type { MakeInstallation } from '#server/store/installation.ts'
import { openPostgresStore } from '#server/store/postgres.ts'
import { openSqliteStore } from '#server/store/sqlite.ts'
import type { Store } from '#server/store/store.ts'
import { createServer, type Server, type ServerOptions } from '#server/http/create-server.ts'

export const ORIGIN = 'http://postern.test'
export const NOON_MS = Date.parse('2026-11-23T12:00:00Z')
export const TIME_ZONE = 'Europe/Berlin'

export interface Sending {
  readonly parameters?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number>>
  /** Frames if bytes, else JSON. */
  readonly body?: Bytes | object
  readonly headers?: Readonly<Record<string, string>>
  readonly as?: { readonly token: string }
}

export interface World {
  readonly store: Store
  readonly blobs: ReturnType<typeof memoryBlobs>
  readonly server: Server
  readonly setupToken: string
  readonly defects: unknown[]
  /** What whoever runs it was told. */
  readonly events: string[]
  nowMs: number
  send(route: RouteName, sending?: Sending): Promise<Response>
}

export interface Context { after(run: () => Promise<void>): void }

/** Opens a fresh store; `ended` takes its place away. */
export type OpenFresh = (make: MakeInstallation) => Promise<{ readonly store: Store; readonly ended: () => Promise<void> }>

const freshSqlite: OpenFresh = async (make) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'postern-world-'))
  const store = await openSqliteStore({ dataDir, makeInstallation: make })
  return { store, ended: async () => rmSync(dataDir, { recursive: true, force: true }) }
}

export const freshPostgres: OpenFresh = async (make) => {
  const database = await createDatabase()
  const store = await openPostgresStore({ url: database.url, makeInstallation: make, connectionsMax: 4 })
  return { store, ended: () => database.stop() }
}

export async function newWorld(context: Context, open: OpenFresh = freshSqlite, settings: Pick<ServerOptions, 'uploadRoomBytes' | 'mail' | 'push'> = {}): Promise<World> {
  const token = randomBytes(32)
  const { store, ended } = await open(() => makeInstallation(token))
  const defects: unknown[] = []
  const events: string[] = []
  const blobs = memoryBlobs()
  const world: World = {
    store, blobs, defects, events, nowMs: NOON_MS, setupToken: base64url(token),
    server: await createServer({ store, blobs, version: '0.0.0', nowMs: () => world.nowMs, onDefect: (error) => defects.push(error), onEvent: (line) => { events.push(line) }, ...settings }),
    send: (route, sending = {}) => world.server.fetch(requestTo(route, sending)),
  }
  context.after(async () => {
    await world.server.stop()
    await store.close()
    await ended()
  })
  return world
}

export function requestTo(route: RouteName, { parameters = {}, query = {}, body, headers = {}, as }: Sending): Request {
  const all = new Headers(headers)
  if (as !== undefined) all.set('authorization', `Bearer ${as.token}`)
  const init: RequestInit = { method: ROUTES[route].method, headers: all }
  if (body !== undefined) {
    init.body = body instanceof Uint8Array ? body as Bytes : JSON.stringify(body)
    if (!all.has('content-type')) all.set('content-type', body instanceof Uint8Array ? FRAMES_TYPE : 'application/json')
  }
  const pairs = Object.entries(query).map(([name, value]) => [name, String(value)])
  const search = pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
  return new Request(`${ORIGIN}${pathOf(route, parameters)}${search}`, init)
}

/** The code of a refusal; fails the test if the answer is none. */
export async function refusalOf(response: Response): Promise<string> {
  const document = await response.clone().json().catch(() => null) as { readonly title?: string } | null
  assert.ok(response.status >= 400 && document?.title !== undefined, `${response.status} is no refusal`)
  return parse(problem, document).title
}

export async function done(response: Response): Promise<Response> {
  assert.ok(response.ok, `${response.status} ${await response.clone().text()}`)
  return response
}

export async function append(world: World, as: { readonly token: string }, made: Made): Promise<Response> {
  return world.send('append-entry', { parameters: { log: made.end.log }, body: encodeAppend(made), as })
}

/** Signs one more entry of a log. */
export function next(author: Author, end: End, what: What): Promise<Made> {
  return makeEntry(author, end, what)
}

export function memberWrap(signKey: string, subject?: string): ReturnType<typeof wrapLooking> {
  return wrapLooking(`member:${signKey}`, subject)
}

export function fakeRecipient(): string {
  return `age1pq1${base64url(randomBytes(1500)).toLowerCase().replace(/[-_]/g, 'q').slice(0, 1950)}`
}
