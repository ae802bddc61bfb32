import type * as v from 'valibot'
import { base64url } from '#base/bytes.ts'
import type { session } from '#wire/messages.ts'
import type { MemberRow } from '../store/store.ts'

/** What a member who is let in is told. */
export type SessionMessage = v.InferOutput<typeof session>

export function sessionMessage({ office, signKey, underPassphrase }: Pick<MemberRow, 'office' | 'signKey' | 'underPassphrase'>, token: string): SessionMessage {
  return { office, signKey, underPassphrase: base64url(underPassphrase), token }
}
