// Goal: what a handler speaks comes out as a telephone carries it, whole and without what a telephone cannot carry. Method: tones of known pitch, in pieces of any size.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { concat, type Bytes } from '#base/bytes.ts'
import { readWav } from '#clients/telephony/sound/read-wav.ts'
import { RATE_HZ } from './rate.ts'
import { telephoneSink } from './telephone-sink.ts'

function tone(hertz: number, seconds: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, at) => 0.5 * Math.sin((2 * Math.PI * hertz * at) / RATE_HZ))
}

async function made(sound: Float32Array<ArrayBuffer>, cuts: readonly number[] = []): Promise<Bytes> {
  const sink = telephoneSink()
  let at = 0
  for (const cut of [...cuts, sound.length]) {
    const end = Math.min(sound.length, at + cut)
    sink.add(sound.slice(at, end))
    at = end
  }
  return concat(...(await sink.finish()).parts)
}

/** Root mean square of what the line reads of it, 0 to 1, without the first and last hundredths of a second. */
function loudness(file: Bytes): number {
  const samples = (readWav(file) ?? assert.fail('no sound')).slice(160, -160)
  return Math.sqrt(samples.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / samples.length)
}

test('a voice comes through at its loudness, what a telephone cannot carry does not, and the length is its length', async () => {
  const [voice, hiss] = [await made(tone(1000, 1)), await made(tone(6000, 1))]
  assert.ok(Math.abs(loudness(voice) - 0.5 / Math.SQRT2) < 0.01, `${loudness(voice)}`)
  assert.ok(loudness(hiss) < 0.005, `${loudness(hiss)}: folded down, it would be heard as a tone of 2 kHz`)
  const length = readWav(voice)?.length ?? 0
  assert.ok(Math.abs(length - 8000) < 100, `${length} samples`)
  assert.deepEqual([voice[0], new DataView(voice.buffer).getUint16(20, true), new DataView(voice.buffer).getUint32(24, true), voice.length % 2], [0x52, 7, 8000, 0])
})

test('in pieces of any size it is the same file', async () => {
  const sound = tone(440, 0.3)
  const whole = await made(sound)
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 8 }), async (cuts) => {
    assert.deepEqual(await made(sound, cuts), whole)
  }), { numRuns: 30 })
})
