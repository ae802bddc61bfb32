import { Refusal } from '#base/refusal.ts'
import { equalBytes, type Bytes } from '#base/bytes.ts'
import { isHandler } from '#domain/roles.ts'
import { entryHash, hash } from '#sealing/proof/hash.ts'
import { verifySignature } from '#sealing/proof/sign.ts'
import { cardSignedBytes, parseCard } from '#sealing/sealed/card.ts'
import type { LogRow, Reader, Writer } from '../store/store.ts'
import type { Caller } from './caller.ts'
import { readableLog, type LogAccessDeps } from './log-access.ts'

export interface PutCardDeps extends LogAccessDeps {
  readonly read: Pick<Reader, 'allWraps' | 'card' | 'entries' | 'log' | 'recusals' | 'wraps'>
  readonly write: Pick<Writer, 'putCard'>
}

export interface NewCard {
  readonly log: string
  readonly seq: number
  readonly head: string
  readonly bytes: Bytes
}

/**
 * Replaces the card of a desk log by one that reflects a later head. The same card sent again is there already.
 * @throws Refusal `no-such-log`, `not-allowed`, `card-stale` if a card of this head or a later one is there, `bad-signature`, `malformed`
 */
export async function putCard(deps: PutCardDeps, caller: Caller, card: NewCard): Promise<void> {
  const { row } = await readableLog(deps, caller, card.log)
  if (row.kind !== 'desk') throw new Refusal('no-such-log')
  if (!isHandler(caller.roles)) throw new Refusal('not-allowed')
  await checkCard(row, caller, card)
  if (await headAt(deps, row, card.seq) !== card.head) throw new Refusal('card-stale')
  const { log, seq, bytes } = card
  if (await deps.write.putCard({ log, office: row.office, seq, bytes })) return
  const held = await deps.read.card(log)
  if (held === null || !equalBytes(held.bytes, bytes)) throw new Refusal('card-stale')
}

/** A card that another one signed, or that says another head than its request, would show readers somebody else's words as the caller's. */
async function checkCard({ office, log }: LogRow, { signKey }: Caller, { seq, head, bytes }: NewCard): Promise<void> {
  const parts = parseCard(bytes)
  if (parts.seq !== seq || parts.headId !== head) throw new Refusal('malformed', { member: 'card' })
  if (parts.authorId !== signKey) throw new Refusal('not-allowed')
  const signed = cardSignedBytes({ office, log, author: signKey, seq, head, bodyHash: hash(parts.body) })
  if (!await verifySignature(signKey, signed, parts.signature)) throw new Refusal('bad-signature')
}

async function headAt({ read }: PutCardDeps, row: LogRow, seq: number): Promise<string | null> {
  if (seq === row.length - 1) return row.head
  const [entry] = await read.entries(row.log, seq, 1)
  return entry === undefined ? null : entryHash(entry)
}
