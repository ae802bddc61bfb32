import type { Bytes } from '#base/bytes.ts'

declare const seal: unique symbol

export type What = 'body' | 'wrap' | 'card' | 'presence' | 'keyring' | 'texts' | 'member' | 'token' | 'identity' | 'file' | 'spoken'

/** Bytes only the right secret key can read. A value: store it, send it, hash it. */
export type Sealed<W extends What> = Bytes & { readonly [seal]: W }

/** For parsers of what came over the wire or out of a store: bytes that claim to be sealed. Opening them will tell. */
export function asSealed<W extends What>(bytes: Uint8Array): Sealed<W> {
  return bytes as Sealed<W>
}
