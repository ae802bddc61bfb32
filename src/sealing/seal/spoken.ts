import { base64url } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import type { Codec } from '#domain/telephone.ts'
import { recipientOf } from '../plain/age-identity.ts'
import type { ReporterKeys } from '../plain/receipt.ts'
import type { Sealed } from '../sealed/sealed.ts'
import { sealTo } from './age.ts'

/** Seals a part of speech to the code's own key. All parts weigh the same. @see spec/telephone.md */
export async function sealSpoken({ identity }: Pick<ReporterKeys, 'identity'>, codec: Codec, samples: Uint8Array): Promise<Sealed<'spoken'>> {
  return sealTo<'spoken'>(await recipientOf(identity), { codec, samples: base64url(samples) }, LIMITS.spokenPartBytesMin)
}
