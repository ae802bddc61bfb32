// The page's end of the one port. [Note: A room without doors] A page of this room is loaded into an opaque origin, has no network, no storage,
// no key and no other page's port. What a hostile file could do with the whole page is to lie about itself.
import type { Bytes } from '#base/bytes.ts'
import { givePixels, type Giver } from './pixel-giver.ts'
import { KEYS, type Key, type Labels, type Message, type Opening, type Order, type Place, type Shown, type SoundDeed } from './protocol.ts'
import { CannotShow, lineOf } from './line.ts'
import { shutDoors } from './shut.ts'

export { CannotShow } from './line.ts'

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
  sound?(deed: SoundDeed): void
}

/** `heard` tells the place in a sound. */
type Draw = (file: ShownFile, tell: (shown: Partial<Shown>) => void, heard: (place: Place) => void) => Promise<Controls>

/** Opens a file to give its pages as pixels, and shows nothing. */
export type Give = (file: ShownFile) => Promise<Giver>

const ONE_PAGE: Shown = { page: 1, pages: 1, zooms: false, hasMore: false, remarks: [] }

/** Waits for the desk's port, and draws; where a second port comes along, only for whoever is at its other end. */
export function show(draw: Draw, give?: Give): void {
  shutDoors()
  addEventListener('message', ({ data, source, ports: [port, pixels] }: MessageEvent<Opening>) => {
    if (source === parent && port !== undefined) void begin({ port, pixels, opening: data }, draw, give)
  }, { once: true })
}

interface Begun {
  readonly port: MessagePort
  readonly pixels: MessagePort | undefined
  readonly opening: Opening
}

async function begin({ port, pixels, opening }: Begun, draw: Draw, give: Give | undefined): Promise<void> {
  const line = lineOf<Message>(port, (order) => void obey(controls, order).catch(fail))
  const fail = (error: unknown): void => {
    console.warn(error)
    line.say({ is: 'failed', why: error instanceof CannotShow ? error.why : 'cannot-be-drawn' })
  }
  let controls: Controls = {}
  dress(opening)
  addEventListener('keydown', (event) => { if (isKey(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) line.say({ is: 'key', key: event.key }) })
  const file: ShownFile = {
    ...opening,
    read: (from, to) => line.read(from, Math.min(to, opening.sizeBytes)),
    resource: (kind, name) => line.ask((id) => ({ is: 'resource', id, kind, name })),
  }
  try {
    if (pixels !== undefined && give !== undefined) givePixels(pixels, await give(file))
    else controls = await draw(file, (shown) => line.say({ is: 'shown', ...ONE_PAGE, ...shown }), (place) => line.say({ is: 'place', ...place }))
  } catch (error) {
    fail(error)
  }
}

async function obey(controls: Controls, order: Exclude<Order, { is: 'bytes' }>): Promise<void> {
  if (order.is === 'turn') await controls.turn?.(order.page)
  else if (order.is === 'zoom') await controls.zoom?.(order.percent)
  else if (order.is === 'more') await controls.more?.()
  else if (order.is === 'sound') controls.sound?.(order.deed)
}

export function dress({ language, isDark }: Pick<Opening, 'language' | 'isDark'>): void {
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
