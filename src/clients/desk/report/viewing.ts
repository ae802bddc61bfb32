import * as v from 'valibot'
import type { Bytes } from '#base/bytes.ts'
import type { ReadableFile } from '#clients/transport/download.ts'
import { mediaType, SNIFF_BYTES } from '#clients/transport/media-type.ts'
import { editMessage, LABELS, message, READ_BYTES_MAX, type EditMessage, type EditOpening, type Labels, type Message, type Opening, type Order, type View, type ViewPage } from '#clients/viewer/protocol.ts'

/** What the build put in: the pages of the viewer, as they are named in this release. */
declare const VIEW_FILES: Readonly<Record<View, ViewPage>>

/** What a frame of a page is allowed: its script, and nothing that leads out of it. */
export const FRAME = { sandbox: 'allow-scripts', referrerpolicy: 'no-referrer', allow: '' } as const

/** A sound may begin by a key that is pressed on the desk; nothing else is lent to any page. */
export function allowed(view: View): string {
  return view === 'sound' ? 'autoplay' : FRAME.allow
}

export function addressOf(view: View): string {
  return `/view/${VIEW_FILES[view].file}`
}

/** What a file is by its own first bytes, whatever its sender called it. */
export async function typeOf({ attachment, read }: ReadableFile): Promise<string> {
  return mediaType(await read(0, SNIFF_BYTES), attachment.name)
}

export function isDark(): boolean {
  const { theme } = document.documentElement.dataset
  return theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
}

/** What a page that shows a file says of itself, in the desk's language: it has no words of its own. */
export function labelsIn(words: Readonly<Record<`view-label-${keyof Labels}`, string>>): Labels {
  return Object.fromEntries(LABELS.map((label) => [label, words[`view-label-${label}`]])) as Labels
}

/** Reads that wait: a page that asks for more is not one of ours any more. */
const WAITING_MAX = 4096

type Asked = Extract<Message, { is: 'read' } | { is: 'resource' }>

export type Heard = Exclude<Message | EditMessage, Asked>

interface Visit {
  /** Null for a page that has none, and asks for none. */
  readonly file: Pick<ReadableFile, 'read'> | null
  readonly opening: Opening | EditOpening
  /** Whether it makes a copy. */
  readonly edits?: boolean
  /** Its end of the port between the page that draws and the one that makes a copy. */
  readonly pixels?: MessagePort
  readonly onmessage: (message: Heard) => void
  /** Of the file's server, not of the page. */
  readonly onproblem: (error: unknown) => void
  /** The page did what no page of ours does. */
  readonly onbreach: () => void
}

/** The desk's end of the port. It answers reads in the order in which they came, and believes no message that is not in the list. */
export class ViewRoom {
  readonly #port: MessagePort
  readonly #leaving = new AbortController()
  readonly #visit: Visit
  #turn: Promise<void> = Promise.resolve()
  #waiting = 0

  /** @param frame - has loaded a page of the viewer. */
  constructor(frame: Window, visit: Visit) {
    this.#visit = visit
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data)
    // Its origin is nobody's, so that it cannot be named.
    frame.postMessage(visit.opening, '*', [port2, ...(visit.pixels === undefined ? [] : [visit.pixels])])
  }

  order(order: Order): void {
    this.#port.postMessage(order)
  }

  leave(): void {
    this.#leaving.abort()
    this.#port.close()
  }

  #hear(data: unknown): void {
    const { edits = false, file } = this.#visit
    const result = v.safeParse(edits ? editMessage : message, data)
    if (!result.success || this.#waiting > WAITING_MAX || (result.output.is === 'read' && file === null)) return this.#breach()
    const heard = result.output
    if (heard.is !== 'read' && heard.is !== 'resource') return this.#visit.onmessage(heard)
    this.#waiting += 1
    const before = this.#turn
    this.#turn = this.#serve(heard, before)
  }

  async #serve(asked: Asked, before: Promise<void>): Promise<void> {
    await before
    const bytes = await this.#answer(asked)
    this.#waiting -= 1
    if (!this.#leaving.signal.aborted) this.order({ is: 'bytes', id: asked.id, bytes })
  }

  async #answer(asked: Asked): Promise<Bytes | null> {
    const { signal } = this.#leaving
    if (signal.aborted) return null
    try {
      if (asked.is === 'read') return await (this.#visit.file?.read(asked.from, Math.min(asked.to, asked.from + READ_BYTES_MAX), signal) ?? null)
      const response = await fetch(`/view/${asked.kind}/${asked.name}`, { signal })
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : null
    } catch (error) {
      if (!signal.aborted) this.#visit.onproblem(error)
      return null
    }
  }

  #breach(): void {
    this.leave()
    this.#visit.onbreach()
  }
}
