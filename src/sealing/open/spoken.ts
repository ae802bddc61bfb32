import { fromBase64url, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { CODECS } from '#domain/telephone.ts'
import type { ReporterKeys } from '../plain/receipt.ts'
import type { SpokenSound } from '../plain/spoken-place.ts'
import { openWith } from './age.ts'

/** @throws Refusal `foreign-key` for what this code's key does not open, `not-canonical` for what is no part of speech */
export async function openSpoken({ identity }: Pick<ReporterKeys, 'identity'>, sealed: Uint8Array): Promise<SpokenSound & { readonly samples: Bytes }> {
  const value = await openWith(identity, sealed) as { readonly codec?: unknown; readonly recorded?: unknown; readonly samples?: unknown } | null
  const codec = CODECS.find((each) => each === value?.codec)
  const samples = typeof value?.samples === 'string' ? fromBase64url(value.samples) : null
  const recorded = value?.recorded === undefined ? 'unmasked' : value.recorded
  if (codec === undefined || samples === null || (recorded !== 'masked' && recorded !== 'unmasked')) throw new Refusal('not-canonical')
  return { codec, recorded, samples }
}
