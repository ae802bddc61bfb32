import type { Language } from '#domain/bodies.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import { siteOf, type Assets, type Site } from '#clients/report/site.ts'
import type { OfficeShelf } from './office-shelf.ts'

type Shelf = Pick<OfficeShelf, 'all' | 'get' | 'people'>

/** Which office an address or a form is about. */
export class Sites {
  readonly shelf: Shelf
  readonly #assets: Assets

  constructor(shelf: Shelf, assets: Assets) {
    this.shelf = shelf
    this.#assets = assets
  }

  /** A page of the installation itself. */
  bare(language: Language): Site {
    return siteOf({ language, assets: this.#assets, base: '', office: null })
  }

  /** `base` stays '' where there is one office only: its addresses are then the installation's. */
  async of(office: TrustedOffice, language: Language): Promise<Site> {
    const isOnly = (await this.shelf.all()).length === 1
    const channels = await Promise.all(office.channels.map(async (channel) => ({ ...channel, people: await this.shelf.people(office.office, channel) })))
    const facts = { id: office.office, names: office.names, channels, handlers: office.handlers.length, takesIdentity: office.identity !== null }
    return siteOf({ language, assets: this.#assets, base: isOnly ? '' : `/o/${office.office}`, office: facts })
  }
}
