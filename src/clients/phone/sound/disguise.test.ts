// Goal: a caller who wants it is kept as another voice, and nothing of their own is kept. Method: a made-up voice whose pitch is known, at the rate of a telephone, heard by a plain ear.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TELEPHONE_HZ, type Codec } from '#domain/telephone.ts'
import { pitchHeard, speech } from '#test/support/voice.ts'
import { disguise } from './disguise.ts'
import { decode, encode } from '#clients/telephony/sound/g711.ts'

const FRAME = 160
/** What comes out besides what went in: the mask's own delay, let out at the end. */
const OUT_MOST_SECONDS = 0.12

function told(codec: Codec, pitchHz: number, seconds: number): Uint8Array<ArrayBuffer> {
  return encode(codec, Int16Array.from(speech({ pitchHz, seconds, rateHz: TELEPHONE_HZ }), (sample) => Math.round(sample * 32_767)))
}

function pitchOf(codec: Codec, samples: Uint8Array): number {
  return pitchHeard(Float32Array.from(decode(codec, samples), (value) => value / 32_768), TELEPHONE_HZ)
}

function disguised(codec: Codec, samples: Uint8Array<ArrayBuffer>): Uint8Array {
  const mask = disguise(codec)
  const out: number[] = []
  for (let at = 0; at < samples.length; at += FRAME) out.push(...mask.push(samples.slice(at, at + FRAME)))
  return Uint8Array.from([...out, ...mask.finish()])
}

test('whoever speaks, another pitch is heard, another each time, and all of it', () => {
  for (const [codec, pitchHz] of [['ulaw', 100], ['alaw', 220]] as const) {
    const voice = told(codec, pitchHz, 2)
    assert.ok(Math.abs(pitchOf(codec, voice) / pitchHz - 1) < 0.06, 'the control: a plain ear finds the voice as it was spoken')
    const made = [disguised(codec, voice), disguised(codec, voice)] as const
    for (const each of made) {
      const pitch = pitchOf(codec, each.subarray(TELEPHONE_HZ / 2))
      assert.ok(pitch > 75 && pitch < 260 && Math.abs(Math.log2(pitch / pitchHz)) > 0.05, `${pitchHz} Hz became ${pitch} Hz`)
      const more = each.length - voice.length
      assert.ok(more >= 0 && more < OUT_MOST_SECONDS * TELEPHONE_HZ, `${more} samples more`)
    }
    assert.notDeepEqual(made[0], made[1])
  }
})

test('silence stays silence, what clips stays in bounds, and who goes on after a pause goes on', () => {
  const loud = (samples: Uint8Array): number => Math.max(...decode('ulaw', samples).map(Math.abs))
  assert.ok(loud(disguised('ulaw', new Uint8Array(TELEPHONE_HZ).fill(0xff))) < 16)
  assert.ok(loud(disguised('ulaw', Uint8Array.from({ length: TELEPHONE_HZ }, (_, at) => (at % 40 < 20 ? 0x00 : 0x80)))) > 1000)
  const mask = disguise('ulaw')
  const before = mask.push(told('ulaw', 120, 0.5)).length + mask.finish().length
  const after = mask.push(told('ulaw', 120, 0.5)).length
  assert.ok(before >= TELEPHONE_HZ / 2 && after > TELEPHONE_HZ / 4, `${before} ${after}`)
})
