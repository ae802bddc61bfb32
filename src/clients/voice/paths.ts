/** A number from 0 to 1 that nobody can guess. */
export type Draw = () => number

/** Between two turns of a path, in hops: a second to three. */
const [TURN_MIN, TURN_MAX] = [100, 300]

/** Numbers out of random words, each once. When all are used up it stays at the middle: what wanders then stands still. */
export function drawFrom(words: Uint32Array): Draw {
  let used = 0
  return () => (used < words.length ? (words[used++] ?? 0) / 2 ** 32 : 0.5)
}

/** A value that wanders without end between `-most` and `most`, by half waves of random length and height. */
export function wandering(draw: Draw, most: number): () => number {
  const height = (): number => (2 * draw() - 1) * most
  let [from, to, at, length] = [height(), height(), 0, TURN_MIN]
  return () => {
    if (at >= length) {
      [from, to, at] = [to, height(), 0]
      length = Math.round(TURN_MIN + draw() * (TURN_MAX - TURN_MIN))
    }
    return from + (to - from) * (0.5 - 0.5 * Math.cos((Math.PI * at++) / length))
  }
}

export function eitherSide(draw: Draw): 1 | -1 {
  return draw() < 0.5 ? -1 : 1
}
