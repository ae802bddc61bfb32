// Serves the desk over its fixture as the front does: under exactly its policy, from one tiny static server.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DESK_DOCUMENT } from '#clients/front/safe-headers.ts'

const BUILT = fileURLToPath(new URL('../../build/fixture', import.meta.url))
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

/** The folder of the desk over the fixture, which the set-up of a test run has built (tools/set-up/steps.mjs). */
export async function buildFixtureDesk(): Promise<string> {
  if (!existsSync(BUILT)) throw new Error('the fixture’s desk is not built; npm test builds it')
  return BUILT
}

export interface ServedDesk {
  readonly url: string
  close(): Promise<void>
}

export async function serveDesk(folder: string): Promise<ServedDesk> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://desk').pathname.replace(/^\/desk\/?/, '')
    const name = path === '' ? 'index.html' : path
    const file = join(folder, name)
    if (!existsSync(file)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { ...DESK_DOCUMENT, 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(readFileSync(file))
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/desk/`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
}
