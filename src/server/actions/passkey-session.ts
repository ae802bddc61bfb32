import type * as v from 'valibot'
import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { passkeySession, passkeyShown } from '#wire/messages.ts'
import type { Reader } from '../store/store.ts'
import { beginSession, type BeginSessionDeps } from './begin-session.ts'
import { checkShown, type Place, type ShownDeps } from './passkey-ceremony.ts'

export interface PasskeySessionDeps extends BeginSessionDeps, ShownDeps {
  readonly read: Pick<Reader, 'passkey' | 'standing'>
}

/**
 * Log-in by passkey: the device is one factor, and the person whom it verified the other.
 * @throws Refusal `not-authenticated`, `passkey-copied`
 */
export async function finishPasskeySession(deps: PasskeySessionDeps, place: Place, message: v.InferOutput<typeof passkeyShown>): Promise<v.InferOutput<typeof passkeySession>> {
  const { row, counter } = await checkShown(deps, place, message)
  const { office, signKey, passkey, underPasskey } = row
  const standing = await deps.read.standing(office, signKey)
  if (standing?.active !== true) throw new Refusal('not-authenticated')
  const token = await beginSession(deps, row, { way: `passkey:${passkey}`, used: { passkey, counter } })
  if (token === null) throw new Refusal('passkey-copied')
  return { office, signKey, underPasskey: base64url(underPasskey), token }
}
