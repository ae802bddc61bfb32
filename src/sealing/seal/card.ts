import { fromBase64url, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { canonicalJson } from '#base/json.ts'
import type { CardBody } from '#domain/bodies.ts'
import type { LogKey } from '../plain/log-key.ts'
import { cardScheme } from '../plain/schemes.ts'
import type { SigningKey } from '../plain/signing-key.ts'
import { hash } from '../proof/hash.ts'
import { cardSignedBytes, encodeCard } from '../sealed/card.ts'
import { sealJson } from './age.ts'

/** A desk log's card: one size whatever it says, signed, and naming the head that it reflects. @throws Refusal `too-large` */
export async function sealCard(key: LogKey, author: SigningKey, card: CardBody): Promise<Bytes> {
  if (new TextEncoder().encode(canonicalJson(card)).length > LIMITS.cardBytes) throw new Refusal('too-large', { bytesMax: LIMITS.cardBytes })
  const body = await sealJson<'card'>(cardScheme(key), card, LIMITS.cardBytes)
  const clear = { office: key.office, log: key.log, author: author.publicId, seq: card.seq, head: card.head, bodyHash: hash(body) }
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', author.key, cardSignedBytes(clear)))
  const head = fromBase64url(card.head)
  const authorBytes = fromBase64url(author.publicId)
  if (head === null || authorBytes === null) throw new RangeError('not an id')
  return encodeCard({ signature, author: authorBytes, seq: card.seq, head, body })
}
