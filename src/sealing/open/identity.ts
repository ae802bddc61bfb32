import * as v from 'valibot'
import { fromBase64url } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Secret } from '../plain/secret.ts'
import type { IdentityPlace, SealedPerson } from '../sealed/identity.ts'
import { asSealed, type Sealed } from '../sealed/sealed.ts'
import { openWith } from './age.ts'

const place = { office: v.string(), report: v.string() }
const outerLayer = v.strictObject({ ...place, inner: v.string() })
const innerLayer = v.strictObject({
  ...place, name: v.pipe(v.string(), v.maxLength(LIMITS.nameCharactersMax)), contact: v.pipe(v.string(), v.maxLength(LIMITS.contactCharactersMax)),
  salt: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/)),
})

/**
 * What an approver does: takes the outer lock off. What comes out is still sealed to the custodians.
 * @throws Refusal `foreign-key` if it does not open, `malformed` if it holds something else, `bad-commitment` if it is another report's.
 */
export async function openOuter(approver: Secret<'team-identity'>, envelope: Uint8Array, expected: IdentityPlace): Promise<Sealed<'identity'>> {
  const result = v.safeParse(outerLayer, await openWith(approver, envelope))
  const inner = result.success ? fromBase64url(result.output.inner) : null
  if (!result.success || inner === null) throw new Refusal('malformed', { member: 'identity' })
  checkPlace(result.output, expected)
  return asSealed<'identity'>(inner)
}

/**
 * What a custodian does with what an approver let through, and a requester with what a custodian sealed for them. Whether it is what the
 * reporter signed, `identityCommitment` of it tells.
 *
 * @throws Refusal `foreign-key` if it does not open, `malformed` if it holds something else, `bad-commitment` if it is another report's.
 */
export async function openPerson(key: Secret<'team-identity' | 'member-identity'>, inner: Uint8Array, expected: IdentityPlace): Promise<SealedPerson> {
  const result = v.safeParse(innerLayer, await openWith(key, inner))
  if (!result.success) throw new Refusal('malformed', { member: 'identity' })
  checkPlace(result.output, expected)
  return result.output
}

/** Without this, a request with a good reason for one report would open the envelope of another. */
function checkPlace(found: IdentityPlace, expected: IdentityPlace): void {
  if (found.office !== expected.office || found.report !== expected.report) throw new Refusal('bad-commitment')
}
