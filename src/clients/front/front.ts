import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { httpApi } from '#clients/transport/api.ts'
import { LIMITS } from '#base/limits.ts'
import { newPageTokenKey } from '#sealing/plain/page-token.ts'
import { AssetShelf, readManifest } from './assets.ts'
import { Admission, ByteRoom } from './nojs/admission.ts'
import { cleaner } from './nojs/cleaner.ts'
import { Once } from './nojs/once.ts'
import { OfficeShelf } from './office-shelf.ts'
import { PageShelf } from './pages.ts'
import { PublicPort } from './public-port.ts'
import { Sites } from './sites.ts'
import { unixFetch } from './unix-fetch.ts'
import { Upstream } from './upstream.ts'

export interface FrontOptions {
  /** Where the server listens. */
  readonly socketPath: string
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** `build/`: what build scripts made for the reporter's page and for the desk. */
  readonly assetsDir?: string
  readonly onReady?: (url: string) => void
}

export interface RunningFront {
  readonly url: string
  close(): Promise<void>
}

const BUILD = fileURLToPath(new URL('../../../build', import.meta.url))
const FORM_BYTES_AT_ONCE = 64 * 1024 * 1024

/**
 * Listens on the public port. @throws Error with `code` EADDRINUSE or EACCES if that cannot be had, ENOENT if nothing was built.
 */
export async function startFront(options: FrontOptions): Promise<RunningFront> {
  const { assetsDir = BUILD } = options
  const api = httpApi('http://front', unixFetch(options.socketPath))
  const shelf = new OfficeShelf(api)
  const sites = new Sites(shelf, readManifest(assetsDir))
  const assets = new AssetShelf(assetsDir)
  const upstream = new Upstream(options.socketPath)
  const room = {
    api, sites, cleaner: cleaner(), admission: new Admission(Math.max(1, availableParallelism() - 1)),
    filed: new Once<never>(), replied: new Once<never>(), tokenKey: await newPageTokenKey(),
  }
  const gate = new PublicPort({ upstream, assets, pages: new PageShelf(sites), room, bodies: new ByteRoom(FORM_BYTES_AT_ONCE) })
  const server = await listen(gate, options)
  const url = urlOf(options.host, server.address() as AddressInfo)
  shelf.start()
  options.onReady?.(url)
  void assets.prepare()
  return { url, close: () => close(server, () => { shelf.stop(); upstream.close() }) }
}

function listen(gate: PublicPort, { host, port }: FrontOptions): Promise<Server> {
  const server = createServer({
    maxHeaderSize: 16 * 1024, headersTimeout: 20_000, requestTimeout: LIMITS.noScriptFormHours * 3_600_000, keepAliveTimeout: 30_000, noDelay: true,
  }, (request, response) => gate.handle(request, response))
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    else socket.destroy()
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

/** Lets answers that are on their way arrive, but not for long. */
function close(server: Server, stop: () => void): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => server.closeAllConnections(), 5000)
    patience.unref()
    server.close(() => {
      clearTimeout(patience)
      stop()
      resolve()
    })
    server.closeIdleConnections()
  })
}

/** As people on this machine reach it: "all addresses" is not one that a browser can open. */
function urlOf(host: string, { port }: AddressInfo): string {
  const name = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host)
  return `http://${name}:${port}`
}
