// Goal: the telephone of our tests understands what it hears, and nothing that was not said. Method: keys through G.711 and back; noise, speech-like sound and silence.
import assert from 'node:assert/strict'
import test from 'node:test'
import { decode, encode } from '#clients/telephony/sound/g711.ts'
import { CODECS } from '#domain/telephone.ts'
import { dialled, inWords, understood } from './test-phone.ts'

for (const codec of CODECS) {
  test(`keys are understood through ${codec}`, () => {
    assert.equal(understood(decode(codec, encode(codec, dialled('0123456789*#ABCD0011')))), '0123456789*#ABCD0011')
  })
}

test('silence, noise, one tone and a chord say nothing', () => {
  let seed = 1
  const noise = Int16Array.from({ length: 8000 }, () => { seed = (seed * 48_271) % 2_147_483_647; return (seed % 16_000) - 8000 })
  const tone = Int16Array.from({ length: 8000 }, (_, at) => 8000 * Math.sin((2 * Math.PI * 1000 * at) / 8000))
  const chord = Int16Array.from({ length: 8000 }, (_, at) => 4000 * (Math.sin(at / 3) + Math.sin(at / 5) + Math.sin(at / 9)))
  for (const sound of [new Int16Array(8000), noise, tone, chord]) assert.equal(understood(sound), '')
})

test('a prompt tells which it is', () => {
  assert.equal(inWords(understood(dialled('A00B12'))), '[language]12')
})
