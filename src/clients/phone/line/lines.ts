import { Refusal, type RefusalCode } from '#base/refusal.ts'
import { bytesOf, type Api } from '#clients/transport/api.ts'
import type { Bodies } from '#domain/bodies.ts'
import { lineNow, type LineNow } from '#domain/line-now.ts'
import type { Line } from '#domain/lines.ts'
import { openDirectory } from '#sealing/open/directory.ts'
import { decodeLogPage } from '#wire/log.ts'
import type { OfficeVoice } from '../prompts/office-voice.ts'
import type { Clock } from './clock.ts'

export interface LinesOptions {
  readonly office: string
  /** The channel that was asked for when the line was started: what it says goes before a first line that nobody named. */
  readonly channel: string | null
  readonly clock: Clock
  readonly nowMs?: () => number
  /** Says what the directory cites. */
  readonly voice: Pick<OfficeVoice, 'take'>
  readonly tell: (event: { readonly event: 'trouble'; readonly code: RefusalCode }) => void
}

const LOOK_EVERY_SECONDS = 60

/** The office's lines as its directory says them, looked at once a minute; the last ones known where the server is away. */
export class Lines {
  readonly #api: Api
  readonly #options: LinesOptions
  #directory: Bodies['directory'] | null = null
  #stop: () => void = () => {}

  constructor(api: Api, options: LinesOptions) {
    this.#api = api
    this.#options = options
  }

  get ids(): readonly string[] { return this.#lines.map(({ line }) => line) }
  get timeZone(): string { return this.#directory?.timeZone ?? 'UTC' }
  get #lines(): readonly Line[] { return this.#directory?.lines ?? [] }

  /** A directory that cannot be believed changes nothing, and is told. */
  async look(): Promise<void> {
    const { office, clock, tell, voice } = this.#options
    this.#stop = clock.after(LOOK_EVERY_SECONDS, () => void this.look())
    try {
      const page = decodeLogPage(await bytesOf(await this.#api.call({ route: 'read-directory', parameters: { office } })))
      this.#directory = (await openDirectory(office, page.entries)).body
      await voice.take(this.#directory.prompts)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code !== 'unreachable' && error.code !== 'busy') tell({ event: 'trouble', code: error.code })
    }
  }

  stop(): void {
    this.#stop()
  }

  /** Whether a call may come for it: one that names no line always may. */
  has(asked: string | null): boolean {
    return asked === null || this.#lines.some(({ line }) => line === asked)
  }

  /** What a call for this line is told, and where its report goes. What nobody set up in the office log is as the line was started. */
  room(asked: string | null, started: { readonly channel: string; readonly person: string | null }): { readonly channel: string; readonly person: string | null; readonly line: LineNow | null } {
    const found = asked === null && this.#options.channel !== null ? undefined : this.#lines.find(({ line }) => asked === null || line === asked)
    if (found === undefined) return { channel: started.channel, person: started.person, line: null }
    const { channel, person } = found
    return { channel, person: person ?? started.person, line: this.#directory === null ? null : lineNow(found, this.#directory, (this.#options.nowMs ?? Date.now)()) }
  }
}
