import { base64url } from '#base/bytes.ts'
import { identityText } from '../plain/age-identity.ts'
import type { RecoveryShare } from '../plain/recovery-share.ts'
import type { Secret } from '../plain/secret.ts'
import { memberReader, RECOVERY_READER, recoverySubject, teamReader, type WrapRow } from '../sealed/entry.ts'
import { sealTo } from './age.ts'
import type { TeamEpoch } from './wrap.ts'

/** A share for its holder alone: an age file with one recipient, as every wrap is. */
export async function sealShare({ office, generation, index, share }: RecoveryShare, holder: { readonly signKey: string; readonly recipient: string }): Promise<WrapRow> {
  const bytes = await sealTo<'wrap'>(holder.recipient, { office, generation, index, share: base64url(share.reveal()) })
  return { subject: recoverySubject(generation), reader: memberReader(holder.signKey), bytes }
}

/** A team epoch's secret for the organisation's recovery, which is a reader like any other, but that nobody has its key alone. */
export async function wrapTeamForRecovery(team: TeamEpoch, secret: Secret<'team-identity'>, recipient: string): Promise<WrapRow> {
  const bytes = await sealTo<'wrap'>(recipient, { ...team, identity: identityText(secret) })
  return { subject: teamReader(team.team, team.epoch), reader: RECOVERY_READER, bytes }
}
