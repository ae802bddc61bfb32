import { createHash } from 'node:crypto'
import { LANGUAGES, type Language } from '#domain/bodies.ts'
import { AssetShelf, readManifest } from '#clients/front/assets.ts'
import { OfficeShelf } from '#clients/front/office-shelf.ts'
import { PageShelf } from '#clients/front/pages.ts'
import { REPORT_DOCUMENT } from '#clients/front/safe-headers.ts'
import { Sites } from '#clients/front/sites.ts'
import { CONTENT_PAGES } from '#clients/report/content-pages.ts'
import { onceField } from '#clients/report/office-page.ts'
import { httpApi } from '#clients/transport/api.ts'

/** Where a site serves something else than this checkout builds. */
export interface Difference {
  readonly address: string
  readonly reason: 'status' | 'header' | 'bytes'
  /** The status, the header's name, or the first byte that differs. */
  readonly found: string
}

export interface SiteCheck {
  readonly compared: number
  readonly differences: readonly Difference[]
}

interface Expected {
  readonly address: string
  readonly bytes: Buffer
  readonly headers: Readonly<Record<string, string>>
  /** Behind the bytes stands a field of this copy's own. See [Note: Tails]. */
  readonly hasTail: boolean
}

/**
 * Fetches every page and file that an installation serves and holds each byte, and the headers that protect it, to what this
 * checkout builds. What differs from office to office (names, channels) is rendered from the office's own directory, which is
 * believed from its genesis on.
 *
 * @param folder - `build/`
 * @throws Refusal `unreachable`, `wrong-server`, `forged-history`
 */
export async function checkSite(url: string, folder: string, progress: (compared: number, total: number) => void): Promise<SiteCheck> {
  const assets = new AssetShelf(folder)
  const expected = [...await pagesOf(url, folder), ...await filesOf(assets)]
  const differences: Difference[] = []
  for (const [index, each] of expected.entries()) {
    const difference = await compare(url, each)
    if (difference !== null) differences.push(difference)
    progress(index + 1, expected.length)
  }
  return { compared: expected.length, differences }
}

/** `sha256 address`, sorted: what a release publishes, and what two people compare. Pages are rendered from these and from the office's directory. */
export async function releaseManifest(folder: string): Promise<readonly string[]> {
  const files = await filesOf(new AssetShelf(folder))
  return files.map(({ address, bytes }) => `${createHash('sha256').update(bytes).digest('hex')}  ${address}`).sort()
}

async function filesOf(assets: AssetShelf): Promise<readonly Expected[]> {
  return (await assets.all()).map((file) => ({ ...file, hasTail: false }))
}

async function pagesOf(url: string, folder: string): Promise<readonly Expected[]> {
  const shelf = new OfficeShelf(httpApi(url))
  const pages = new PageShelf(new Sites(shelf, readManifest(folder)))
  const offices = await shelf.all()
  const bases = ['', ...(offices.length > 1 ? offices.map(({ office }) => `/o/${office}`) : [])]
  const paths = ['/', ...(offices.length > 0 ? ['/plain'] : []), ...Object.keys(CONTENT_PAGES)]
  const expected: Expected[] = []
  for (const base of bases) for (const path of paths) for (const language of LANGUAGES) {
    const page = await pageAt(pages, `${base}${path}`, language)
    if (page !== null) expected.push(page)
  }
  return expected
}

async function pageAt(pages: PageShelf, path: string, language: Language): Promise<Expected | null> {
  const { status, packed, tail } = await pages.get(path, language)
  return status === 200 ? { address: `${path}?lang=${language}`, bytes: packed.plain, headers: REPORT_DOCUMENT, hasTail: tail !== '' } : null
}

async function compare(url: string, { address, bytes, headers, hasTail }: Expected): Promise<Difference | null> {
  const response = await fetch(new URL(address, url), { redirect: 'manual', referrerPolicy: 'no-referrer', cache: 'no-store' })
  const found = Buffer.from(await response.arrayBuffer())
  if (response.status !== 200) return { address, reason: 'status', found: String(response.status) }
  for (const [name, value] of Object.entries(headers)) {
    if (response.headers.get(name) !== value) return { address, reason: 'header', found: name }
  }
  const rest = found.subarray(bytes.length)
  const same = found.subarray(0, bytes.length).equals(bytes) && (hasTail ? isTail(rest.toString()) : rest.length === 0)
  return same ? null : { address, reason: 'bytes', found: String(firstDifference(found, bytes)) }
}

/** One hidden field with 16 random bytes, and nothing else. */
function isTail(text: string): boolean {
  const once = /value="([A-Za-z0-9_-]{22})"/.exec(text)?.[1]
  return once !== undefined && text === onceField(once)
}

function firstDifference(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at
  return length
}
