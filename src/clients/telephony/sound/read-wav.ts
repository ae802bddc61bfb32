import { TELEPHONE_HZ } from '#domain/telephone.ts'
import { WAV_A_LAW, WAV_MU_LAW } from '#base/wav.ts'
import { decode } from './g711.ts'

const WAV_PCM = 1

/** One channel of a WAV file as a prompt needs it: 16-bit or G.711, at any rate from 8,000 Hz up. @returns null for what it cannot read */
export function readWav(bytes: Uint8Array): Int16Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const mark = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.length < 44 || mark(0) !== 'RIFF' || mark(8) !== 'WAVE') return null
  let head: { readonly format: number; readonly rateHz: number } | null = null
  for (let at = 12; at + 8 <= bytes.length;) {
    // A program that writes to a pipe does not know the size beforehand.
    const size = Math.min(view.getUint32(at + 4, true), bytes.length - at - 8)
    if (mark(at) === 'fmt ' && size >= 16) {
      const isMono = view.getUint16(at + 10, true) === 1
      const bits = view.getUint16(at + 22, true)
      const format = view.getUint16(at + 8, true)
      if (!isMono || bits !== (format === WAV_PCM ? 16 : 8)) return null
      head = { format, rateHz: view.getUint32(at + 12, true) }
    }
    if (mark(at) === 'data') return head === null ? null : samplesOf(head, bytes.subarray(at + 8, at + 8 + size))
    at += 8 + size + (size % 2)
  }
  return null
}

function samplesOf({ format, rateHz }: { readonly format: number; readonly rateHz: number }, data: Uint8Array): Int16Array | null {
  if (rateHz < TELEPHONE_HZ) return null
  if (format === WAV_MU_LAW || format === WAV_A_LAW) return resampled(decode(format === WAV_MU_LAW ? 'ulaw' : 'alaw', data), rateHz)
  if (format !== WAV_PCM) return null
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return resampled(Int16Array.from({ length: Math.floor(data.length / 2) }, (_, at) => view.getInt16(2 * at, true)), rateHz)
}

/** Each sample is the mean of those that it stands for: enough for speech on a telephone. */
function resampled(samples: Int16Array, rateHz: number): Int16Array {
  if (rateHz === TELEPHONE_HZ) return samples
  const ratio = rateHz / TELEPHONE_HZ
  return Int16Array.from({ length: Math.floor(samples.length / ratio) }, (_, at) => {
    const [from, to] = [Math.floor(at * ratio), Math.max(Math.floor(at * ratio) + 1, Math.floor((at + 1) * ratio))]
    let sum = 0
    for (let index = from; index < to; index++) sum += samples[index] ?? 0
    return Math.round(sum / (to - from))
  })
}
