// Parts of speech that wait for their code, by a second hand.
import { openHybrid } from './age.ts'
import { ascii, hkdf, join, record, Refused, uint32, unb64, type Bytes } from './primitives.ts'

export function spokenToken(seed: Bytes, place: readonly [turn: number, take: number, part: number]): Bytes {
  return hkdf(seed, join(ascii('postern/spoken-part/v1'), ...place.map(uint32)))
}

/** @throws Refused */
export function openPart(seed: Bytes, sealed: Bytes): { readonly codec: string; readonly recorded: string; readonly samples: Bytes } {
  const { codec, recorded = 'unmasked', samples } = record(openHybrid(seed, sealed))
  if ((codec !== 'ulaw' && codec !== 'alaw') || typeof samples !== 'string' || (recorded !== 'masked' && recorded !== 'unmasked')) throw new Refused('not-canonical')
  return { codec, recorded, samples: unb64(samples) }
}
