import type { Bytes } from '#base/bytes.ts'
import type { Recorded } from '#domain/bodies.ts'
import type { Codec } from '#domain/telephone.ts'
import { derive } from './derive.ts'
import type { ReporterKeys } from './receipt.ts'

/** Which part of what somebody says by telephone. */
export interface SpokenPlace {
  /** How many entries the reporter has written in this report: speech that was sent is never looked for again. */
  readonly turn: number
  /** Counts from 0; another one each time that the caller says it anew. */
  readonly take: number
  readonly part: number
}

/** How speech was kept. */
export interface SpokenSound {
  readonly codec: Codec
  readonly recorded: Recorded
}

/** The token of the upload in which a part waits: whoever has the code finds it, and nobody else. @see spec/telephone.md */
export function spokenToken({ identity }: Pick<ReporterKeys, 'identity'>, { turn, take, part }: SpokenPlace): Bytes {
  const place = new Uint8Array(12)
  for (const [at, value] of [turn, take, part].entries()) new DataView(place.buffer).setUint32(4 * at, value)
  return derive(identity.reveal(), 'postern/spoken-part/v1', { context: [place] })
}
