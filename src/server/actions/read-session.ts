import type * as v from 'valibot'
import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { readSession as readSessionMessage } from '#wire/messages.ts'
import type { Reader } from '../store/store.ts'
import type { Caller } from './caller.ts'

export interface ReadSessionDeps {
  readonly read: Pick<Reader, 'memberByKey'>
}

/** Who the caller is, and the caller's sealed keys: useless without the passphrase. */
export async function readSession({ read }: ReadSessionDeps, { office, signKey }: Caller): Promise<v.InferOutput<typeof readSessionMessage>> {
  const member = await read.memberByKey(office, signKey)
  if (member === null) throw new Refusal('session-ended')
  return { office, signKey, underPassphrase: base64url(member.underPassphrase) }
}
