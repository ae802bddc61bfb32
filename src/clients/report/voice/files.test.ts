// Goal: a recording is a file that anybody plays and in which nothing but the voice stands. Method: the formats' own rules, byte by byte; browsers
// play the files in test/reporter-voice.test.ts, ffmpeg and Praat read them in tools/voice.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { concat, type Bytes } from '#base/bytes.ts'
import { WAV_MU_LAW, wavHead } from '#base/wav.ts'
import { pitchHeard, speech } from '#test/support/voice.ts'
import { oggOpus } from './ogg.ts'
import { RATE_HZ } from './rate.ts'
import { highPass, resampler } from './resample.ts'
import { granulesOf } from './sink.ts'
import { muLaw } from './mu-law.ts'

interface OggPage { readonly flags: number; readonly granule: bigint; readonly number: number; readonly packets: readonly Bytes[] }

/** Read by the letter of RFC 3533. */
function pagesOf(file: Bytes): OggPage[] {
  const pages: OggPage[] = []
  for (let at = 0; at < file.length;) {
    const view = new DataView(file.buffer, file.byteOffset + at)
    assert.equal(Buffer.from(file.subarray(at, at + 4)).toString(), 'OggS')
    const lacing = [...file.subarray(at + 27, at + 27 + (file[at + 26] ?? 0))]
    let from = at + 27 + lacing.length
    const packets: Bytes[] = []
    let packet: Bytes = new Uint8Array(0)
    for (const length of lacing) {
      packet = concat(packet, file.subarray(from, from + length))
      from += length
      if (length === 255) continue
      packets.push(packet)
      packet = new Uint8Array(0)
    }
    const page = file.slice(at, from)
    new DataView(page.buffer).setUint32(22, 0, true)
    assert.equal(view.getUint32(22, true), slowChecksum(page))
    pages.push({ flags: file[at + 5] ?? 0, granule: view.getBigUint64(6, true), number: view.getUint32(18, true), packets })
    at = from
  }
  return pages
}

/** The remainder of the bits as one polynomial, as the RFC says it. */
function slowChecksum(bytes: Bytes): number {
  let rest = 0n
  for (const byte of bytes) for (let bit = 7; bit >= 0; bit--) {
    const top = (rest >> 31n) & 1n
    rest = (rest << 1n) & 0xffff_ffffn
    if ((top ^ BigInt((byte >> bit) & 1)) === 1n) rest ^= 0x04c1_1db7n
  }
  return Number(rest)
}

test('an Opus file brings every packet in order, says how long it is, and says nothing else', () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 600 }), { minLength: 1, maxLength: 130 }), (packets) => {
    const samples = packets.length * 320 - 100
    const pages = pagesOf(concat(...oggOpus(packets.map((bytes) => ({ bytes: Uint8Array.from(bytes), granules: 960 })), samples)))
    assert.deepEqual(pages.map(({ number }) => number), pages.map((_, at) => at))
    assert.deepEqual([pages[0]?.flags, pages.at(-1)?.flags], [2, 4])
    assert.equal(Buffer.from(pages[0]?.packets[0] ?? []).toString('latin1', 0, 8), 'OpusHead')
    assert.deepEqual(Buffer.from(pages[1]?.packets[0] ?? []), Buffer.from('OpusTags\0\0\0\0\0\0\0\0'))
    assert.deepEqual(pages.slice(2).flatMap((page) => page.packets.map((bytes) => [...bytes])), packets.map((bytes) => [...bytes]))
    assert.equal(pages.at(-1)?.granule, BigInt(samples * 3 + 312) < BigInt(packets.length * 960) ? BigInt(samples * 3 + 312) : BigInt(packets.length * 960))
  }), { numRuns: 40 })
})

