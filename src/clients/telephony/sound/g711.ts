import type { Bytes } from '#base/bytes.ts'
import type { Codec } from '#domain/telephone.ts'

/** 16-bit value of each byte. @see ITU-T G.711, tables 1 and 2; Sun's g711.c decodes to the same */
const MU_LAW = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff
  const level = ((((code & 0x0f) << 3) + 132) << ((code & 0x70) >> 4)) - 132
  return (code & 0x80) === 0 ? level : -level
})

const A_LAW = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ 0x55
  const exponent = (code & 0x70) >> 4
  const mantissa = ((code & 0x0f) << 4) + 8
  const level = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1)
  return (code & 0x80) === 0 ? -level : level
})

const DECODED: Readonly<Record<Codec, Int16Array>> = { ulaw: MU_LAW, alaw: A_LAW }

export function decode(codec: Codec, samples: Uint8Array): Int16Array {
  const table = DECODED[codec]
  return Int16Array.from(samples, (byte) => table[byte] ?? 0)
}

/** The nearest byte of each codec for every 16-bit value: made once, two times 64 kB. */
const ENCODED: Readonly<Record<Codec, Uint8Array>> = { ulaw: nearest(MU_LAW), alaw: nearest(A_LAW) }

export function encode(codec: Codec, samples: Int16Array): Bytes {
  const table = ENCODED[codec]
  return Uint8Array.from(samples, (value) => table[value + 32_768] ?? 0)
}

function nearest(table: Int16Array): Uint8Array {
  const levels = [...table].map((level, byte) => ({ level, byte })).sort((one, other) => one.level - other.level)
  let at = 0
  return Uint8Array.from({ length: 65_536 }, (_, index) => {
    const value = index - 32_768
    while (at + 1 < levels.length && Math.abs((levels[at + 1]?.level ?? 0) - value) <= Math.abs((levels[at]?.level ?? 0) - value)) at += 1
    return levels[at]?.byte ?? 0
  })
}

/** About -36 dB below full scale: a voice on a telephone is above it, a quiet room is not. */
const VOICE_LEVEL = 500

/** Whether somebody may be speaking. */
export function isLoud(codec: Codec, samples: Uint8Array): boolean {
  const table = DECODED[codec]
  let sum = 0
  for (const byte of samples) sum += Math.abs(table[byte] ?? 0)
  return samples.length > 0 && sum / samples.length > VOICE_LEVEL / 2
}
