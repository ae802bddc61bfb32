import { concat, utf8, type Bytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { canonicalBytes } from '#base/json.ts'
import { verifySignature, type ServerKey } from './sign.ts'

/** What the server says of a report that it erased: the last entry of its log, and the day on which that was kept. */
export interface Erasure {
  readonly office: string
  readonly log: string
  /** Hash of the `erased` entry. */
  readonly entry: string
  readonly day: Day
}

export interface ErasureStatement extends Erasure {
  readonly signature: Bytes
}

const LABEL = utf8('postern/erasure/v1\n')

/** What the server signs once key, rows and bodies are gone. @see spec/erasure.md */
export function erasureBytes({ office, log, entry, day }: Erasure): Bytes {
  return concat(LABEL, canonicalBytes({ office, log, entry, day }))
}

export async function signErasure(key: ServerKey, erasure: Erasure): Promise<ErasureStatement> {
  const { office, log, entry, day } = erasure
  return { office, log, entry, day, signature: await key.sign(erasureBytes(erasure)) }
}

/** `serverKey` is the one that the genesis or the directory names, never one that came with the statement. */
export function checkErasure(serverKey: string, statement: ErasureStatement): Promise<boolean> {
  return verifySignature(serverKey, erasureBytes(statement), statement.signature)
}
