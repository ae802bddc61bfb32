import { base64url, concat, fromBase64url, utf8, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { LIMITS } from '#base/limits.ts'

/** A card as it travels: signature (64) ‖ author key (32) ‖ seq (4, big-endian) ‖ head (32) ‖ age file. @see spec/cards.md */
export interface CardParts {
  readonly signature: Bytes
  readonly author: Bytes
  readonly seq: number
  readonly head: Bytes
  readonly body: Bytes
}

const SIGNATURE_END = 64
const AUTHOR_END = SIGNATURE_END + 32
const SEQ_END = AUTHOR_END + 4
const HEAD_END = SEQ_END + 32
/** The padded words and what age adds to them: header, nonce and tag, with room for a generation of any length. */
const CARD_BYTES_MAX = HEAD_END + LIMITS.cardBytes + 256

export function encodeCard({ signature, author, seq, head, body }: CardParts): Bytes {
  return concat(signature, author, uint32(seq), head, body)
}

/** @throws Refusal `malformed` */
export function parseCard(bytes: Uint8Array): CardParts & { readonly authorId: string; readonly headId: string } {
  if (bytes.length <= HEAD_END || bytes.length > CARD_BYTES_MAX) throw new Refusal('malformed', { member: 'card' })
  const part = (from: number, to?: number): Bytes => new Uint8Array(bytes.slice(from, to))
  const author = part(SIGNATURE_END, AUTHOR_END)
  const head = part(SEQ_END, HEAD_END)
  return {
    signature: part(0, SIGNATURE_END), author, seq: new DataView(part(AUTHOR_END, SEQ_END).buffer).getUint32(0), head,
    body: part(HEAD_END), authorId: base64url(author), headId: base64url(head),
  }
}

/** What the card's author signs. */
export function cardSignedBytes(card: { readonly office: string; readonly log: string; readonly author: string; readonly seq: number; readonly head: string; readonly bodyHash: Bytes }): Bytes {
  return concat(utf8('postern/card/v1\n'), idBytes(card.office), idBytes(card.log), idBytes(card.author), uint32(card.seq), idBytes(card.head), card.bodyHash)
}

function uint32(value: number): Bytes {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

function idBytes(id: string): Bytes {
  const bytes = fromBase64url(id)
  if (bytes?.length !== 32) throw new Refusal('malformed', { member: 'id' })
  return bytes
}
