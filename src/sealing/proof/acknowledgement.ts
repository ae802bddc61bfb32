import { concat, utf8, type Bytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { canonicalBytes } from '#base/json.ts'
import { verifySignature, type ServerKey } from './sign.ts'

/** What the server says it keeps. `day` is the office-local day on which it kept the entry, by its own calendar. */
export interface Kept {
  readonly log: string
  readonly seq: number
  readonly hash: string
  readonly day: Day
}

export interface Acknowledgement extends Kept {
  readonly signature: Bytes
}

const LABEL = utf8('postern/acknowledgement/v1\n')

/** What the server signs. Ed25519 is deterministic: the same entry is acknowledged with the same bytes. @see spec/acknowledgement.md */
export function acknowledgementBytes({ log, seq, hash, day }: Kept): Bytes {
  return concat(LABEL, canonicalBytes({ log, seq, hash, day }))
}

export async function signAcknowledgement(key: ServerKey, kept: Kept): Promise<Acknowledgement> {
  const { log, seq, hash, day } = kept
  return { log, seq, hash, day, signature: await key.sign(acknowledgementBytes(kept)) }
}

/** `serverKey` is the one that the genesis or the directory names, never one that came with the answer. */
export function checkAcknowledgement(serverKey: string, acknowledgement: Acknowledgement): Promise<boolean> {
  return verifySignature(serverKey, acknowledgementBytes(acknowledgement), acknowledgement.signature)
}
