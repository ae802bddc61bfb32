import type { IncomingMessage } from 'node:http'
import { Hono } from 'hono'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { ROUTES, type Access, type RouteName } from '#wire/routes.ts'
import { ADMIT, type Arriving } from './admit.ts'
import { defect, problem } from './answer.ts'
import { BodySpace } from './body-space.ts'
import { callOf } from './call.ts'
import { HANDLERS } from './handlers.ts'
import { openHouse, type House, type HouseOptions } from './house.ts'
import { openapi } from './openapi.ts'
import { checkOrigin } from './origin.ts'
import type { Route } from './route.ts'

/** What stands behind a request where it came over a socket; nothing but the body is taken from it. */
export interface Behind {
  readonly incoming?: IncomingMessage
}

/** The API as a function from request to answer, with or without a socket in front. */
export interface Server {
  fetch(request: Request, behind?: Behind): Promise<Response>
  /** Waits until what was left behind the requests (the audit log) is written. */
  settle(): Promise<void>
  /** Begins to look for such work by itself. */
  start(): void
  stop(): Promise<void>
}

export interface ServerOptions extends Omit<HouseOptions, 'openapi' | 'onDefect' | 'onEvent'> {
  readonly onEvent?: (line: string) => void
  readonly onDefect?: (error: unknown) => void
}

/**
 * @example
 * const server = await createServer({ store, version: '0.1.0' })
 * await server.fetch(new Request('http://postern/api/health'))   // 200 {"ready":true,"version":"0.1.0"}
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { onDefect = sayDefect, onEvent = console.error } = options
  let described: object | null = null
  const { house, chores } = await openHouse({ ...options, onDefect, onEvent, openapi: () => (described ??= openapi(options.version)) })
  const app = new Hono<{ Bindings: Behind }>()
  const space = new BodySpace(LIMITS.requestBytesAtOnceMax)
  for (const name of Object.keys(ROUTES) as RouteName[]) addRoute(app, name, { house, onDefect, space })
  for (const [path, methods] of methodsByPath()) {
    app.all(path, () => problem(new Refusal('method-not-allowed'), { headers: { allow: methods.join(', ') } }))
  }
  app.notFound(() => problem(new Refusal('not-found')))
  app.onError((error) => { onDefect(error); return defect() })
  return {
    fetch: async (request, behind = {}) => app.fetch(request, behind),
    settle: () => chores.settle(), start: () => chores.start(), stop: () => chores.stop(),
  }
}

interface Serving {
  readonly house: House
  readonly onDefect: (error: unknown) => void
  readonly space: BodySpace
}

function addRoute(app: Hono<{ Bindings: Behind }>, name: RouteName, serving: Serving): void {
  const { method, path, access } = ROUTES[name]
  app.on(method, path, (context) => {
    const arriving = { request: context.req.raw, parameters: context.req.param(), incoming: context.env.incoming ?? null }
    return answer(HANDLERS[name] as Route<typeof access, House>, { ...arriving, access }, serving)
  })
}

interface Arrived<A extends Access> extends Arriving {
  readonly access: A
  readonly incoming: IncomingMessage | null
}

/** Admit, parse, act, answer; and every refusal in one form. */
async function answer<A extends Access>(route: Route<A, House>, arrived: Arrived<A>, { house, onDefect, space }: Serving): Promise<Response> {
  const place = space.enter()
  try {
    if (arrived.request.method !== 'GET' && arrived.request.method !== 'HEAD') checkOrigin(arrived.request)
    const who = await ADMIT[arrived.access](house, arrived)
    return await route.handle(callOf({ ...arrived, who, place }), house)
  } catch (error) {
    if (error instanceof Refusal) return problem(error, route.refusalBytesMin === undefined ? {} : { sizeMin: route.refusalBytesMin })
    onDefect(error)
    return defect()
  } finally {
    place.leave()
  }
}

function methodsByPath(): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>()
  for (const { path, method } of Object.values(ROUTES)) methods.set(path, [...methods.get(path) ?? [], method])
  return methods
}

/** One line, with the place and without the message: a message can quote what somebody sent. */
function sayDefect(error: unknown): void {
  const { name = 'unknown', code = '', stack = '' } = error instanceof Error ? error as Error & { readonly code?: string } : {}
  const places = stack.split('\n').filter((line) => line.trimStart().startsWith('at ')).map((line) => line.trim())
  console.error(['defect', name, code, ...places].filter((part) => part !== '').join(' | '))
}
