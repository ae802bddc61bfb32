import * as v from 'valibot'

/** A page of this room for each way to show a file. */
export const VIEWS = ['picture', 'pages', 'words', 'film'] as const
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
export const OBSTACLES = ['cannot-be-drawn', 'too-large', 'locked'] as const
export type Obstacle = (typeof OBSTACLES)[number]

/** What a person should know of what they see. */
export const REMARKS = ['first-picture-only', 'made-smaller', 'other-encoding', 'words-only', 'no-sound-or-picture'] as const
export type Remark = (typeof REMARKS)[number]

export const KEYS = ['Escape', 'PageUp', 'PageDown', '+', '-', '0'] as const
export type Key = (typeof KEYS)[number]

/** A label that a page shows beside what it found; the pages themselves know no language. */
export const LABELS = ['from', 'to', 'copy', 'date', 'subject', 'attachments', 'name', 'size', 'encrypted', 'sheet', 'page', 'nothing'] as const
export type Labels = Readonly<Record<(typeof LABELS)[number], string>>

/** Desk to page, once, with the port that all else goes through. */
export interface Opening {
  readonly type: string
  readonly name: string
  readonly sizeBytes: number
  readonly language: string
  readonly isDark: boolean
  readonly labels: Labels
}

/** Desk to page. */
export type Order =
  | { readonly is: 'bytes'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> | null }
  | { readonly is: 'turn'; readonly page: number }
  | { readonly is: 'zoom'; readonly percent: number | null }
  | { readonly is: 'more' }

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
])

export type Message = v.InferOutput<typeof message>
export type Shown = Omit<Extract<Message, { is: 'shown' }>, 'is'>
