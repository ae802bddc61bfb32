import { concat, type Bytes } from '#base/bytes.ts'
import { RATE_HZ } from './rate.ts'

/** Opus counts in 48 kHz whatever it was given, and begins with so many samples that are not to be heard. */
const GRANULES_A_SECOND = 48_000
const PRE_SKIP = 312
/** Packets of a page: about a second, so that a player finds any place. */
const PACKETS_A_PAGE = 50
const [BEGINS, ENDS] = [2, 4]
/** Every file has the same: a drawn one would be a name. */
const SERIAL = 1

/** One packet of an encoder, and how long it lasts in samples of 48 kHz. */
export interface Packet { readonly bytes: Bytes; readonly granules: number }

/**
 * An Opus file in which nothing stands but the voice: no vendor, no tag, no time. @see RFC 7845; RFC 3533
 * @param samples - that were recorded at RATE_HZ: where the last packet ends early.
 */
export function oggOpus(packets: readonly Packet[], samples: number): readonly Bytes[] {
  const pages = [page({ packets: [opusHead()], granule: 0n, number: 0, flags: BEGINS }), page({ packets: [opusTags()], granule: 0n, number: 1, flags: 0 })]
  const end = BigInt(PRE_SKIP + Math.round((samples * GRANULES_A_SECOND) / RATE_HZ))
  let granule = 0n
  for (let at = 0; at < packets.length; at += PACKETS_A_PAGE) {
    const some = packets.slice(at, at + PACKETS_A_PAGE)
    granule += BigInt(some.reduce((sum, { granules }) => sum + granules, 0))
    const isLast = at + PACKETS_A_PAGE >= packets.length
    pages.push(page({ packets: some.map(({ bytes }) => bytes), granule: isLast && end < granule ? end : granule, number: pages.length, flags: isLast ? ENDS : 0 }))
  }
  return pages
}

function opusHead(): Bytes {
  const head = new Uint8Array(19)
  const view = new DataView(head.buffer)
  head.set(latinBytes('OpusHead'))
  head.set([1, 1], 8)
  view.setUint16(10, PRE_SKIP, true)
  view.setUint32(12, RATE_HZ, true)
  return head
}

function opusTags(): Bytes {
  return concat(latinBytes('OpusTags'), new Uint8Array(8))
}

interface Page { readonly packets: readonly Bytes[]; readonly granule: bigint; readonly number: number; readonly flags: number }

function page({ packets, granule, number, flags }: Page): Bytes {
  const lacing = packets.flatMap(({ length }) => [...Array.from({ length: Math.floor(length / 255) }, () => 255), length % 255])
  if (lacing.length > 255) throw new RangeError('a page of Ogg holds 255 pieces')
  const head = new Uint8Array(27 + lacing.length)
  const view = new DataView(head.buffer)
  head.set(latinBytes('OggS'))
  head[5] = flags
  view.setBigUint64(6, granule, true)
  view.setUint32(14, SERIAL, true)
  view.setUint32(18, number, true)
  head[26] = lacing.length
  head.set(lacing, 27)
  const made = concat(head, ...packets)
  new DataView(made.buffer).setUint32(22, checksum(made), true)
  return made
}

/** @see RFC 3533 6: polynomial 0x04c11db7, from 0, nothing turned round */
function checksum(bytes: Bytes): number {
  let sum = 0
  for (const byte of bytes) {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit++) sum = (sum << 1) ^ (sum < 0 ? 0x04c1_1db7 : 0)
  }
  return sum >>> 0
}

function latinBytes(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
