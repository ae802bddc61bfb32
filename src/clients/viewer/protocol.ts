import * as v from 'valibot'

/** A page of this room for each way to show a file, and for each to cover parts of a copy. */
export const VIEWS = ['picture', 'pages', 'words', 'film', 'sound', 'redact-pixels', 'redact-words'] as const
export type View = (typeof VIEWS)[number]

/** A page as the front serves it. */
export interface ViewPage {
  readonly file: string
  /** Source expressions of a Content-Security-Policy. */
  readonly script: string
  readonly style: string
}

/** What a page may ask for besides the file: tables that a document names instead of bringing them. */
export const RESOURCES = ['cmaps', 'standard_fonts', 'wasm'] as const
const RESOURCE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.(?:bcmap|pfb|ttf|wasm)$/

/** One read: enough for a film, little enough that a page that asks without end fills no memory. */
export const READ_BYTES_MAX = 4 * 1024 * 1024

/** Why a file is not shown. */
export const OBSTACLES = ['cannot-be-drawn', 'too-large', 'locked', 'too-many-pages', 'no-pixels'] as const
export type Obstacle = (typeof OBSTACLES)[number]

/** What a person should know of what they see. */
export const REMARKS = ['first-picture-only', 'made-smaller', 'other-encoding', 'words-only', 'no-sound-or-picture'] as const
export type Remark = (typeof REMARKS)[number]

export const KEYS = ['Escape', 'PageUp', 'PageDown', '+', '-', '0'] as const
export type Key = (typeof KEYS)[number]

/** A label that a page shows beside what it found; the pages themselves know no language. */
export const LABELS = [
  'from', 'to', 'copy', 'date', 'subject', 'attachments', 'name', 'size', 'encrypted', 'sheet', 'page', 'nothing',
  'sound-play', 'sound-pause', 'sound-back', 'sound-on', 'sound-speed', 'sound-skip', 'sound-place',
] as const
export type Labels = Readonly<Record<(typeof LABELS)[number], string>>

/** What a page in which copies are made needs besides. */
export const EDIT_LABELS = [
  'add', 'remove', 'undo', 'redo', 'smaller', 'larger', 'page-before', 'page-after', 'page', 'of', 'label', 'fineness', 'dots', 'box', 'sheet-of', 'drawing',
  'word', 'find', 'places', 'cover', 'uncover', 'text', 'covered',
] as const
export type EditLabels = Readonly<Record<(typeof EDIT_LABELS)[number], string>>

/** Desk to page, once, with the port that all else goes through. */
export interface Opening {
  readonly type: string
  readonly name: string
  readonly sizeBytes: number
  readonly language: string
  readonly isDark: boolean
  readonly labels: Labels
}

/** As `Opening`, to a page in which a copy is made. Those of pixels come with a second port, whose other end draws the file. */
export interface EditOpening extends Omit<Opening, 'labels'> {
  readonly labels: EditLabels
}

/** What may be done to a sound from outside its page: by the keys of whoever types what they hear. */
export type SoundDeed = 'toggle' | 'back' | 'pause'

/** Longer ones are played as films are, a part at a time. */
export const SOUND_BYTES_MAX = 48 * 1024 * 1024

/** Desk to page. */
export type Order =
  | { readonly is: 'bytes'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> | null }
  | { readonly is: 'turn'; readonly page: number }
  | { readonly is: 'zoom'; readonly percent: number | null }
  | { readonly is: 'more' }
  | { readonly is: 'sound'; readonly deed: SoundDeed }
  // To a page in which a copy is made: begin, give up, and a piece of it was taken.
  | { readonly is: 'make' }
  | { readonly is: 'stop' }
  | { readonly is: 'taken' }

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** Page to desk. A hostile file may write these: nothing in them is more than a number or a word of a list. */
export const message = v.variant('is', [
  v.strictObject({ is: v.literal('read'), id: count, from: count, to: count }),
  v.strictObject({ is: v.literal('resource'), id: count, kind: v.picklist(RESOURCES), name: v.pipe(v.string(), v.regex(RESOURCE_NAME)) }),
  v.strictObject({
    is: v.literal('shown'), page: count, pages: count, zooms: v.boolean(), hasMore: v.boolean(), remarks: v.pipe(v.array(v.picklist(REMARKS)), v.maxLength(REMARKS.length)),
  }),
  v.strictObject({ is: v.literal('failed'), why: v.picklist(OBSTACLES) }),
  v.strictObject({ is: v.literal('key'), key: v.picklist(KEYS) }),
  v.strictObject({ is: v.literal('place'), atMs: count, isPlaying: v.boolean() }),
])

