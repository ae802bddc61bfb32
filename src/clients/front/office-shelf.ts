import { Refusal } from '#base/refusal.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { loadReaders, type NamedPerson } from '#clients/reporter/readers.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import { installation } from '#wire/messages.ts'
import { parse } from '#wire/parse.ts'

const REFRESH_MS = 15_000
/** A stranger who asks for offices that are not there does not make the server work more often than this. */
const MISS_MS_MIN = 1000

/** The offices of this installation, each believed from its genesis on, and looked at again every few seconds. */
export class OfficeShelf {
  readonly #api: Api
  #offices: ReadonlyMap<string, TrustedOffice> = new Map()
  /** By the entry that names them, which never changes. */
  readonly #people = new Map<string, readonly NamedPerson[]>()
  #lookedMs = -Infinity
  #looking: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(api: Api) {
    this.#api = api
  }

  start(): void {
    this.#timer = setInterval(() => { this.#look().catch(() => { /* the next look may find the server */ }) }, REFRESH_MS)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  /** @throws Refusal `unreachable` if nothing is known yet and the server does not answer. */
  async all(): Promise<readonly TrustedOffice[]> {
    if (this.#offices.size === 0) await this.#lookSoon()
    return [...this.#offices.values()]
  }

  /** @returns null if there is no such office. */
  async get(id: string): Promise<TrustedOffice | null> {
    if (!this.#offices.has(id)) await this.#lookSoon()
    return this.#offices.get(id) ?? null
  }

  /** The people of a channel whom a reporter may leave out. */
  async people(office: string, channel: TrustedOffice['channels'][number]): Promise<readonly NamedPerson[]> {
    if (channel.readers === undefined) return []
    const people = this.#people.get(channel.readers) ?? await loadReaders(this.#api, office, channel)
    this.#people.set(channel.readers, people)
    return people
  }

  async #lookSoon(): Promise<void> {
    if (this.#looking === null && performance.now() - this.#lookedMs < MISS_MS_MIN) return
    await this.#look()
  }

  #look(): Promise<void> {
    this.#looking ??= this.#load().finally(() => {
      this.#looking = null
      this.#lookedMs = performance.now()
    })
    return this.#looking
  }

  async #load(): Promise<void> {
    const answer = await this.#api.call({ route: 'read-installation' })
    const { offices } = parse(installation, await answer.json())
    const found = await Promise.all(offices.map((id) => this.#loadOne(id)))
    this.#offices = new Map(found.flatMap((office) => (office === null ? [] : [[office.office, office]])))
  }

  /** An office that cannot be believed, or takes nothing yet, is not shown; one that was believed before and cannot be asked stays. */
  async #loadOne(id: string): Promise<TrustedOffice | null> {
    try {
      return await loadOffice(this.#api, id)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return error.code === 'unreachable' ? this.#offices.get(id) ?? null : null
    }
  }
}
