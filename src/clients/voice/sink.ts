import type { Bytes } from '#base/bytes.ts'
import { WAV_MU_LAW, wavHead } from '#base/wav.ts'
import { oggOpus, type Packet } from './ogg.ts'
import { RATE_HZ } from './rate.ts'
import { muLaw } from './mu-law.ts'

/** What a recording becomes. */
export interface Made {
  readonly parts: readonly Bytes[]
  readonly type: 'audio/ogg' | 'audio/wav'
  readonly ending: 'ogg' | 'wav'
}

/** Where what was heard goes, compressed as it comes: an hour of it is held as ten megabytes. */
export interface Sink {
  /** Nothing more can be taken: finishing it throws. */
  readonly isBroken: boolean
  add(samples: Float32Array<ArrayBuffer>): void
  /** @throws what the encoder had to say */
  finish(): Promise<Made>
}

/** Enough for a voice below 7 kHz, masked or not: 24 kbit a second, always. */
const BITS_A_SECOND = 24_000
export const OPUS: AudioEncoderConfig = { codec: 'opus', sampleRate: RATE_HZ, numberOfChannels: 1, bitrate: BITS_A_SECOND, bitrateMode: 'constant' }
const [TRIED_SAMPLES, TRIED_WITHIN_MS] = [1920, 2000]
/** Of an Ogg file without any sound. */
const HEAD_PAGES = 2
/** Of an Ogg page, for each packet of 20 ms. */
const OVERHEAD_BYTES_A_MINUTE = 3000 * 1.6

/** Opus where the browser writes it, else a plain file that every browser plays, five times as large. */
export async function newSink(): Promise<Sink> {
  return await writesOpus() ? opusSink() : wavSink()
}

/** About what a minute will weigh in this browser: to five kilobytes. */
export async function bytesAMinute(): Promise<number> {
  const exact = await writesOpus() ? (BITS_A_SECOND * 60) / 8 + OVERHEAD_BYTES_A_MINUTE : RATE_HZ * 60
  return Math.round(exact / 5000) * 5000
}

/** A browser that says it can is asked to do it: a moment of silence, to its end. */
async function writesOpus(): Promise<boolean> {
  try {
    if ((await AudioEncoder.isConfigSupported(OPUS)).supported !== true) return false
    const sink = opusSink()
    sink.add(new Float32Array(TRIED_SAMPLES))
    const finished = sink.finish().then(({ parts }) => parts.length > HEAD_PAGES)
    return await Promise.race([finished, new Promise<boolean>((resolve) => { setTimeout(resolve, TRIED_WITHIN_MS, false) })])
  } catch {
    return false
  }
}

function opusSink(): Sink {
  const packets: Packet[] = []
  let [samples, broken] = [0, null as DOMException | null]
  const encoder = new AudioEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength)
      chunk.copyTo(bytes)
      packets.push({ bytes, granules: granulesOf(bytes) })
    },
    error: (error) => { broken = error },
  })
  encoder.configure(OPUS)
  return {
    get isBroken() { return broken !== null },
    add(data) {
      if (broken !== null) return
      const sound = new AudioData({ format: 'f32-planar', sampleRate: RATE_HZ, numberOfChannels: 1, numberOfFrames: data.length, timestamp: Math.round((samples / RATE_HZ) * 1e6), data })
      samples += data.length
      encoder.encode(sound)
      sound.close()
    },
    async finish() {
      if (broken !== null) throw broken
      await encoder.flush()
      encoder.close()
      return { parts: oggOpus(packets, samples), type: 'audio/ogg', ending: 'ogg' }
    },
  }
}

/** How long a packet lasts, by its first byte and, where that says so, its second. @see RFC 6716, 3.1 and 3.2 */
export function granulesOf(packet: Bytes): number {
  const [first = 0, second = 0] = packet
  const config = first >> 3
  const frame = config < 12 ? ([480, 960, 1920, 2880][config & 3] ?? 0) : config < 16 ? ([480, 960][config & 1] ?? 0) : ([120, 240, 480, 960][config & 3] ?? 0)
  const frames = [1, 2, 2, second & 0x3f][first & 3] ?? 1
  return frame * frames
}

function wavSink(): Sink {
  const parts: Bytes[] = []
  let bytes = 0
  return {
    isBroken: false,
    add(data) {
      bytes += data.length
      parts.push(muLaw(data))
    },
    finish: async () => ({ parts: [wavHead({ format: WAV_MU_LAW, rateHz: RATE_HZ, bytes }), ...parts, new Uint8Array(bytes % 2)], type: 'audio/wav', ending: 'wav' }),
  }
}
