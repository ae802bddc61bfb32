import {
  ALL_FORMATS, CustomSource, EncodedAudioPacketSource, EncodedPacketSink, EncodedVideoPacketSource, Input, Mp4OutputFormat, NullTarget, Output,
  type EncodedPacket, type InputAudioTrack, type InputVideoTrack,
} from 'mediabunny'
import { CannotShow, type ShownFile } from '../frame.ts'

/** So far ahead of what is being watched; more would be read for nothing. */
const AHEAD_SECONDS = 8
/** What was watched stays so long, for a look back. */
const BEHIND_SECONDS = 30
const CACHE_BYTES = 16 * 1024 * 1024

/**
 * Plays a film too large to be read whole. Its packets go into fragments, unchanged, from the key frame before the place that is watched; a jump
 * starts again there. So a jump to the end of two gigabytes reads the index and some megabytes.
 *
 * @see Media Source Extensions; ISO/IEC 14496-12 8.8 (movie fragments)
 */
export async function stream(file: ShownFile, player: HTMLMediaElement): Promise<void> {
  const input = new Input({ formats: ALL_FORMATS, source: new CustomSource({ getSize: () => file.sizeBytes, read: (from, to) => file.read(from, to), maxCacheSize: CACHE_BYTES }) })
  const [video, audio, duration] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack(), await input.computeDuration()]
  const tracks = [video, audio].filter((track) => track !== null)
  const codecs = await Promise.all(tracks.map((track) => track.getCodecParameterString()))
  const type = `${video === null ? 'audio' : 'video'}/mp4; codecs="${codecs.join(',')}"`
  if (tracks.length === 0 || codecs.includes(null) || !MediaSource.isTypeSupported(type)) throw new CannotShow('cannot-be-drawn')
  const media = new MediaSource()
  player.src = URL.createObjectURL(media)
  await new Promise((resolve) => { media.addEventListener('sourceopen', resolve, { once: true }) })
  media.duration = duration
  const buffer = media.addSourceBuffer(type)
  const appender = appending(media, buffer)
  let run = new AbortController()
  const from = async (seconds: number): Promise<void> => {
    run.abort()
    const mine = new AbortController()
    run = mine
    await play({ video, audio, seconds, signal: mine.signal, append: appender, wait: () => room(player, buffer, mine.signal) })
    if (!mine.signal.aborted && media.readyState === 'open') await appender.end()
  }
  const restart = (seconds: number): void => { from(seconds).catch((error: unknown) => { if (!run.signal.aborted) console.warn(error) }) }
  player.addEventListener('seeking', () => { if (!isBuffered(player, player.currentTime)) restart(player.currentTime) })
  restart(0)
}

interface Playing {
  readonly video: InputVideoTrack | null
  readonly audio: InputAudioTrack | null
  readonly seconds: number
  readonly signal: AbortSignal
  readonly append: Appender
  wait(): Promise<void>
}

/** From the key frame before `seconds` to the end, or until it is told to stop. */
async function play({ video, audio, seconds, signal, append, wait }: Playing): Promise<void> {
  const queue: Uint8Array<ArrayBuffer>[] = []
  const keep = (data: Uint8Array): void => { queue.push(data.slice()) }
  const format = new Mp4OutputFormat({ fastStart: 'fragmented', minimumFragmentDuration: 1, onFtyp: keep, onMoov: keep, onMoof: keep, onMdat: keep })
  const output = new Output({ format, target: new NullTarget() })
  const pictures = video === null ? null : await pictureLane(output, video, seconds)
  const start = pictures?.next?.timestamp ?? seconds
  const lanes = [pictures, audio === null ? null : await soundLane(output, audio, start)].filter((each) => each !== null)
  await output.start()
  await append.startAt(start)
  const pass = async (): Promise<void> => { for (const data of queue.splice(0)) if (!signal.aborted) await append.add(data) }
  for (let next = first(lanes); next !== null && !signal.aborted; next = first(lanes)) {
    await next.step(start)
    await pass()
    await wait()
  }
  if (signal.aborted) return output.cancel()
  await output.finalize()
  await pass()
}

/** The packets of one track on their way. */
interface Lane {
  readonly next: EncodedPacket | null
  step(start: number): Promise<void>
}

