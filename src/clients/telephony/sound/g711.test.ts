// Goal: sound is what the telephone network means by it. Method: values of ITU-T G.711 by hand, the encoder that reporters' pages have, and both ways for every byte.
import assert from 'node:assert/strict'
import test from 'node:test'
import { muLaw } from '#clients/voice/mu-law.ts'
import { CODECS } from '#domain/telephone.ts'
import { decode, encode, isLoud } from './g711.ts'

test('bytes mean what the recommendation says', () => {
  assert.deepEqual([...decode('ulaw', Uint8Array.of(0x00, 0x7f, 0x80, 0xff, 0x8f))], [-32_124, 0, 32_124, 0, 16_764])
  assert.deepEqual([...decode('alaw', Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a))], [8, -8, 32_256, -32_256])
})

test('every byte comes back, but for the second zero of µ-law', () => {
  for (const codec of CODECS) {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const back = encode(codec, decode(codec, bytes))
    assert.deepEqual(decode(codec, back), decode(codec, bytes))
    assert.deepEqual([...back].filter((byte, at) => byte !== at).length, codec === 'ulaw' ? 1 : 0)
  }
})

test('what a reporter’s page encodes is decoded within a step', () => {
  const samples = Float32Array.from({ length: 2000 }, (_, at) => 0.9 * Math.sin(at / 7))
  const decoded = decode('ulaw', muLaw(samples))
  for (const [at, sample] of samples.entries()) assert.ok(Math.abs((decoded[at] ?? 0) - sample * 32_768) <= Math.max(8, Math.abs(sample) * 32_768 / 16))
})

test('a voice is loud and a quiet line is not', () => {
  const [quiet, loud] = [Int16Array.from({ length: 160 }, (_, at) => 40 * Math.sin(at)), Int16Array.from({ length: 160 }, (_, at) => 3000 * Math.sin(at))]
  for (const codec of CODECS) assert.deepEqual([isLoud(codec, encode(codec, quiet)), isLoud(codec, encode(codec, loud)), isLoud(codec, new Uint8Array(0))], [false, true, false])
})
