// Builds the desk over its fixture and serves it as the front does: under exactly its policy, from one tiny static server.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { DESK_DOCUMENT } from '#clients/front/safe-headers.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DESK = join(ROOT, 'src/clients/desk')
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

/** Builds once; every page of a test file is served from the same folder. */
export async function buildFixtureDesk(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-desk-'))
  await build({
    configFile: join(DESK, 'vite.config.ts'), configLoader: 'native', root: DESK, logLevel: 'warn',
    plugins: [{
      name: 'postern-fixture', enforce: 'pre',
      resolveId: (source, importer) => (source === '/main.ts' || (source === './main.ts' && importer?.endsWith('index.html')) ? join(ROOT, 'test/desk/fixture-main.ts') : null),
    }],
    build: { outDir: folder, emptyOutDir: true },
  })
  return folder
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
      rmSync(folder, { recursive: true, force: true })
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
}
