// Goal: what comes out is another voice, always in bounds, and nobody's guess. Method: properties over random sound and pieces of random size; a
// made-up voice whose pitch and resonances are known, masked many times over; oracles that are not ours are asked in tools/voice.
import assert from 'node:assert/strict'
import { createHash, randomFillSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { pitchHeard, speech } from '#test/support/voice.ts'
import { LIMITS } from '#base/limits.ts'
import { MASK_DELAY_SAMPLES_MAX, masker, RANDOM_WORDS } from './mask.ts'
import { wandering } from './paths.ts'
import { HOP, RATE_HZ } from './rate.ts'

function randomWords(): Uint32Array {
  return randomFillSync(new Uint32Array(RANDOM_WORDS))
}

/** The same words every time: a test of what is drawn shall not itself be drawn. */
function wordsOf(seed: number): Uint32Array {
  return Uint32Array.from({ length: RANDOM_WORDS }, (_, at) => createHash('sha256').update(`${seed} ${at}`).digest().readUInt32LE(0))
}

function masked(samples: Float32Array, random = randomWords()): Float32Array {
  const mask = masker(random)
  return Float32Array.from([...mask.push(samples), ...mask.finish()])
}

function energyOf(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0)
}

/** How the power of a sound is shared among these places of its spectrum. */
function shares(samples: Float32Array, bands: readonly number[]): number[] {
  const powers = bands.map((hz) => {
    let [re, im] = [0, 0]
    for (let at = 0; at < samples.length; at++) {
      const turn = (2 * Math.PI * hz * at) / RATE_HZ
      re += (samples[at] ?? 0) * Math.cos(turn)
      im += (samples[at] ?? 0) * Math.sin(turn)
    }
    return re * re + im * im
  })
  const sum = powers.reduce((total, power) => total + power, 1e-12)
  return powers.map((power) => power / sum)
}

/** How unlike two sounds are, from 0 to 2. */
function away(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, share, at) => sum + Math.abs(share - (other[at] ?? 0)), 0)
}

/** The first fifth of a second by the harmonics and what is between them. */
function near(samples: Float32Array): number[] {
  return shares(samples.subarray(0, 3000), Array.from({ length: 60 }, (_, at) => 200 + 60 * at))
}

test('any sound, in pieces of any size, comes out the same, in bounds, and as long as it went in', () => {
  const sound = fc.array(fc.oneof(fc.float({ min: -1, max: 1, noNaN: true }), fc.constantFrom(-1, 1, 0, 1e-30, 5e-324)), { minLength: 1, maxLength: 3000 })
  fc.assert(fc.property(sound, fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 9 }), (values, sizes) => {
    const samples = Float32Array.from(values)
    const random = randomWords()
    const whole = masked(samples, random)
    const mask = masker(random)
    const pieces: number[] = []
    for (let at = 0, turn = 0; at < samples.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1
      pieces.push(...mask.push(samples.subarray(at, at + size)))
      at += size
    }
    pieces.push(...mask.finish())
    assert.deepEqual(Float32Array.from(pieces), whole)
    assert.ok(whole.every((sample) => Number.isFinite(sample) && Math.abs(sample) <= 1))
    assert.equal(whole.length % HOP, 0)
    assert.ok(whole.length >= samples.length + MASK_DELAY_SAMPLES_MAX && whole.length < samples.length + MASK_DELAY_SAMPLES_MAX + 2 * HOP)
  }), { numRuns: 30 })
})

test('what rings, clips and steps stays in bounds', () => {
  const hard = [440, 1000, 3999, 7999].map((hz) => Float32Array.from({ length: 8000 }, (_, at) => Math.sign(Math.sin((2 * Math.PI * hz * at) / RATE_HZ))))
  for (const samples of [...hard, new Float32Array(8000).fill(1), Float32Array.from({ length: 8000 }, (_, at) => (at === 4000 ? 1 : 0))]) {
    assert.ok(masked(samples).every((sample) => Number.isFinite(sample) && Math.abs(sample) <= 1))
  }
})

