// Builds the desk over its fixture and serves it as the front does: under the DESK policy, from one tiny static server.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DESK = join(ROOT, 'src/clients/desk')
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

export const DESK_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
  + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types postern-worker svelte-trusted-html"

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
    const headers = { 'content-security-policy': DESK_POLICY, 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' }
    response.writeHead(200, { ...headers, 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(readFileSync(file))
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
