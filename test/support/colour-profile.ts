// For tests: a colour profile put together by hand, with every place where one tells whose it is.
import { concat, utf8, type Bytes } from '#base/bytes.ts'

const named = (type: string, words: string): Uint8Array => concat(utf8(`${type}\0\0\0\0`), utf8(words))

/** Two of its curves are one. The private tag and the maker's are of no use to draw. */
export function iccProfile(version: 2 | 4, hidden: string): Bytes {
  const texts = version === 2 ? concat(utf8('desc\0\0\0\0'), Uint8Array.of(0, 0, 0, hidden.length + 1), utf8(`${hidden}\0`), new Uint8Array(78)) : concat(utf8('mluc\0\0\0\0'), Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 12, 101, 110, 85, 83, 0, 0, 0, hidden.length, 0, 0, 0, 28), utf8(hidden))
  const curve = concat(utf8('curv\0\0\0\0'), Uint8Array.of(0, 0, 0, 1, 2, 51))
  const tags: readonly (readonly [string, Uint8Array])[] = [
    ['desc', texts], ['cprt', named('text', `(c) ${hidden}\0`)], ['dmnd', texts], ['wtpt', named('XYZ ', 'abcdefghijkl')], ['rXYZ', named('XYZ ', 'ABCDEFGHIJKL')], ['rTRC', curve], ['gTRC', curve], ['mmod', named('mmod', hidden)],
  ]
  const places = new Map<Uint8Array, number>()
  let end = 132 + tags.length * 12
  const data: Uint8Array[] = []
  for (const [, bytes] of tags) {
    if (places.has(bytes)) continue
    places.set(bytes, end)
    data.push(bytes, new Uint8Array(-bytes.length & 3))
    end += bytes.length + (-bytes.length & 3)
  }
  const profile = concat(new Uint8Array(132 + tags.length * 12), ...data)
  const view = new DataView(profile.buffer)
  view.setUint32(0, profile.length)
  profile.set(utf8('ADBE'), 4)
  profile[8] = version
  profile.set(utf8('mntrRGB XYZ '), 12)
  profile.set([7, 234, 0, 11, 0, 25, 0, 10, 0, 5, 0, 30], 24)
  profile.set(utf8('acspAPPL'), 36)
  profile.set(utf8(hidden.slice(0, 8)), 48)
  view.setUint32(128, tags.length)
  for (const [row, [name, bytes]] of tags.entries()) {
    profile.set(utf8(name), 132 + row * 12)
    view.setUint32(136 + row * 12, places.get(bytes) ?? 0)
    view.setUint32(140 + row * 12, bytes.length)
  }
  return profile
}
