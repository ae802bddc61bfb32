import * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { cardBody, type CardBody } from '#domain/bodies.ts'
import type { LogKey } from '../plain/log-key.ts'
import { cardScheme } from '../plain/schemes.ts'
import { hash } from '../proof/hash.ts'
import { verifySignature } from '../proof/sign.ts'
import { cardSignedBytes, parseCard } from '../sealed/card.ts'
import { openJson } from './age.ts'

/** @throws Refusal `malformed`, `bad-signature`, `foreign-key` */
export async function openCard(key: LogKey, bytes: Uint8Array): Promise<CardBody & { readonly author: string }> {
  const parts = parseCard(bytes)
  const clear = { office: key.office, log: key.log, author: parts.authorId, seq: parts.seq, head: parts.headId, bodyHash: hash(parts.body) }
  if (!await verifySignature(parts.authorId, cardSignedBytes(clear), parts.signature)) throw new Refusal('bad-signature')
  const result = v.safeParse(cardBody, await openJson(cardScheme(key), parts.body))
  if (!result.success) throw new Refusal('malformed', { member: 'card' })
  const { log, head, seq } = result.output
  if (log !== key.log || head !== parts.headId || seq !== parts.seq) throw new Refusal('malformed', { member: 'card' })
  return { ...result.output, author: parts.authorId }
}
