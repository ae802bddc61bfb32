// A colour profile with nothing but what turns numbers into colours: programs write in it whose it is, of which screen, and when it was measured.
import { concat, utf8 } from '#base/bytes.ts'
import { NotReadable } from './findings.ts'

const HEADER_BYTES = 128
const ROW_BYTES = 12
const TAGS_MAX = 200

/** What draws. @see ICC.1:2022, 9.2 */
const DRAWING: ReadonlySet<string> = new Set([
  'A2B0', 'A2B1', 'A2B2', 'A2B3', 'B2A0', 'B2A1', 'B2A2', 'B2A3', 'D2B0', 'D2B1', 'D2B2', 'D2B3', 'B2D0', 'B2D1', 'B2D2', 'B2D3', 'pre0', 'pre1', 'pre2', 'gamt',
  'rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC', 'kTRC', 'wtpt', 'bkpt', 'chad', 'lumi', 'chrm', 'cicp', 'ncl2', 'clro', 'clrt', 'clot', 'rig0', 'rig2',
])
/** Parts of the header that say which program, machine and maker it is from, and when; and its own hash, which is no longer true. */
const TELLING: readonly (readonly [number, number])[] = [[4, 8], [24, 36], [40, 44], [48, 56], [80, HEADER_BYTES]]
/** A profile has a name and says whose it is, or programs do not take it: both are empty. */
const EMPTY: Readonly<Record<string, (version: number) => Uint8Array>> = {
  desc: (version) => (version < 4 ? concat(utf8('desc\0\0\0\0\0\0\0\x01'), new Uint8Array(79)) : utf8('mluc\0\0\0\0\0\0\0\0\0\0\0\x0c')),
  cprt: (version) => (version < 4 ? utf8('text\0\0\0\0\0') : utf8('mluc\0\0\0\0\0\0\0\0\0\0\0\x0c')),
}

const latin1 = new TextDecoder('latin1')

interface Tag {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * @returns the profile written anew, or null where there was nothing to take out.
 * @throws NotReadable for what is no profile
 * @see ICC.1:2022, 7.2 (header), 7.3 (tag table)
 */
export function cleanProfile(profile: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (profile.length < HEADER_BYTES + 4 || latin1.decode(profile.subarray(36, 40)) !== 'acsp') throw new NotReadable()
  const version = profile[8] ?? 0
  const tags = tagsIn(profile).flatMap(({ name, bytes }): Tag[] => {
    const empty = Object.hasOwn(EMPTY, name) ? EMPTY[name] : undefined
    if (empty !== undefined) return [{ name, bytes: empty(version) }]
    return DRAWING.has(name) ? [{ name, bytes }] : []
  })
  const written = write(profile.subarray(0, HEADER_BYTES), tags)
  return written.length === profile.length && written.every((byte, at) => byte === profile[at]) ? null : written
}

function tagsIn(profile: Uint8Array): readonly Tag[] {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength)
  const count = view.getUint32(HEADER_BYTES)
  if (count > TAGS_MAX || HEADER_BYTES + 4 + count * ROW_BYTES > profile.length) throw new NotReadable()
  return Array.from({ length: count }, (_, row) => {
    const at = HEADER_BYTES + 4 + row * ROW_BYTES
    const [from, size] = [view.getUint32(at + 4), view.getUint32(at + 8)]
    if (from + size > profile.length) throw new NotReadable()
    return { name: latin1.decode(profile.subarray(at, at + 4)), bytes: profile.subarray(from, from + size) }
  })
}

/** Curves of the three colours are most often one: it stands there once. */
function write(header: Uint8Array, tags: readonly Tag[]): Uint8Array<ArrayBuffer> {
  const places = new Map<string, number>()
  const data: Uint8Array[] = []
  let end = HEADER_BYTES + 4 + tags.length * ROW_BYTES
  const rows = tags.map(({ name, bytes }) => {
    const same = EMPTY[name] === undefined ? `${bytes.byteOffset} ${bytes.length}` : name
    const at = places.get(same) ?? end
    if (at === end) {
      places.set(same, at)
      data.push(bytes, new Uint8Array(-bytes.length & 3))
      end += bytes.length + (-bytes.length & 3)
    }
    return { name, at, size: bytes.length }
  })
  const written = concat(header, new Uint8Array(4 + tags.length * ROW_BYTES), ...data)
  for (const [from, to] of TELLING) written.fill(0, from, to)
  const view = new DataView(written.buffer, written.byteOffset, written.byteLength)
  view.setUint32(0, written.length)
  view.setUint32(HEADER_BYTES, tags.length)
  for (const [row, { name, at, size }] of rows.entries()) {
    const into = HEADER_BYTES + 4 + row * ROW_BYTES
    written.set(utf8(name), into)
    view.setUint32(into + 4, at)
    view.setUint32(into + 8, size)
  }
  return written
}
