import { base64url } from '#base/bytes.ts'
import type { RecoveryShare } from '../plain/recovery-share.ts'
import { memberReader, recoverySubject, type WrapRow } from '../sealed/entry.ts'
import { sealTo } from './age.ts'

/** A share for its holder alone: an age file with one recipient, as every wrap is. */
export async function sealShare({ office, generation, index, share }: RecoveryShare, holder: { readonly signKey: string; readonly recipient: string }): Promise<WrapRow> {
  const bytes = await sealTo<'wrap'>(holder.recipient, { office, generation, index, share: base64url(share.reveal()) })
  return { subject: recoverySubject(generation), reader: memberReader(holder.signKey), bytes }
}
