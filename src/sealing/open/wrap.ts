import { fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { recipientOf, seedOfIdentity, type IdentityKind } from '../plain/age-identity.ts'
import type { LogKey } from '../plain/log-key.ts'
import { commitmentOf } from '../plain/log-key.ts'
import { Secret } from '../plain/secret.ts'
import { openWith } from './age.ts'

export interface ExpectedKey {
  readonly office: string
  readonly log: string
  readonly generation: number
  /** From a signed header. Without it a wrap forged from public data would pass. */
  readonly keyCommit: string
}

/**
 * Opens a wrap and believes it only if it holds the key that a signed header committed to.
 * @throws Refusal `foreign-key` if it does not open, `bad-commitment` if the key is another.
 */
export async function openLogWrap(identity: Secret<IdentityKind>, sealed: Uint8Array, expected: ExpectedKey): Promise<LogKey> {
  const value = fields(await openWith(identity, sealed))
  const bytes = typeof value['key'] === 'string' ? fromBase64url(value['key']) : null
  const { office, log, generation } = expected
  const about = value['office'] === office && value['log'] === log && value['generation'] === generation
  if (!about || bytes?.length !== 32) throw new Refusal('bad-commitment')
  const key = new Secret('log-key', bytes)
  if (commitmentOf(key) !== expected.keyCommit) throw new Refusal('bad-commitment')
  return { office, log, generation, key }
}

/**
 * Opens a team's secret and believes it only if it derives the public key in the office log.
 * @throws Refusal `foreign-key`, `bad-commitment`
 */
export async function openTeamWrap(
  identity: Secret<'member-identity' | 'recovery-identity'>, sealed: Uint8Array,
  expected: { readonly office: string; readonly team: string; readonly epoch: number; readonly recipient: string },
): Promise<Secret<'team-identity'>> {
  const value = fields(await openWith(identity, sealed))
  const seed = typeof value['identity'] === 'string' ? seedOfIdentity(value['identity']) : null
  const about = value['office'] === expected.office && value['team'] === expected.team && value['epoch'] === expected.epoch
  if (!about || seed === null) throw new Refusal('bad-commitment')
  const secret = new Secret('team-identity', seed)
  if (await recipientOf(secret) !== expected.recipient) throw new Refusal('bad-commitment')
  return secret
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new Refusal('bad-commitment')
  return value as Readonly<Record<string, unknown>>
}
