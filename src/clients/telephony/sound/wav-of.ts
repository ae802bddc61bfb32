import { concat, type Bytes } from '#base/bytes.ts'
import { WAV_A_LAW, WAV_MU_LAW, wavHead } from '#base/wav.ts'
import { TELEPHONE_HZ, type Codec } from '#domain/telephone.ts'

/** A file that every browser plays; the samples in it are those of the telephone, byte for byte. */
export function wavOf(codec: Codec, samples: Uint8Array): Bytes {
  const head = wavHead({ format: codec === 'ulaw' ? WAV_MU_LAW : WAV_A_LAW, rateHz: TELEPHONE_HZ, bytes: samples.length })
  return concat(head, samples, new Uint8Array(samples.length % 2))
}