test('silence stays silence, and a sound comes out no later than it is said to', () => {
  assert.ok(masked(new Float32Array(RATE_HZ)).every((sample) => sample === 0))
  const voice = speech({ pitchHz: 130, seconds: 1 })
  const late = new Float32Array(RATE_HZ + voice.length)
  late.set(voice, RATE_HZ)
  const out = masked(late)
  assert.equal(energyOf(out.subarray(0, RATE_HZ)), 0, 'nothing is heard before it was said')
  const end = RATE_HZ + voice.length + MASK_DELAY_SAMPLES_MAX
  assert.equal(energyOf(out.subarray(end)), 0, 'nothing is kept back')
  const loudness = energyOf(out) / energyOf(voice)
  assert.ok(loudness > 0.25 && loudness < 2.5, `as loud as it was: ${loudness}`)
})

test('the pitch that comes out is drawn, and tells nothing of the one that went in', () => {
  const speakers = [95, 130, 210]
  const found = speakers.map((pitchHz) => {
    const voice = speech({ pitchHz, seconds: 3 })
    assert.ok(Math.abs(pitchHeard(voice) / pitchHz - 1) < 0.05, 'the control: a plain ear finds it')
    return Array.from({ length: 6 }, (_, seed) => pitchHeard(masked(voice, wordsOf(seed)).subarray(RATE_HZ)))
  })
  for (const [at, pitches] of found.entries()) {
    for (const pitch of pitches) {
      assert.ok(pitch > 80 && pitch < 250, `${speakers[at]} Hz became ${pitch} Hz`)
      assert.ok(Math.abs(Math.log2(pitch / (speakers[at] ?? 0))) > 0.05, `${speakers[at]} Hz stayed ${pitch} Hz`)
    }
    assert.ok(Math.max(...pitches) / Math.min(...pitches) > 1.15, `six recordings of ${speakers[at]} Hz: ${pitches.map(Math.round)}`)
  }
})

test('the mask is on from the first sound, before anybody can know how the voice is', () => {
  const voice = speech({ pitchHz: 150, seconds: 0.25 })
  for (let each = 0; each < 10; each++) {
    const mask = masker(wordsOf(each))
    const begun = Float32Array.from([...mask.push(new Float32Array(HOP)), ...mask.push(voice), ...mask.finish()])
    assert.ok(away(near(voice), near(begun.subarray(HOP + 800))) > 0.7)
  }
  const late = new Float32Array(voice.length)
  late.set(voice.subarray(0, voice.length - 150), 150)
  assert.ok(away(near(voice), near(late)) < 0.3, 'the control: the same voice a little later')
})

test('two maskings of one voice are two voices, and the same random words give the same one', () => {
  const voice = speech({ pitchHz: 120, seconds: 2 })
  const random = wordsOf(7)
  assert.deepEqual(masked(voice, random), masked(voice, random))
  const bands = Array.from({ length: 40 }, (_, at) => 150 + 100 * at)
  const middle = (samples: Float32Array): number[] => shares(samples.subarray(RATE_HZ, RATE_HZ + 8000), bands)
  const plain = middle(voice)
  const made = Array.from({ length: 5 }, (_, seed) => middle(masked(voice, wordsOf(seed)).subarray(MASK_DELAY_SAMPLES_MAX)))
  for (const [at, one] of made.entries()) {
    assert.ok(away(one, plain) > 0.3, 'another sound than was spoken')
    for (const other of made.slice(at + 1)) assert.ok(away(one, other) > 0.2, 'another sound each time')
  }
})

test('an hour uses no more random words than were drawn', () => {
  let drawn = 0
  const wander = wandering(() => { drawn += 1; return Math.random() }, 1)
  for (let hop = 0; hop < (LIMITS.voiceSecondsMax * RATE_HZ) / HOP; hop++) wander()
  // Four wander, and some words are drawn once.
  assert.ok(4 * drawn + 64 < RANDOM_WORDS, `${4 * drawn}`)
})
