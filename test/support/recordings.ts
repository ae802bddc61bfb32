// Films and sounds with everything in them that phones, cameras and drones leave there, put together box by box. They play nothing: each sample is a
// word, so that it can be seen whether it is still there.
import { concat, type Bytes } from '#base/bytes.ts'
import { HIDDEN } from './pictures.ts'

export const PICTURE = 'SAMPLE OF THE PICTURE'

const u16 = (value: number): Bytes => Uint8Array.of(value >> 8, value & 255)
const u32 = (value: number): Bytes => Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)
const latin = (text: string): Bytes => Uint8Array.from(text, (character) => character.charCodeAt(0))
const zeros = (length: number): Bytes => new Uint8Array(length)

function box(type: string, ...parts: readonly Uint8Array[]): Bytes {
  const body = concat(...parts)
  return concat(u32(body.length + 8), latin(type), body)
}

function track(handler: string, sample: { readonly at: number; readonly words: string }): Bytes {
  const times = [u32(0xdeadbeef), u32(0xdeadbeef)]
  const entry = handler === 'vide' ? box('avc1', zeros(12), latin('appl'), zeros(26), Uint8Array.of(12), latin('Phone Camera'), zeros(19), u16(24), u16(0xffff)) : box('mett', zeros(8))
  return box('trak',
    box('tkhd', u32(7), ...times, u32(1), zeros(68)), box('udta', latin(HIDDEN)),
    box('mdia', box('mdhd', u32(0), ...times, u32(1000), u32(1000), u32(0)), box('hdlr', u32(0), u32(0), latin(handler), latin('appl'), zeros(8), latin('Core Media Handler\0')),
      box('minf', box('dinf', box('dref', u32(0), u32(1), box('alis', u32(1), latin(HIDDEN)))),
        box('stbl', box('stsd', u32(0), u32(1), entry), box('stts', u32(0), u32(0)), box('stsc', u32(0), u32(1), u32(1), u32(1), u32(1)), box('stsz', u32(0), u32(sample.words.length), u32(1)), box('stco', u32(0), u32(1), u32(sample.at))))))
}

/** A film with a track of places, two lists of who and where, dates, and free space with something in it. */
export function mp4(brand = 'isom'): Bytes {
  const head = box('ftyp', latin(brand), u32(0), latin('mp42'))
  const samples = [PICTURE, `${HIDDEN} PLACES`]
  const free = box('free', latin(HIDDEN))
  const mdat = box('mdat', latin(samples.join('')))
  const at = head.length + free.length + 8
  const moov = box('moov', box('mvhd', u32(0), u32(0xdeadbeef), u32(0xdeadbeef), u32(1000), u32(1000), zeros(80)),
    track('vide', { at, words: samples[0] ?? '' }), track('mett', { at: at + (samples[0]?.length ?? 0), words: samples[1] ?? '' }),
    box('udta', box('\u00a9xyz', latin(HIDDEN)), box('\u00a9too', latin('Lavf')), box('meta', zeros(4), latin(HIDDEN))), box('meta', latin(`com.apple.quicktime.make ${HIDDEN}`)))
  return concat(head, free, mdat, moov, box('uuid', zeros(16), latin(HIDDEN)))
}

function element(id: readonly number[], ...parts: readonly Uint8Array[]): Bytes {
  const body = concat(...parts)
  // A size of eight bytes, as recorders leave room for it.
  return concat(Uint8Array.from(id), Uint8Array.of(1, 0, 0, 0), u32(body.length), body)
}

/** As live recorders write it, with a cluster whose end they did not know. */
export function webm({ live = false } = {}): Bytes {
  const cluster = concat(element([0xe7], Uint8Array.of(0)), element([0xa3], Uint8Array.of(0x81, 0, 0, 0x80), latin(PICTURE)))
  const unknown = (id: readonly number[], body: Bytes): Bytes => concat(Uint8Array.from(id), Uint8Array.of(0xff), body)
  const segment = concat(
    element([0x15, 0x49, 0xa9, 0x66], element([0xbf], zeros(4)), element([0x2a, 0xd7, 0xb1], u32(1_000_000)), element([0x4d, 0x80], latin('Lavf60')), element([0x57, 0x41], latin('Chrome')), element([0x44, 0x61], zeros(8)), element([0x7b, 0xa9], latin(HIDDEN))),
    element([0x16, 0x54, 0xae, 0x6b], element([0xae], element([0xd7], Uint8Array.of(1)), element([0x53, 0x6e], latin(HIDDEN)))),
    live ? unknown([0x1f, 0x43, 0xb6, 0x75], cluster) : element([0x1f, 0x43, 0xb6, 0x75], cluster),
    element([0x12, 0x54, 0xc3, 0x67], latin(HIDDEN)), element([0x19, 0x41, 0xa4, 0x69], latin(HIDDEN)), element([0xec], latin(HIDDEN)),
  )
  return concat(element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], latin('webm'))), live ? unknown([0x18, 0x53, 0x80, 0x67], segment) : element([0x18, 0x53, 0x80, 0x67], segment))
}

/** Frames between two tags in front and three behind. */
export function mp3(): Bytes {
  const frames = concat(Uint8Array.of(0xff, 0xfb, 0x90, 0), latin(PICTURE), zeros(400))
  const body = latin(`TPE1 ${HIDDEN} APIC TSSE`)
  const ape = (text: string): Bytes => concat(latin('APETAGEX'), Uint8Array.of(0xd0, 7, 0, 0, text.length + 32, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x80), zeros(8))
  const lyrics = latin(`LYRICSBEGIN${HIDDEN}`)
  return concat(
    latin('ID3'), Uint8Array.of(4, 0, 0, 0, 0, 0, body.length), body, frames,
    lyrics, latin(String(lyrics.length).padStart(6, '0')), latin('LYRICS200'), ape(HIDDEN), latin(HIDDEN), ape(HIDDEN), latin('TAG'), latin(HIDDEN), zeros(125 - HIDDEN.length),
  )
}