/** Pages of one copy, its bytes, and those that come at once. */
export const COPY_PAGES_MAX = 1000
export const COPY_BYTES_MAX = 512 * 1024 * 1024
export const PIECE_BYTES_MAX = 4 * 1024 * 1024
export const COPY_TYPES = ['image/png', 'image/jpeg', 'application/pdf', 'text/plain'] as const
export type CopyType = (typeof COPY_TYPES)[number]

const piece = v.pipe(v.instance(Uint8Array<ArrayBuffer>), v.check(({ length, buffer }) => length > 0 && length <= PIECE_BYTES_MAX && buffer instanceof ArrayBuffer))

/** A page in which a copy is made, to the desk. The bytes are a stranger's: they are looked at in a fresh page before anybody signs for them. */
export const editMessage = v.variant('is', [
  v.strictObject({ is: v.literal('read'), id: count, from: count, to: count }),
  v.strictObject({ is: v.literal('edited'), isSmaller: v.boolean(), covered: count, pages: v.pipe(count, v.maxValue(COPY_PAGES_MAX)) }),
  v.strictObject({ is: v.literal('making'), done: count, pages: v.pipe(count, v.maxValue(COPY_PAGES_MAX)) }),
  v.strictObject({ is: v.literal('piece'), bytes: piece }),
  v.strictObject({ is: v.literal('made'), type: v.picklist(COPY_TYPES), sizeBytes: v.pipe(count, v.minValue(1), v.maxValue(COPY_BYTES_MAX)) }),
  v.strictObject({ is: v.literal('stopped') }),
  v.strictObject({ is: v.literal('failed'), why: v.picklist(OBSTACLES) }),
])
export type EditMessage = v.InferOutput<typeof editMessage>

/** A page of a copy as pixels, and what each may be: four bytes. */
export const COPY_PIXELS_MAX = 40_000_000
/** Pixels of a page for each of its points. A picture has points of a pixel. */
const scale = v.pipe(v.number(), v.finite(), v.minValue(0.01), v.maxValue(20))
const side = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(65_535))

/** The page that makes a copy, to the one that draws the file. */
export const drawOrder = v.strictObject({ is: v.literal('draw'), id: count, page: v.pipe(count, v.minValue(1)), scale })
export type DrawOrder = v.InferOutput<typeof drawOrder>

/** And back: nothing but pixels. Whatever a hostile file does with the page that draws it, no byte of it comes through here. */
export const drawn = v.variant('is', [
  v.pipe(
    v.strictObject({ is: v.literal('drawn'), id: count, pages: v.pipe(count, v.minValue(1)), width: side, height: side, scale, bytes: v.instance(Uint8ClampedArray<ArrayBuffer>) }),
    v.check(({ width, height, bytes }) => width * height <= COPY_PIXELS_MAX && bytes.length === width * height * 4 && bytes.buffer instanceof ArrayBuffer),
  ),
  v.strictObject({ is: v.literal('undrawn'), id: count, why: v.picklist(OBSTACLES) }),
])
export type Drawn = v.InferOutput<typeof drawn>

export type Message = v.InferOutput<typeof message>
export type Shown = Omit<Extract<Message, { is: 'shown' }>, 'is'>
/** Where in a sound somebody listens. */
export type Place = Omit<Extract<Message, { is: 'place' }>, 'is'>
