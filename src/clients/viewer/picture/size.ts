export interface Size { readonly width: number; readonly height: number }

/**
 * What a picture's own first blocks say of its size, read before anything is decoded: a few bytes may ask for gigabytes.
 * @returns null where the format says it elsewhere, and then the browser's own limit holds
 * @see PNG (W3C) 11.2.2; GIF89a 18; ITU-T T.81 B.2.2; RFC 9649 2
 */
export function pictureSize(bytes: Uint8Array): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const latin = String.fromCharCode(...bytes.subarray(0, 16))
  if (latin.startsWith('\x89PNG') && bytes.length >= 24) return { width: view.getUint32(16), height: view.getUint32(20) }
  if (latin.startsWith('GIF8') && bytes.length >= 10) return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
  if (latin.startsWith('\xff\xd8')) return jpegSize(view)
  if (latin.startsWith('WEBP', 8) && bytes.length >= 30) return webpSize(view, latin.slice(12))
  return null
}

function jpegSize(view: DataView): Size | null {
  for (let at = 2; at + 9 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    else at += 2 + Math.max(2, view.getUint16(at + 2))
  }
  return null
}

/** SOF0 to SOF15, without the tables that have numbers among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

function webpSize(view: DataView, chunk: string): Size | null {
  if (chunk === 'VP8X') return { width: 1 + threeBytes(view, 24), height: 1 + threeBytes(view, 27) }
  if (chunk === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true)
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
  }
  return null
}

function threeBytes(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 65_536
}
