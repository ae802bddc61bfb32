/**
 * Which of many needles stand anywhere in some bytes. One pass, however many needles: searching a database's files for each of 350
 * spellings in turn took most of a minute.
 * @throws RangeError for a needle under four bytes
 */
export function findBytes(haystack: Buffer, needles: readonly Buffer[]): Buffer[] {
  const byStart = new Map<number, Buffer[]>()
  // Two bytes decide most positions without asking the map.
  const likely = new Uint8Array(65_536)
  for (const needle of needles) {
    if (needle.length < 4) throw new RangeError('a needle has four bytes or more')
    const start = needle.readUInt32BE(0)
    byStart.set(start, [...byStart.get(start) ?? [], needle])
    likely[start & 0xffff] = 1
  }
  const found = new Set<Buffer>()
  let window = 0
  for (let at = 0; at < haystack.length; at++) {
    window = (window << 8) | (haystack[at] ?? 0)
    if (likely[window & 0xffff] === 0 || at < 3) continue
    for (const needle of byStart.get(window >>> 0) ?? []) {
      if (haystack.subarray(at - 3, at - 3 + needle.length).equals(needle)) found.add(needle)
    }
  }
  return [...found]
}
