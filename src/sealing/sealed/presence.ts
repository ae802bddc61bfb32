import { base64url, concat, utf8, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { idBytes } from './header.ts'

/** That a member is at a report, as it travels: signature (64) ‖ author key (32) ‖ generation (u32) ‖ milliseconds (u64) ‖ age file. @see spec/presence.md */
export interface PresenceParts {
  readonly author: string
  /** Of the report's log key that it is sealed under. */
  readonly generation: number
  /** When it was signed, by the author's clock. */
  readonly atMs: number
  readonly body: Bytes
}

const SIGNATURE_END = 64
const AUTHOR_END = SIGNATURE_END + 32
const GENERATION_END = AUTHOR_END + 4
const AT_END = GENERATION_END + 8
/** The padded words and what age adds to them, with room for a generation of any length. */
export const PRESENCE_BYTES_MAX = AT_END + LIMITS.presenceBytes + 256

export function encodePresence({ author, generation, atMs, body }: PresenceParts, signature: Uint8Array): Bytes {
  return concat(signature, idBytes(author), clearBytes({ generation, atMs }), body)
}

/** @throws Refusal `malformed` */
export function parsePresence(bytes: Uint8Array): PresenceParts & { readonly signature: Bytes } {
  if (bytes.length <= AT_END || bytes.length > PRESENCE_BYTES_MAX) throw new Refusal('malformed', { member: 'presence' })
  const part = (from: number, to?: number): Bytes => new Uint8Array(bytes.slice(from, to))
  const clear = new DataView(part(AUTHOR_END, AT_END).buffer)
  const atMs = Number(clear.getBigUint64(4))
  if (!Number.isSafeInteger(atMs)) throw new Refusal('malformed', { member: 'presence' })
  return { signature: part(0, SIGNATURE_END), author: base64url(part(SIGNATURE_END, AUTHOR_END)), generation: clear.getUint32(0), atMs, body: part(AT_END) }
}

/** What the author signs. */
export function presenceSignedBytes(about: { readonly office: string; readonly log: string; readonly bodyHash: Bytes } & Omit<PresenceParts, 'body'>): Bytes {
  const { office, log, author, bodyHash } = about
  return concat(utf8('postern/presence/v1\n'), idBytes(office), idBytes(log), idBytes(author), clearBytes(about), bodyHash)
}

function clearBytes({ generation, atMs }: Pick<PresenceParts, 'generation' | 'atMs'>): Bytes {
  const bytes = new Uint8Array(12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, generation)
  view.setBigUint64(4, BigInt(atMs))
  return bytes
}
