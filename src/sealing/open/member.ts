import * as v from 'valibot'
import { fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { seedOfIdentity } from '../plain/age-identity.ts'
import type { MemberSecrets } from '../plain/member.ts'
import { memberScheme, type MemberLock, type MemberLockSecret } from '../plain/schemes.ts'
import { Secret } from '../plain/secret.ts'
import { isId } from '../sealed/header.ts'
import { openJson } from './age.ts'

const secretsBody = v.strictObject({ office: v.string(), name: v.string(), identity: v.string(), signSeed: v.string() })

/** @throws Refusal `foreign-key` if the lock does not open it, `malformed` if it holds something else. */
export async function openMember(lock: MemberLock, secret: MemberLockSecret, sealed: Uint8Array): Promise<MemberSecrets> {
  const result = v.safeParse(secretsBody, await openJson(memberScheme(lock, secret), sealed))
  if (!result.success) throw new Refusal('malformed', { member: 'secrets' })
  const { office, name, identity, signSeed } = result.output
  const seed = seedOfIdentity(identity)
  const sign = fromBase64url(signSeed)
  if (!isId(office) || seed === null || sign?.length !== 32) throw new Refusal('malformed', { member: 'secrets' })
  return { office, name, identity: new Secret('member-identity', seed), signSeed: new Secret('sign-seed', sign) }
}
