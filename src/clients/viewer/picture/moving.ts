/**
 * Whether a picture is more than the first one that is drawn of it. A file that breaks off counts as far as it goes.
 * @see GIF89a 20 and 23; RFC 9649 2.7.1.1; PNG third edition (W3C) 11.3.5.1; ISO/IEC 23000-22 (AVIF sequences)
 */
export function isMoving(bytes: Uint8Array): boolean {
  const latin = String.fromCharCode(...bytes.subarray(0, 16))
  if (latin.startsWith('GIF8')) return gifPictures(bytes) > 1
  if (latin.startsWith('WEBPVP8X', 8)) return ((bytes[20] ?? 0) & 0x02) !== 0
  if (latin.startsWith('\x89PNG')) return hasFrames(bytes)
  return latin.startsWith('ftypavis', 4)
}

const [EXTENSION, IMAGE] = [0x21, 0x2c]

/** Counted to two. */
function gifPictures(bytes: Uint8Array): number {
  let count = 0
  for (let at = 13 + colours(bytes[10]); count < 2;) {
    if (bytes[at] === IMAGE) {
      count += 1
      at = blocksEnd(bytes, at + 10 + colours(bytes[at + 9]) + 1)
    } else if (bytes[at] === EXTENSION) at = blocksEnd(bytes, at + 2)
    else break
  }
  return count
}

function colours(packed = 0): number {
  return packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0
}

function blocksEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; ;) {
    const length = bytes[at] ?? 0
    at += length + 1
    if (length === 0) return at
  }
}

/** An animation says so before the first picture. */
function hasFrames(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (kind === 'acTL') return true
    if (kind === 'IDAT') return false
  }
  return false
}
