import { readdirSync, readFileSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Assets } from '#clients/report/site.ts'
import type { ViewPage } from '#clients/viewer/protocol.ts'
import { pack, type Packed } from './packed.ts'
import { asWorker, DESK_ASSET, DESK_DOCUMENT, PUSH_WORKER, REPORT_ASSET, viewDocument } from './safe-headers.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml', '.wasm': 'application/wasm',
  '.woff2': 'font/woff2', '.json': 'application/json', '.png': 'image/png', '.html': 'text/html; charset=utf-8',
}

export interface ServedFile {
  readonly packed: Packed
  readonly headers: Readonly<Record<string, string>>
}

/** The built files, by address. The list is made once; nothing else on the disk has an address. */
export class AssetShelf {
  readonly #files: ReadonlyMap<string, { readonly path: string; readonly headers: Readonly<Record<string, string>> }>
  readonly #packed = new Map<string, Promise<Packed>>()

  /** @param folder - `build/`, with `report/` and, once they were built, `desk/` and `viewer/`. */
  constructor(folder: string) {
    const report = filesIn(join(folder, 'report')).filter((file) => !file.endsWith('.json'))
    const desk = filesIn(join(folder, 'desk'))
    const viewer = filesIn(join(folder, 'viewer')).filter((file) => file !== MANIFEST)
    const policies = viewPolicies(folder)
    this.#files = new Map([
      ...report.map((file) => [`/a/${file}`, { path: join(folder, 'report', file), headers: typed(file, REPORT_ASSET) }] as const),
      ...desk.map((file) => [deskAddress(file), { path: join(folder, 'desk', file), headers: typed(file, DESK_HEADERS[file] ?? DESK_ASSET) }] as const),
      ...viewer.map((file) => [`/view/${file}`, { path: join(folder, 'viewer', file), headers: policies.get(file) ?? typed(file, DESK_ASSET) }] as const),
    ])
  }

  /** Compressing takes a while, so the reporter's files are done before they are asked for. */
  async prepare(): Promise<void> {
    for (const address of this.#files.keys()) if (address.startsWith('/a/')) await this.get(address)
  }

  /** Everything that has an address here, as it is before it is compressed. */
  async all(): Promise<readonly { readonly address: string; readonly bytes: Buffer; readonly headers: Readonly<Record<string, string>> }[]> {
    return Promise.all([...this.#files].map(async ([address, { path, headers }]) => ({ address, headers, bytes: await readFile(path) })))
  }

  async get(address: string): Promise<ServedFile | null> {
    const file = this.#files.get(address)
    if (file === undefined) return null
    const packing = this.#packed.get(address) ?? readFile(file.path).then((bytes) => pack(bytes, address.startsWith('/view/') ? 9 : 11))
    this.#packed.set(address, packing)
    return { packed: await packing, headers: file.headers }
  }
}

export function readManifest(folder: string): Assets {
  return JSON.parse(readFileSync(join(folder, 'report', 'manifest.json'), 'utf8')) as Assets
}

const MANIFEST = 'manifest.json'
/** What is not named by its content. */
const DESK_HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = { 'index.html': DESK_DOCUMENT, 'push.js': PUSH_WORKER }
/** The one script of each client that runs in a worker. */
const WORKER = /^(?:assets\/)?work[.-][\w-]+\.js$/

/** Each page of the viewer may run its own script only. */
function viewPolicies(folder: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const path = join(folder, 'viewer', MANIFEST)
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return new Map()
  const pages = Object.values(JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, ViewPage>>)
  return new Map(pages.map((page) => [page.file, viewDocument(page)]))
}

function deskAddress(file: string): string {
  return file === 'index.html' ? '/desk/' : `/desk/${file}`
}

function typed(file: string, headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', ...WORKER.test(file) ? asWorker(headers) : headers }
}

function filesIn(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/'))
}
