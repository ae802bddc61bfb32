/** One bit in the middle is another. */
export function flipped(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return flippedAt(bytes, Math.floor(bytes.length / 2))
}

/** One bit at the end is another. */
export function flipLast(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return flippedAt(bytes, bytes.length - 1)
}

function flippedAt(bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}
