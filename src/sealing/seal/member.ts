import { base64url } from '#base/bytes.ts'
import { identityText } from '../plain/age-identity.ts'
import type { MemberSecrets } from '../plain/member.ts'
import { memberScheme, type MemberLock, type MemberLockSecret } from '../plain/schemes.ts'
import type { Sealed } from '../sealed/sealed.ts'
import { sealJson } from './age.ts'

/** A member's keys under one of the locks that open them: the passphrase's export key, the recovery code, or a passkey. */
export function sealMember(lock: MemberLock, secret: MemberLockSecret, member: MemberSecrets): Promise<Sealed<'member'>> {
  const value = { office: member.office, name: member.name, identity: identityText(member.identity), signSeed: base64url(member.signSeed.reveal()) }
  return sealJson<'member'>(memberScheme(lock, secret), value)
}
