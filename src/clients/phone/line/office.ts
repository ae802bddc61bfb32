import { Refusal } from '#base/refusal.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'

/** The office of a line, as its directory says it now; the last one known where its server is away. */
export class LineOffice {
  readonly #api: Api
  readonly #id: string
  #known: TrustedOffice | null = null

  constructor(api: Api, id: string) {
    this.#api = api
    this.#id = id
  }

  /** @throws Refusal as `loadOffice` does; `unreachable` only if it was never reached */
  async load(): Promise<TrustedOffice> {
    try {
      this.#known = await loadOffice(this.#api, this.#id)
      return this.#known
    } catch (error) {
      if (this.#known !== null && error instanceof Refusal && ['unreachable', 'busy'].includes(error.code)) return this.#known
      throw error
    }
  }
}
