import type { Bytes } from '#base/bytes.ts'
import { RATE_HZ } from './rate.ts'

const MU_LAW = 7
const [BIAS, CLIP] = [132, 32_635]

/** One byte a sample, by the logarithm: half of the bytes, and nothing of a voice is lost that an ear misses. @see ITU-T G.711, 3.2 */
export function muLaw(samples: Float32Array): Bytes {
  return Uint8Array.from(samples, (sample) => {
    const level = Math.round(sample * 32_768)
    const biased = Math.min(CLIP, Math.abs(level)) + BIAS
    const exponent = 24 - Math.clz32(biased)
    return ~((level < 0 ? 0x80 : 0) | (exponent << 4) | ((biased >> (exponent + 3)) & 0x0f)) & 0xff
  })
}

/** The head of a file of so many such bytes. Nothing else stands in it. @see RFC 2361 and Microsoft, Multiple channel audio data and WAVE files (fmt, fact, data) */
export function wavHead(bytes: number): Bytes {
  const head = new Uint8Array(58)
  const view = new DataView(head.buffer)
  const mark = (at: number, text: string): void => { head.set(Uint8Array.from(text, (character) => character.charCodeAt(0)), at) }
  mark(0, 'RIFF')
  view.setUint32(4, 50 + bytes + (bytes % 2), true)
  mark(8, 'WAVEfmt ')
  view.setUint32(16, 18, true)
  for (const [at, value] of [[20, MU_LAW], [22, 1], [32, 1], [34, 8]] as const) view.setUint16(at, value, true)
  view.setUint32(24, RATE_HZ, true)
  view.setUint32(28, RATE_HZ, true)
  mark(38, 'fact')
  view.setUint32(42, 4, true)
  view.setUint32(46, bytes, true)
  mark(50, 'data')
  view.setUint32(54, bytes, true)
  return head
}
