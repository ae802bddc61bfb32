import type * as v from 'valibot'
import { fromBase64url, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { matchingStep } from '#sealing/proof/one-time-code.ts'
import type { enrolment, setup } from '#wire/messages.ts'
import type { EnrolmentRow } from '../store/store.ts'

type Secrets = Pick<v.InferOutput<typeof setup> | v.InferOutput<typeof enrolment>,
  'login' | 'registrationRecord' | 'underPassphrase' | 'underRecovery' | 'recoveryTokenHash' | 'totpSecret' | 'oneTimeCode'>

export type Account = Pick<EnrolmentRow, 'login' | 'registrationRecord' | 'underPassphrase' | 'underRecovery' | 'recoveryTokenHash' | 'totpSecret'>

export const TOTP_SECRET_BYTES_MIN = 16

/**
 * What the server keeps of a new member, once the authenticator has shown that it knows its secret.
 * @returns `step`: the time step that was used up by showing it.
 * @throws Refusal `not-authenticated` for a wrong code, `malformed`
 */
export function newAccount(secrets: Secrets, nowMs: number): { readonly account: Account; readonly step: number } {
  const { login, registrationRecord, recoveryTokenHash } = secrets
  const totpSecret = bytesOf(secrets.totpSecret)
  if (totpSecret.length < TOTP_SECRET_BYTES_MIN) throw new Refusal('malformed', { member: 'totpSecret' })
  const step = matchingStep(totpSecret, secrets.oneTimeCode, { nowMs, lastStep: -1 })
  if (step === null) throw new Refusal('not-authenticated')
  const sealed = { underPassphrase: bytesOf(secrets.underPassphrase), underRecovery: bytesOf(secrets.underRecovery) }
  return { step, account: { login, registrationRecord, recoveryTokenHash, totpSecret, ...sealed } }
}

export function bytesOf(text: string): Bytes {
  const bytes = fromBase64url(text)
  if (bytes === null) throw new Refusal('malformed', { member: 'base64url' })
  return bytes
}
