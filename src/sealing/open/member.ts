import { fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { seedOfIdentity } from '../plain/age-identity.ts'
import type { MemberSecrets } from '../plain/member.ts'
import { memberScheme, type MemberLock } from '../plain/schemes.ts'
import { Secret } from '../plain/secret.ts'
import { openJson } from './age.ts'

/** @throws Refusal `foreign-key` if the lock does not open it, `malformed` if it holds something else. */
export async function openMember(lock: MemberLock, secret: Secret<'member-secret' | 'recovery'>, sealed: Uint8Array): Promise<MemberSecrets> {
  const value = await openJson(memberScheme(lock, secret), sealed) as Readonly<Record<string, unknown>>
  const { office, name, identity, signSeed } = value
  const seed = typeof identity === 'string' ? seedOfIdentity(identity) : null
  const sign = typeof signSeed === 'string' ? fromBase64url(signSeed) : null
  if (typeof office !== 'string' || typeof name !== 'string' || seed === null || sign?.length !== 32) throw new Refusal('malformed', { member: 'secrets' })
  return { office, name, identity: new Secret('member-identity', seed), signSeed: new Secret('sign-seed', sign) }
}
