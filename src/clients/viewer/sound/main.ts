// A sound, with its shape to be looked at and jumped about in. What plays it is the browser's own element; what is drawn was decoded apart, at the telephone's rate:
// an hour of it is 115 MB, and forgotten once it is drawn.
import type { Bytes } from '#base/bytes.ts'
import { show, stage, whole } from '../frame.ts'
import { SOUND_BYTES_MAX } from '../protocol.ts'
import { started } from '../started.ts'
import { Player } from './player.ts'
import { peaks, silences, type Samples, type Silence } from './wave.ts'

const DRAWN_HZ = 8000
/** Longer ones are played without their shape: it would take more memory than a page should. */
const DRAWN_SECONDS_MAX = 2 * 3600
const PEAKS = 1200

interface Shape {
  readonly seconds: number
  readonly peaks: Float32Array
  readonly silences: readonly Silence[]
}

show(async (file, tell, heard) => {
  const bytes = await whole(file, SOUND_BYTES_MAX)
  const sound = new Audio(URL.createObjectURL(new Blob([bytes], { type: file.type })))
  await started(sound)
  const shape = sound.duration <= DRAWN_SECONDS_MAX || !Number.isFinite(sound.duration) ? await shapeOf(bytes) : null
  const player = new Player(sound, { seconds: shape?.seconds ?? sound.duration, peaks: shape?.peaks ?? null, silences: shape?.silences ?? [] }, { labels: file.labels, heard })
  stage().replaceChildren(player.element)
  player.draw()
  tell({})
  return { sound: (deed) => player.obey(deed) }
})

/** @returns null for what the element plays and nothing decodes whole */
async function shapeOf(bytes: Bytes): Promise<Shape | null> {
  try {
    const decoded = await new OfflineAudioContext(1, 1, DRAWN_HZ).decodeAudioData(bytes.slice().buffer)
    if (decoded.duration > DRAWN_SECONDS_MAX) return null
    const samples: Samples = { rateHz: decoded.sampleRate, channels: Array.from({ length: decoded.numberOfChannels }, (_, channel) => decoded.getChannelData(channel)) }
    return { seconds: decoded.duration, peaks: peaks(samples, PEAKS), silences: silences(samples) }
  } catch {
    return null
  }
}
