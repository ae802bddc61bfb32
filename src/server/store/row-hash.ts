import type { Bytes } from '#base/bytes.ts'
import { checksum } from './checksum.ts'
import type { Schema } from './schema.ts'

/**
 * [Note: Row hashes] Each row of these tables carries a hash over its own fields, because the engines' own checks do not see a
 * flipped bit (of 300, `integrity_check` found none). Whoever can write a row can hash it again: for them there are signatures and
 * chains.
 */
export const HASHED = {
  log: ['log', 'office', 'kind', 'length', 'head', 'author', 'about', 'generation', 'key_commit'],
  entry: ['log_number', 'seq', 'hash', 'day', 'header', 'signature', 'body'],
  wrap: ['log_number', 'reader', 'seq', 'place', 'subject', 'bytes'],
  docket: [
    'log_number', 'state', 'channel', 'team', 'urgent', 'received_day', 'acknowledged_day', 'entries', 'last_from', 'last_day',
    'due_day', 'audience', 'packs', 'clock_events',
  ],
  access: ['lookup_hash', 'token_hash', 'log'],
  card: ['log_number', 'seq', 'bytes'],
  journal: ['office', 'day', 'root', 'leaves', 'checkpoint'],
  member: [
    'office', 'sign_key', 'login', 'registration_record', 'under_passphrase', 'under_recovery', 'recovery_token_hash',
    'totp_secret', 'totp_step',
  ],
  notice_choice: ['office', 'sign_key', 'address', 'language', 'reasons', 'quiet_from', 'quiet_to'],
  push_device: ['office', 'sign_key', 'device', 'endpoint', 'p256dh', 'auth', 'language'],
  passkey: [
    'passkey', 'credential', 'office', 'sign_key', 'rp_id', 'public_key', 'counter', 'under_passkey', 'sealed_label', 'added_day',
  ],
} as const satisfies { readonly [T in keyof Schema]?: readonly (keyof Schema[T])[] }

export type HashedTable = keyof typeof HASHED
export type Cell = string | number | null | Bytes

/** A row of a table before its hash is known. A log has its number from the engine, and `erased` later. */
export type Bare<T extends HashedTable> = Omit<Schema[T], 'row_hash' | 'number' | 'erased'>

const HASH_BYTES = 16
const NULL = 0
const NUMBER = 1
const TEXT = 2
const BYTES = 3
const encoder = new TextEncoder()
let scratch = new Uint8Array(64 * 1024)

/** @returns the first 16 bytes of SHA-256 over the table's name and the row's fields, each with its type and length. */
export function rowHash(table: string, cells: readonly Cell[]): Bytes {
  let end = put(0, TEXT, table)
  for (const cell of cells) end = putCell(end, cell)
  return checksum(scratch.subarray(0, end)).slice(0, HASH_BYTES)
}

/** The fields of a row in the order in which they are hashed and inserted. */
export function cellsOf<T extends HashedTable>(table: T, row: Bare<T>): Cell[] {
  const fields: Readonly<Record<string, Cell>> = row as unknown as Readonly<Record<string, Cell>>
  return HASHED[table].map((column) => fields[column] ?? null)
}

export function withRowHash<T extends HashedTable>(table: T, row: Bare<T>): Bare<T> & { readonly row_hash: Bytes } {
  return { ...row, row_hash: rowHash(table, cellsOf(table, row)) }
}

function putCell(at: number, cell: Cell): number {
  if (cell === null) return put(at, NULL, '')
  if (typeof cell === 'number') return put(at, NUMBER, String(cell))
  return typeof cell === 'string' ? put(at, TEXT, cell) : putBytes(at, cell)
}

function put(at: number, type: number, text: string): number {
  const start = reserve(at, 5 + text.length * 3)
  const { written } = encoder.encodeInto(text, scratch.subarray(start))
  return mark(at, type, written)
}

function putBytes(at: number, bytes: Bytes): number {
  // First the room, then the write: `reserve` may put a larger buffer in the place of this one.
  const start = reserve(at, 5 + bytes.length)
  scratch.set(bytes, start)
  return mark(at, BYTES, bytes.length)
}

/** Writes type and length in front of what stands there already. @returns where the next field begins. */
function mark(at: number, type: number, length: number): number {
  scratch[at] = type
  scratch[at + 1] = length >>> 24
  scratch[at + 2] = length >>> 16
  scratch[at + 3] = length >>> 8
  scratch[at + 4] = length
  return at + 5 + length
}

function reserve(at: number, size: number): number {
  if (at + size > scratch.length) {
    const larger = new Uint8Array((at + size) * 2)
    larger.set(scratch.subarray(0, at))
    scratch = larger
  }
  return at + 5
}
