import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { TELEPHONE_HZ } from '#domain/telephone.ts'
import { encode } from './g711.ts'
import { readWav } from './read-wav.ts'
import { wavOf } from './wav-of.ts'

/** A WAV file that somebody recorded, as a line says it: µ-law, 8,000 Hz, and nothing else of the file. */
export type PromptWav = { readonly sound: Bytes } | { readonly why: 'unreadable' | 'too-long' }

export function promptWav(bytes: Uint8Array): PromptWav {
  const samples = readWav(bytes)
  if (samples === null || samples.length === 0) return { why: 'unreadable' }
  if (samples.length > LIMITS.spokenPromptSecondsMax * TELEPHONE_HZ) return { why: 'too-long' }
  return { sound: wavOf('ulaw', encode('ulaw', samples)) }
}
