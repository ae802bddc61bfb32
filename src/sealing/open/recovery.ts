import { fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { SHARE_BYTES, shareHash, type RecoveryShare } from '../plain/recovery-share.ts'
import { Secret } from '../plain/secret.ts'
import { openWith } from './age.ts'

export interface ExpectedShare {
  readonly office: string
  readonly generation: number
  readonly index: number
  /** From the signed `recovery` entry. Without it a share forged from public data would pass. */
  readonly hash: string
}

/**
 * Opens a holder's share and believes it only if the office log carries its hash.
 * @throws Refusal `foreign-key` if it does not open, `share-wrong` if it is not the one that was signed for.
 */
export async function openShare(identity: Secret<'member-identity'>, sealed: Uint8Array, expected: ExpectedShare): Promise<RecoveryShare> {
  const value = await openWith(identity, sealed)
  const { office, generation, index, hash } = expected
  const fields = typeof value === 'object' && value !== null ? value as Readonly<Record<string, unknown>> : {}
  const bytes = typeof fields['share'] === 'string' ? fromBase64url(fields['share']) : null
  const about = fields['office'] === office && fields['generation'] === generation && fields['index'] === index
  if (!about || bytes?.length !== SHARE_BYTES) throw new Refusal('share-wrong', { index })
  const opened: RecoveryShare = { office, generation, index, share: new Secret('recovery-share', bytes) }
  if (shareHash(opened) !== hash) throw new Refusal('share-wrong', { index })
  return opened
}