/** Whichever packet comes first in the film goes first: the fragments want both tracks in step. */
function first(lanes: readonly Lane[]): Lane | null {
  return lanes.filter(({ next }) => next !== null).sort((one, other) => (one.next?.timestamp ?? 0) - (other.next?.timestamp ?? 0))[0] ?? null
}

async function pictureLane(output: Output, track: InputVideoTrack, seconds: number): Promise<Lane> {
  const [codec, config, rotation] = [await track.getCodec(), await track.getDecoderConfig(), await track.getRotation()]
  if (codec === null || config === null) throw new CannotShow('cannot-be-drawn')
  const source = new EncodedVideoPacketSource(codec)
  output.addVideoTrack(source, { rotation })
  return lane(track, seconds, (packet) => source.add(packet, { decoderConfig: config }))
}

async function soundLane(output: Output, track: InputAudioTrack, seconds: number): Promise<Lane> {
  const [codec, config] = [await track.getCodec(), await track.getDecoderConfig()]
  if (codec === null || config === null) throw new CannotShow('cannot-be-drawn')
  const source = new EncodedAudioPacketSource(codec)
  output.addAudioTrack(source)
  return lane(track, seconds, (packet) => source.add(packet, { decoderConfig: config }))
}

async function lane(track: InputVideoTrack | InputAudioTrack, seconds: number, add: (packet: EncodedPacket) => Promise<void>): Promise<Lane> {
  const sink = new EncodedPacketSink(track)
  let next = await sink.getKeyPacket(seconds) ?? await sink.getFirstKeyPacket()
  return {
    get next() { return next },
    async step(start) {
      if (next === null) return
      if (next.timestamp >= start) await add(next.clone({ timestamp: next.timestamp - start }))
      next = await sink.getNextPacket(next)
    },
  }
}

interface Appender {
  add(data: Uint8Array<ArrayBuffer>): Promise<void>
  /** Lets go of all that is there; what comes next begins at this place of the film. */
  startAt(seconds: number): Promise<void>
  end(): Promise<void>
}

/** A source buffer takes one thing at a time. */
function appending(media: MediaSource, buffer: SourceBuffer): Appender {
  let turn: Promise<void> = Promise.resolve()
  const after = async (before: Promise<void>, act: () => void): Promise<void> => {
    await before
    const done = new Promise((resolve) => { buffer.addEventListener('updateend', resolve, { once: true }) })
    act()
    if (buffer.updating) await done
  }
  const next = (act: () => void): Promise<void> => {
    const mine = after(turn, act)
    // What went wrong with one place of the film is told to whoever asked for it, and holds up no other.
    turn = mine.catch(() => undefined)
    return mine
  }
  return {
    add: (data) => next(() => buffer.appendBuffer(data)),
    startAt: (seconds) => next(() => {
      // A film that was read to its end has ended: nothing is half taken in then, and there is nothing to abort. What follows opens it again.
      if (media.readyState === 'open') buffer.abort()
      buffer.timestampOffset = seconds
      buffer.remove(0, Number.POSITIVE_INFINITY)
    }),
    end: () => next(() => media.endOfStream()),
  }
}

/** Waits while enough is there, and lets go of what was watched. */
async function room(player: HTMLMediaElement, buffer: SourceBuffer, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && ahead(player) > AHEAD_SECONDS) {
    if (player.currentTime > BEHIND_SECONDS * 2 && !buffer.updating && buffer.buffered.length > 0 && buffer.buffered.start(0) < player.currentTime - BEHIND_SECONDS * 2) buffer.remove(0, player.currentTime - BEHIND_SECONDS)
    await new Promise((resolve) => { setTimeout(resolve, 250) })
  }
}

function ahead(player: HTMLMediaElement): number {
  const { buffered, currentTime } = player
  for (let at = 0; at < buffered.length; at++) if (buffered.start(at) <= currentTime + 0.5 && buffered.end(at) >= currentTime) return buffered.end(at) - currentTime
  return 0
}

function isBuffered(player: HTMLMediaElement, seconds: number): boolean {
  const { buffered } = player
  return Array.from({ length: buffered.length }, (_, at) => at).some((at) => buffered.start(at) <= seconds && buffered.end(at) > seconds)
}
