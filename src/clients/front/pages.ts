import type { Language } from '#domain/bodies.ts'
import { base64url, randomBytes } from '#base/bytes.ts'
import { CONTENT_PAGES, isContentPath } from '#clients/report/content-pages.ts'
import type { Html } from '#clients/report/html.ts'
import { officePage, onceField, plainPage } from '#clients/report/office-page.ts'
import { closedPage, officesPage, problemPage } from '#clients/report/small-pages.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import { pack, type Packed } from './packed.ts'
import type { Sites } from './sites.ts'

/** A page to be sent: the part that all copies share, and the tail of this one. */
export interface ServedPage {
  readonly status: number
  readonly packed: Packed
  readonly tail: string
}

const PAGES_KEPT_MAX = 256
const OFFICE_ADDRESS = /^\/o\/([A-Za-z0-9_-]{43})(\/.*)?$/

/** The pages that have an address. Each is rendered and compressed once for every office, language and directory. */
export class PageShelf {
  readonly #sites: Sites
  readonly #packed = new Map<string, Promise<Packed>>()

  constructor(sites: Sites) {
    this.#sites = sites
  }

  async get(address: string, language: Language): Promise<ServedPage> {
    const inOffice = OFFICE_ADDRESS.exec(address)
    const path = inOffice === null ? address : inOffice[2] ?? '/'
    const offices = await this.#sites.shelf.all()
    const office = inOffice?.[1] === undefined ? only(offices) : await this.#sites.shelf.get(inOffice[1])
    if (office !== null) return this.#officePage(office, path, language)
    if (inOffice === null && (path === '/' || isContentPath(path))) return this.#installationPage(offices, path, language)
    return this.#missing(language)
  }

  async #officePage(office: TrustedOffice, path: string, language: Language): Promise<ServedPage> {
    const site = await this.#sites.of(office, language)
    const key = `${site.base} ${office.directory} ${path} ${language}`
    if (path === '/') {
      const packed = await this.#rendered(key, () => officePage(site))
      return { status: 200, packed, tail: onceField(newOnce()) }
    }
    if (path === '/plain') {
      const packed = await this.#rendered(key, () => plainPage(site, { values: {}, problems: [] }, null))
      return { status: 200, packed, tail: onceField(newOnce()) }
    }
    if (isContentPath(path)) return { status: 200, packed: await this.#rendered(key, () => CONTENT_PAGES[path](site)), tail: '' }
    return this.#missing(language)
  }

  async #installationPage(offices: readonly TrustedOffice[], path: string, language: Language): Promise<ServedPage> {
    const site = this.#sites.bare(language)
    const facts = offices.map(({ office, names, channels, handlers, identity }) => ({ id: office, names, channels, handlers: handlers.length, takesIdentity: identity !== null }))
    const key = `${offices.map((office) => office.directory).join()} ${path} ${language}`
    const render = (): Html => (isContentPath(path) ? CONTENT_PAGES[path](site) : offices.length === 0 ? closedPage(site) : officesPage(site, facts))
    return { status: 200, packed: await this.#rendered(key, render), tail: '' }
  }

  async #missing(language: Language): Promise<ServedPage> {
    return { status: 404, packed: await this.#rendered(`404 ${language}`, () => problemPage(this.#sites.bare(language), 'not-found')), tail: '' }
  }

  #rendered(key: string, render: () => Html): Promise<Packed> {
    if (this.#packed.size > PAGES_KEPT_MAX) this.#packed.clear()
    const packing = this.#packed.get(key) ?? pack(render().text)
    this.#packed.set(key, packing)
    return packing
  }
}

/** See [Note: Once]. */
export function newOnce(): string {
  return base64url(randomBytes(16))
}

function only(offices: readonly TrustedOffice[]): TrustedOffice | null {
  const [first, ...others] = offices
  return first !== undefined && others.length === 0 ? first : null
}
