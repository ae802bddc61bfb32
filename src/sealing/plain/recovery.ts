import { combine, split } from 'shamir-secret-sharing'
import { randomBytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { idBytes } from '../sealed/header.ts'
import { recipientOf } from './age-identity.ts'
import { derive } from './derive.ts'
import { shareHash, type RecoveryShare } from './recovery-share.ts'
import { Secret } from './secret.ts'
import { signingKeyFrom, type SigningKey } from './signing-key.ts'

/**
 * [Note: The organisation's recovery] One random secret, of which nobody keeps more than a share. From it come a recipient, to which
 * members seal their teams' secrets, and a signing key, which can give those teams to members again. Whoever gathers `threshold`
 * shares opens everything that was sealed to it; fewer tell nothing.
 * @see spec/recovery.md. Vectors: spec/vectors/recovery.json
 */
export interface RecoveryKeys {
  readonly identity: Secret<'recovery-identity'>
  readonly recipient: string
  readonly signing: SigningKey
}

/** What the office log says of its recovery, as far as shares are held against it. */
export interface RecoveryTerms {
  readonly office: string
  readonly generation: number
  readonly recipient: string
  readonly signKey: string
  readonly threshold: number
  /** Hash of each share, in the order of their indices, which begin at 1. */
  readonly hashes: readonly string[]
}

export function newRecoverySecret(): Secret<'office-recovery'> {
  return new Secret('office-recovery', randomBytes(32))
}

export async function recoveryKeysOf(secret: Secret<'office-recovery'>, office: string): Promise<RecoveryKeys> {
  const context = [idBytes(office)]
  const identity = new Secret('recovery-identity', derive(secret.reveal(), 'postern/office-recovery/v1/box', { context }))
  const seed = new Secret('sign-seed', derive(secret.reveal(), 'postern/office-recovery/v1/sign', { context }))
  const signing = await signingKeyFrom(seed)
  seed.forget()
  return { identity, recipient: await recipientOf(identity), signing }
}

/**
 * Shamir's scheme over GF(2⁸): any `threshold` of the shares give the secret, fewer nothing.
 * @throws RangeError for numbers outside the limits: pages and commands ask for better ones before.
 */
export async function splitRecovery(
  secret: Secret<'office-recovery'>, plan: { readonly office: string; readonly generation: number; readonly shares: number; readonly threshold: number },
): Promise<readonly RecoveryShare[]> {
  const { office, generation, shares, threshold } = plan
  if (threshold < LIMITS.recoverySharesMin || shares < threshold || shares > LIMITS.recoverySharesMax) throw new RangeError('no such split')
  const parts = await split(secret.reveal(), shares, threshold)
  return parts.map((part, place) => ({ office, generation, index: place + 1, share: new Secret('recovery-share', new Uint8Array(part)) }))
}

/**
 * The secret out of its shares, believed only if it derives the keys that the office log names.
 *
 * @throws Refusal `share-foreign` (of another generation or office), `share-wrong` (not what its holder was given), `share-twice`, each
 *   with `details.index`; `too-few-shares`; `recovery-differs` if good shares give another secret: they were split wrongly.
 */
export async function combineRecovery(shares: readonly RecoveryShare[], terms: RecoveryTerms): Promise<RecoveryKeys> {
  checkShares(shares, terms)
  const { threshold, office, recipient, signKey } = terms
  if (shares.length < threshold) throw new Refusal('too-few-shares', { have: shares.length, need: threshold })
  const secret = new Secret('office-recovery', new Uint8Array(await combined(shares)))
  const keys = await recoveryKeysOf(secret, office)
  secret.forget()
  if (keys.recipient === recipient && keys.signing.publicId === signKey) return keys
  keys.identity.forget()
  throw new Refusal('recovery-differs')
}

/** Holds shares against what the office log says of each, before there are enough of them. @throws Refusal as `combineRecovery` does */
export function checkShares(shares: readonly RecoveryShare[], { office, generation, hashes }: RecoveryTerms): void {
  const met = new Set<number>()
  for (const each of shares) {
    const { index } = each
    if (each.generation !== generation || each.office !== office) throw new Refusal('share-foreign', { index, generation: each.generation })
    if (hashes[index - 1] !== shareHash(each)) throw new Refusal('share-wrong', { index })
    if (met.has(index)) throw new Refusal('share-twice', { index })
    met.add(index)
  }
}

/** The library throws plain errors for what no honest split makes, such as two shares at one point: to a person it is one thing. */
async function combined(shares: readonly RecoveryShare[]): Promise<Uint8Array> {
  try {
    return await combine(shares.map(({ share }) => new Uint8Array(share.reveal())))
  } catch {
    throw new Refusal('recovery-differs')
  }
}
