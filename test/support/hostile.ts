// A house whose server lies: the real server in this process, between it and everybody else a liar, and the real front over that.
// Browsers, commands, forms without scripts and programs all meet the same lies, which a test may change at any time.
import { after } from 'node:test'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import { startFront } from '#clients/front/front.ts'
import type { Language } from '#domain/bodies.ts'
import { PROBLEM_TYPE, problemOf } from '#wire/problem.ts'
import { ROUTES, type RouteName } from '#wire/routes.ts'
import { runHere, SENTENCES } from './commands.ts'
import { openOffice, type Lie, type OpenOffice } from './office.ts'

export type Lies = Partial<Record<RouteName, Lie>>

export interface HostileHouse extends OpenOffice {
  /** The public port, whose front is honest. */
  readonly url: string
  /** Lies while `deed` runs; honest before and after. */
  lying<T>(lies: Lies, deed: () => Promise<T>): Promise<T>
  /** Every call since the house was opened, by its route. */
  readonly calls: RouteName[]
  /** Runs one command of ours in this process. */
  command(argv: readonly string[], language?: Language): Promise<{ readonly code: number; readonly text: string }>
}

/** @param passphrases - `cheap` where nobody logs in by a browser or by another process */
export async function hostileHouse(passphrases: 'cheap' | 'whole' = 'whole'): Promise<HostileHouse> {
  const office = await openOffice(undefined, passphrases)
  const folder = mkdtempSync(join(tmpdir(), 'postern-hostile-'))
  const calls: RouteName[] = []
  let lies: Lies = {}
  const server = createServer((request, response) => { void answer(request, response) })

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await requestOf(incoming)
    const found = routeOf(request)
    if (found !== null) calls.push(found.route)
    const honest = (): Promise<Response> => office.world.server.fetch(request)
    const lie = found === null ? undefined : lies[found.route]
    const told = await refused(async () => (found === null ? honest() : (await lie?.(honest, found)) ?? honest()))
    response.writeHead(told.status, [...told.headers].flat())
    response.end(new Uint8Array(await told.arrayBuffer()))
  }

  const socketPath = join(folder, 's')
  await new Promise<void>((done) => { server.listen(socketPath, done) })
  const front = await startFront({ socketPath, host: '127.0.0.1', port: 0 })
  after(async () => {
    await front.close()
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    ...office, url: front.url, calls,
    async lying(told, deed) {
      lies = told
      try {
        return await deed()
      } finally {
        lies = {}
      }
    },
    async command(argv, language = 'en') {
      const { code, out, errors } = await runHere(argv, '', { XDG_STATE_HOME: folder, LANG: language })
      return { code: code ?? Number.NaN, text: out + errors }
    },
  }
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece as Buffer)
  const { method = 'GET', url = '/' } = incoming
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined && name !== 'transfer-encoding') headers.set(name, String(value))
  const body = pieces.length === 0 ? {} : { body: new Uint8Array(Buffer.concat(pieces)) }
  return new Request(`http://${incoming.headers.host ?? 'front'}${url}`, { method, headers, ...body })
}

interface Asked { readonly route: RouteName; readonly parameters: Readonly<Record<string, string>> }

function routeOf({ method, url }: Request): Asked | null {
  const { pathname } = new URL(url)
  for (const [route, spec] of Object.entries(ROUTES)) {
    const names = [...spec.path.matchAll(/:([a-z]+)/g)].map(([, name = '']) => name)
    const match = new RegExp(`^${spec.path.replace(/:[a-z]+/g, '([^/]+)')}$`).exec(pathname)
    if (match === null || spec.method !== method) continue
    return { route: route as RouteName, parameters: Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? '')])) }
  }
  return null
}

/** A lie may be a refusal. */
async function refused(deed: () => Promise<Response>): Promise<Response> {
  try {
    return await deed()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const document = problemOf(error)
    return new Response(JSON.stringify(document), { status: document.status, headers: { 'content-type': PROBLEM_TYPE } })
  }
}

/** What a client says when it refuses, in the language of whoever reads it. */
export function sentenceOf(code: RefusalCode, language: Language): string {
  return SENTENCES[language].refusals[code]
}
