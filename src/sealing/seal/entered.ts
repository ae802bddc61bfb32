import { base64url } from '#base/bytes.ts'
import type { Entered } from '#domain/bodies.ts'
import type { SigningKey } from '../plain/signing-key.ts'
import { enteredSignedBytes, type EnteredReport } from '../proof/entered.ts'

/** A member's word for a report that they took down. @see [Note: Entered by a member] */
export async function signEntered(member: SigningKey, report: EnteredReport): Promise<Entered> {
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', member.key, enteredSignedBytes(report)))
  return { ...report.body.entered, signature: base64url(signature) }
}
