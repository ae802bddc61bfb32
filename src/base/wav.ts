import type { Bytes } from './bytes.ts'

/** Kinds of G.711 as a WAV file names them. @see RFC 2361 */
export const [WAV_A_LAW, WAV_MU_LAW] = [6, 7] as const

/** One channel, one byte a sample. */
export interface WavShape {
  readonly format: typeof WAV_A_LAW | typeof WAV_MU_LAW
  readonly rateHz: number
  readonly bytes: number
}

export const WAV_HEAD_BYTES = 58

/** The head of a file of so many such bytes. Nothing else stands in it. @see RFC 2361 and Microsoft, Multiple channel audio data and WAVE files (fmt, fact, data) */
export function wavHead({ format, rateHz, bytes }: WavShape): Bytes {
  const head = new Uint8Array(WAV_HEAD_BYTES)
  const view = new DataView(head.buffer)
  const mark = (at: number, text: string): void => { head.set(Uint8Array.from(text, (character) => character.charCodeAt(0)), at) }
  mark(0, 'RIFF')
  view.setUint32(4, WAV_HEAD_BYTES - 8 + bytes + (bytes % 2), true)
  mark(8, 'WAVEfmt ')
  view.setUint32(16, 18, true)
  for (const [at, value] of [[20, format], [22, 1], [32, 1], [34, 8]] as const) view.setUint16(at, value, true)
  view.setUint32(24, rateHz, true)
  view.setUint32(28, rateHz, true)
  mark(38, 'fact')
  view.setUint32(42, 4, true)
  view.setUint32(46, bytes, true)
  mark(50, 'data')
  view.setUint32(54, bytes, true)
  return head
}
