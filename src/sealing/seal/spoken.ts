import { base64url } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { recipientOf } from '../plain/age-identity.ts'
import type { ReporterKeys } from '../plain/receipt.ts'
import type { SpokenSound } from '../plain/spoken-place.ts'
import type { Sealed } from '../sealed/sealed.ts'
import { sealTo } from './age.ts'

/** Seals a part of speech to the code's own key. All parts weigh the same. @see spec/telephone.md */
export async function sealSpoken({ identity }: Pick<ReporterKeys, 'identity'>, { codec, recorded }: SpokenSound, samples: Uint8Array): Promise<Sealed<'spoken'>> {
  return sealTo<'spoken'>(await recipientOf(identity), { codec, ...(recorded === 'masked' ? { recorded } : {}), samples: base64url(samples) }, LIMITS.spokenPartBytesMin)
}