test('the length of a packet is read as RFC 6716 has it', () => {
  // [first byte, second byte, samples at 48 kHz]: SILK 20 ms, three of SILK 60 ms, hybrid 10 ms twice, CELT 2.5 ms, CELT 20 ms by a count of six.
  for (const [first, second, granules] of [[0x08, 0, 960], [0x1b, 3, 8640], [0x61, 0, 960], [0x80, 0, 120], [0xfb, 6, 5760]] as const) assert.equal(granulesOf(Uint8Array.of(first, second)), granules)
})

test('a plain file has the bytes of ITU-T G.711, and no more than its head before them', () => {
  // Decision values of table 2a and their mirror images; beyond the largest the last code stays.
  const levels = [0, 4, 8, 124, 1000, 8031, 32_635, 32_767]
  assert.deepEqual([...muLaw(Float32Array.from(levels, (level) => level / 32_768))], [0xff, 0xfe, 0xfe, 0xef, 0xce, 0xa0, 0x80, 0x80])
  assert.deepEqual([...muLaw(Float32Array.from(levels.slice(1), (level) => -level / 32_768))], [0x7e, 0x7e, 0x6f, 0x4e, 0x20, 0x00, 0x00])
  // Every level that there is comes back to half a step of its segment; beyond the largest code it is cut.
  const every = Array.from({ length: 65_536 }, (_, index) => index - 32_768)
  const codes = muLaw(Float32Array.from(every, (level) => level / 32_768))
  const wrong = every.filter((level, index) => {
    const turned = ~(codes[index] ?? 0) & 0xff
    const segment = (turned >> 4) & 7
    const size = ((((turned & 0x0f) << 3) + 132) << segment) - 132
    const meant = Math.max(-32_635, Math.min(32_635, level))
    return Math.abs(((turned & 0x80) === 0 ? size : -size) - meant) > 4 << segment
  })
  assert.deepEqual(wrong, [])
  const head = Buffer.from(wavHead({ format: WAV_MU_LAW, rateHz: RATE_HZ, bytes: 321 }))
  assert.deepEqual([head.length, head.toString('latin1', 0, 4), head.readUInt32LE(4), head.readUInt16LE(20), head.readUInt32LE(24), head.readUInt32LE(54)], [58, 'RIFF', 372, 7, RATE_HZ, 321])
})

for (const rateHz of [8000, 16_000, 22_050, 44_100, 48_000, 96_000]) {
  test(`a microphone of ${rateHz} Hz gives the same voice, in pieces of any size`, () => {
    const sound = speech({ pitchHz: 140, seconds: 1.5, rateHz })
    const whole = resampler(rateHz)(sound)
    assert.ok(Math.abs(whole.length - 1.5 * RATE_HZ) < 60, `${whole.length}`)
    assert.ok(Math.abs(pitchHeard(whole) / 140 - 1) < 0.06)
    const resample = resampler(rateHz)
    const pieces: number[] = []
    for (let at = 0; at < sound.length; at += 128) pieces.push(...resample(sound.subarray(at, at + 128)))
    assert.deepEqual(Float32Array.from(pieces), whole)
  })
}

test('what is above a voice is gone and folds nowhere, and so is the first tone of the mains', () => {
  const tone = (hz: number, rateHz: number): Float32Array<ArrayBuffer> => Float32Array.from({ length: rateHz }, (_, at) => Math.sin((2 * Math.PI * hz * at) / rateHz))
  const loudness = (samples: Float32Array): number => Math.max(...samples.subarray(samples.length >> 1, samples.length - 200).map(Math.abs))
  for (const hz of [8500, 12_000, 15_900, 20_000]) assert.ok(loudness(resampler(48_000)(tone(hz, 48_000))) < 0.01, `${hz} Hz`)
  assert.ok(loudness(resampler(48_000)(tone(1000, 48_000))) > 0.98)
  assert.ok(loudness(highPass()(tone(50, RATE_HZ))) < 0.15)
  assert.ok(loudness(highPass()(tone(200, RATE_HZ))) > 0.9)
  assert.ok(loudness(highPass()(new Float32Array(RATE_HZ).fill(1))) < 0.001)
})
