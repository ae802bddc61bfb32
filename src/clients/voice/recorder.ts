import { RANDOM_WORDS } from './mask.ts'
import { RATE_HZ } from './rate.ts'
import type { Made, Sink } from './sink.ts'
import { PROCESSOR, type FromWorklet, type WorkletOptions } from './worklet-protocol.ts'

/** Why there is no recording: each has its sentence. */
export const OBSTACLES = ['denied', 'none', 'taken', 'unloaded'] as const
export type Obstacle = (typeof OBSTACLES)[number]

export class NoRecording extends Error {
  readonly reason: Obstacle
  constructor(reason: Obstacle) {
    super(reason)
    this.reason = reason
  }
}

/** What ends or holds a recording besides the person: the microphone is gone, it is as long as it may be, the device took the sound away, or the encoder broke. */
export type Interruption = 'unplugged' | 'longest' | 'interrupted' | 'broken'

export interface Take extends Made {
  readonly seconds: number
  readonly isMasked: boolean
}

export interface Recording {
  readonly seconds: number
  /** The loudest since it was last asked for, 0 to 1. */
  level(): number
  readonly isPaused: boolean
  pause(): void
  goOn(): Promise<void>
  /** Lets go of the microphone. */
  stop(): Promise<Take>
  discard(): void
}

interface Wish {
  /** Where the code is that runs on the audio thread. */
  readonly worklet: string
  readonly newSink: () => Promise<Sink>
  readonly secondsMax: number
  readonly isMasked: boolean
  readonly oninterruption: (what: Interruption) => void
}

/** One channel; the browser's own filters make a room quieter than it is. No device is asked for by name. */
const WANTED: MediaStreamConstraints = { audio: { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: true } }
const [BEGUN_WITHIN_MS, OVER_WITHIN_MS] = [5000, 3000]

/** Asks for the microphone and begins. The voice is masked on the audio thread, before this page has it. @throws NoRecording */
export async function record(wish: Wish): Promise<Recording> {
  const stream = await microphone()
  const context = new AudioContext()
  try {
    const sink = await wish.newSink()
    const node = await nodeOf(context, wish)
    context.createMediaStreamSource(stream).connect(node)
    // A node that leads nowhere may stand still. What this one gives on is silence.
    node.connect(context.destination)
    await begun(context)
    return recordingOf({ stream, context, node, sink }, wish)
  } catch (error) {
    letGo({ stream, context })
    throw error instanceof NoRecording ? error : new NoRecording('taken')
  }
}

/** @throws NoRecording where the device plays and hears nothing at all */
async function begun(context: AudioContext): Promise<void> {
  await Promise.race([context.resume(), new Promise((resolve) => { setTimeout(resolve, BEGUN_WITHIN_MS) })])
  if (context.state !== 'running') throw new NoRecording('taken')
}

async function microphone(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia(WANTED)
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    throw new NoRecording(name === 'NotAllowedError' || name === 'SecurityError' ? 'denied' : name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'taken')
  }
}

/**
 * [Note: A worklet has no hash] `addModule` takes none. It comes from where the page itself comes from, which names all other hashes: who could
 * exchange the one could exchange the other, and `verify-site` compares both with the sources.
 */
async function nodeOf(context: AudioContext, { worklet, isMasked }: Wish): Promise<AudioWorkletNode> {
  try {
    await context.audioWorklet.addModule(worklet)
  } catch {
    throw new NoRecording('unloaded')
  }
  const random = isMasked ? crypto.getRandomValues(new Uint32Array(RANDOM_WORDS)) : null
  const processorOptions: WorkletOptions = { random }
  const node = new AudioWorkletNode(context, PROCESSOR, { processorOptions })
  // The audio thread has a copy. Nobody else keeps what could undo the mask.
  random?.fill(0)
  return node
}

interface Held { readonly stream: MediaStream; readonly context: AudioContext }
interface Parts extends Held { readonly node: AudioWorkletNode; readonly sink: Sink }

function letGo({ stream, context }: Held): void {
  for (const track of stream.getTracks()) track.stop()
  if (context.state !== 'closed') void context.close()
}

function recordingOf({ stream, context, node, sink }: Parts, { isMasked, oninterruption, secondsMax }: Wish): Recording {
  let [samples, peak, isPaused, isOver] = [0, 0, false, false]
  const over = Promise.withResolvers<void>()
  const hold = (isHeld: boolean): void => {
    isPaused = isHeld
    for (const track of stream.getTracks()) track.enabled = !isHeld
    node.port.postMessage(isHeld ? 'wait' : 'listen')
  }
  const interrupt = (what: Interruption): void => {
    if (isOver) return
    hold(true)
    oninterruption(what)
  }
  node.port.onmessage = ({ data }: MessageEvent<FromWorklet>) => {
    if (data.is === 'over') return over.resolve()
    if (samples >= secondsMax * RATE_HZ) return
    samples += data.samples.length
    for (const sample of data.samples) peak = Math.max(peak, Math.abs(sample))
    sink.add(data.samples)
    if (sink.isBroken) interrupt('broken')
    else if (samples >= secondsMax * RATE_HZ) interrupt('longest')
  }
  node.addEventListener('processorerror', () => interrupt('broken'))
  for (const track of stream.getTracks()) track.addEventListener('ended', () => interrupt('unplugged'))
  context.addEventListener('statechange', () => { if (!isPaused && context.state !== 'running') interrupt('interrupted') })
  return {
    get seconds() { return samples / RATE_HZ },
    get isPaused() { return isPaused },
    level() {
      const now = peak
      peak = 0
      return now
    },
    pause: () => hold(true),
    async goOn() {
      await context.resume()
      hold(false)
    },
    async stop() {
      isOver = true
      if (context.state !== 'running') await context.resume().catch(() => undefined)
      node.port.postMessage('end')
      await Promise.race([over.promise, new Promise((resolve) => { setTimeout(resolve, OVER_WITHIN_MS) })])
      letGo({ stream, context })
      return { ...await sink.finish(), seconds: samples / RATE_HZ, isMasked }
    },
    discard() {
      isOver = true
      node.port.onmessage = null
      letGo({ stream, context })
    },
  }
}
