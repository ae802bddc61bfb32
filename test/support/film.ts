// Moving pictures that a browser records here, and a long film made of one of them without encoding anything anew.
import { ALL_FORMATS, BufferSource, BufferTarget, EncodedPacketSink, EncodedVideoPacketSource, Input, Mp4OutputFormat, Output, type Target } from 'mediabunny'
import type { Page } from 'playwright-core'
import type { Bytes } from '#base/bytes.ts'

export interface Film {
  readonly png: Bytes
  readonly webm: Bytes
}

/** A picture and about a second of film of 320 by 240, full of detail. */
export async function film(page: Page): Promise<Film> {
  await page.goto('about:blank')
  const { png, webm } = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 })
    const pen = canvas.getContext('2d')
    if (pen === null) throw new Error('no canvas')
    const scribble = (turn: number): void => {
      for (let at = 0; at < 3000; at++) {
        pen.fillStyle = `rgb(${(at * 7 + turn) % 256},${(at * 13) % 256},${(at * 29 + turn * 5) % 256})`
        pen.fillRect((at * 37 + turn) % 320, (at * 53) % 240, 5, 5)
      }
    }
    scribble(0)
    const picture = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/png') })
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm;codecs=vp9', videoBitsPerSecond: 20_000_000 })
    const pieces: Blob[] = []
    recorder.addEventListener('dataavailable', ({ data }) => { pieces.push(data) })
    const stopped = new Promise((resolve) => { recorder.addEventListener('stop', resolve) })
    recorder.start()
    for (let turn = 0; turn < 30; turn++) {
      scribble(turn)
      await new Promise((resolve) => { setTimeout(resolve, 33) })
    }
    recorder.stop()
    await stopped
    const coded = async (blob: Blob): Promise<string> => new Uint8Array(await blob.arrayBuffer()).toBase64()
    return { png: await coded(picture ?? new Blob()), webm: await coded(new Blob(pieces)) }
  })
  return { png: Uint8Array.fromBase64(png), webm: Uint8Array.fromBase64(webm) }
}

const LONG_BYTES = 52 * 1024 * 1024

/** The same second again and again, as one MP4 with its index at the end: as cameras write it. */
export async function longFilm(webm: Bytes, bytesMin = LONG_BYTES): Promise<{ readonly name: string; readonly bytes: Bytes; readonly seconds: number }> {
  const target = new BufferTarget()
  const seconds = await writeLongFilm(webm, target, bytesMin)
  return { name: 'recorder.mp4', bytes: new Uint8Array(target.buffer ?? new ArrayBuffer(0)), seconds }
}

/** As `longFilm`, to wherever it fits. @returns how long it plays */
export async function writeLongFilm(webm: Bytes, target: Target, bytesMin: number): Promise<number> {
  const track = await new Input({ formats: ALL_FORMATS, source: new BufferSource(webm) }).getPrimaryVideoTrack()
  if (track === null) throw new Error('no film')
  const [codec, config] = [await track.getCodec(), await track.getDecoderConfig()]
  if (codec === null || config === null) throw new Error('no film')
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: false }), target })
  const source = new EncodedVideoPacketSource(codec)
  output.addVideoTrack(source)
  await output.start()
  const sink = new EncodedPacketSink(track)
  // The last frame has no length of its own in this container.
  const second = await track.computeDuration() + 1 / 30
  let [seconds, written] = [0, 0]
  for (; written < bytesMin; seconds += second) {
    for await (const packet of sink.packets()) {
      await source.add(packet.clone({ timestamp: seconds + packet.timestamp }), { decoderConfig: config })
      written += packet.byteLength
    }
  }
  await output.finalize()
  return seconds
}
