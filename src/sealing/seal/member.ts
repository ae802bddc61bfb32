import { base64url } from '#base/bytes.ts'
import { identityText } from '../plain/age-identity.ts'
import type { MemberSecrets } from '../plain/member.ts'
import { memberScheme, type MemberLock } from '../plain/schemes.ts'
import type { Secret } from '../plain/secret.ts'
import type { Sealed } from '../sealed/sealed.ts'
import { sealJson } from './age.ts'

/** A member's keys under one of the locks that open them: the passphrase's export key, or the recovery code. */
export function sealMember(lock: MemberLock, secret: Secret<'member-secret' | 'recovery'>, member: MemberSecrets): Promise<Sealed<'member'>> {
  const value = { office: member.office, name: member.name, identity: identityText(member.identity), signSeed: base64url(member.signSeed.reveal()) }
  return sealJson<'member'>(memberScheme(lock, secret), value)
}
