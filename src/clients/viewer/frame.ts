// The page's end of the one port. [Note: A room without doors] A page of this room is loaded into an opaque origin, has no network, no storage,
// no key and no other page's port. What a hostile file could do with the whole page is to lie about itself.
import type { Bytes } from '#base/bytes.ts'
import { KEYS, READ_BYTES_MAX, type Key, type Labels, type Message, type Obstacle, type Opening, type Order, type Shown } from './protocol.ts'
import { shutDoors } from './shut.ts'

export interface ShownFile extends Pick<Opening, 'type' | 'name' | 'sizeBytes' | 'language'> {
  readonly labels: Labels
  /** Bytes from `from` to `to`; fewer only at the file's end. */
  read(from: number, to: number): Promise<Bytes>
  resource(kind: Extract<Message, { is: 'resource' }>['kind'], name: string): Promise<Bytes>
}

/** What the desk may ask of what is shown. */
export interface Controls {
  turn?(page: number): Promise<void>
  zoom?(percent: number | null): Promise<void>
  more?(): Promise<void>
}

/** A file that cannot be shown, for a reason that the desk has words for. */
export class CannotShow extends Error {
  readonly why: Obstacle

  constructor(why: Obstacle) {
    super(why)
    this.why = why
  }
}

type Draw = (file: ShownFile, tell: (shown: Partial<Shown>) => void) => Promise<Controls>

const ONE_PAGE: Shown = { page: 1, pages: 1, zooms: false, hasMore: false, remarks: [] }

/** Waits for the desk's port, and draws. */
export function show(draw: Draw): void {
  shutDoors()
  addEventListener('message', ({ data, source, ports: [port] }: MessageEvent<Opening>) => {
    if (source === parent && port !== undefined) void begin(port, data, draw)
  }, { once: true })
}

async function begin(port: MessagePort, opening: Opening, draw: Draw): Promise<void> {
  const waiting = new Map<number, (bytes: Bytes | null) => void>()
  let last = 0
  const say = (message: Message): void => port.postMessage(message)
  const ask = async (asked: (id: number) => Message): Promise<Bytes> => {
    const id = ++last
    const bytes = await new Promise<Bytes | null>((resolve) => {
      waiting.set(id, resolve)
      say(asked(id))
    })
    if (bytes === null) throw new CannotShow('cannot-be-drawn')
    return bytes
  }
  const fail = (error: unknown): void => {
    console.warn(error)
    say({ is: 'failed', why: error instanceof CannotShow ? error.why : 'cannot-be-drawn' })
  }
  let controls: Controls = {}
  port.onmessage = ({ data: order }: MessageEvent<Order>) => {
    if (order.is === 'bytes') {
      waiting.get(order.id)?.(order.bytes)
      waiting.delete(order.id)
    } else void obey(controls, order).catch(fail)
  }
  dress(opening)
  addEventListener('keydown', (event) => { if (isKey(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) say({ is: 'key', key: event.key }) })
  try {
    controls = await draw({
      ...opening,
      read: (from, to) => inPieces(from, Math.min(to, opening.sizeBytes), (at, end) => ask((id) => ({ is: 'read', id, from: at, to: end }))),
      resource: (kind, name) => ask((id) => ({ is: 'resource', id, kind, name })),
    }, (shown) => say({ is: 'shown', ...ONE_PAGE, ...shown }))
  } catch (error) {
    fail(error)
  }
}

async function inPieces(from: number, to: number, piece: (from: number, to: number) => Promise<Bytes>): Promise<Bytes> {
  const bytes: Bytes = new Uint8Array(Math.max(0, to - from))
  for (let at = from; at < to;) {
    const part = await piece(at, Math.min(to, at + READ_BYTES_MAX))
    if (part.length === 0) throw new CannotShow('cannot-be-drawn')
    bytes.set(part, at - from)
    at += part.length
  }
  return bytes
}

async function obey(controls: Controls, order: Exclude<Order, { is: 'bytes' }>): Promise<void> {
  if (order.is === 'turn') await controls.turn?.(order.page)
  else if (order.is === 'zoom') await controls.zoom?.(order.percent)
  else await controls.more?.()
}

function dress({ language, isDark }: Opening): void {
  document.documentElement.lang = language
  document.documentElement.style.colorScheme = isDark ? 'dark' : 'light'
}

function isKey(key: string): key is Key {
  return (KEYS as readonly string[]).includes(key)
}

/** The whole of a file that is drawn at once. @throws CannotShow `too-large` */
export async function whole(file: ShownFile, bytesMax: number): Promise<Bytes> {
  if (file.sizeBytes > bytesMax) throw new CannotShow('too-large')
  return file.read(0, file.sizeBytes)
}

/** Where pages draw: they have no element of their own. */
export function stage(): HTMLElement {
  return document.body
}
