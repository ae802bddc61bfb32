/**
 * Who may put more bytes into the room for uploads that no entry cites, and which of them give way. Nobody is known here: no address, no cookie of a
 * reporter's, no count of what one person sends. All that is asked is how large an upload is, how much of it came, and since when nothing more did.
 * @see docs/decisions/0024-room-for-uploads.md
 */

const MIB = 1024 ** 2
const HOUR_MS = 3_600_000

export interface Band {
  /** Uploads that are kept in up to so many bytes. */
  readonly bytesMax: number
  /** How full the room may be, of one, for an upload to begin, and for one that began to go on: what was begun should end. */
  readonly begins: number
  readonly goesOn: number
  /** Where room is short it gives way once nothing of it came for so long. */
  readonly stillHours: number
}

/** Whoever brings little is let in last of all to be turned away: large files leave a quarter of the room to the others, middling ones an eighth to the small. */
export const BANDS: readonly Band[] = [
  { bytesMax: 64 * MIB, begins: 1, goesOn: 1, stillHours: 12 },
  { bytesMax: 1024 * MIB, begins: 3 / 4, goesOn: 7 / 8, stillHours: 6 },
  { bytesMax: Infinity, begins: 1 / 2, goesOn: 3 / 4, stillHours: 3 },
]
const [SMALL] = BANDS

/** For a small one, everything that stands still gives way so soon. Nothing does that moved later than this. */
export const MOVES_HOURS = 1

/** What an upload counts for at least, once anything of it came: rows cost too. One of which nothing came keeps nobody out. */
export const COUNTS_BYTES_MIN = MIB / 4

/** Where what lies there is not the reason: a disk that others fill. */
const NOT_SOON_HOURS = 24

/** An upload that no entry cites. */
export interface Held {
  readonly upload: string
  readonly keptBytes: number
  readonly arrivedBytes: number
  /** How long nothing has come of it. */
  readonly stillMs: number
}

export interface Wish {
  /** How large the whole upload is kept. */
  readonly keptBytes: number
  /** What comes now: all of it where it begins, else one segment. */
  readonly bytes: number
  readonly begins: boolean
}

export type Verdict<Each extends Held> =
  | { readonly outcome: 'fits'; /** What has to go first. */ readonly collect: readonly Each[] }
  /** Come back in so many hours: until then nothing that is here has stood still for long enough. */
  | { readonly outcome: 'full'; readonly hours: number }

export function bandOf(keptBytes: number): Band {
  return BANDS.find(({ bytesMax }) => keptBytes <= bytesMax) ?? { bytesMax: 0, begins: 0, goesOn: 0, stillHours: 0 }
}

export function countedBytes({ arrivedBytes }: Pick<Held, 'arrivedBytes'>): number {
  return arrivedBytes === 0 ? 0 : Math.max(arrivedBytes, COUNTS_BYTES_MIN)
}

/**
 * Room is held by what came, and not by what was announced: to announce costs nothing.
 * @param roomBytes - the whole room of this kind of sender.
 */
export function decide<Each extends Held>(roomBytes: number, held: readonly Each[], wish: Wish): Verdict<Each> {
  const band = bandOf(wish.keptBytes)
  const levelMax = roomBytes * (wish.begins ? band.begins : band.goesOn)
  let missing = held.reduce((sum, each) => sum + countedBytes(each), 0) + wish.bytes - levelMax
  if (missing <= 0) return { outcome: 'fits', collect: [] }
  // The largest first: of those that wait equally long, so the fewest lose anything. For a small one, whatever its own band lets go goes before the rest.
  const inOrder = held.filter((each) => countedBytes(each) > 0)
    .map((each) => ({ each, waitMs: waitOf(each, band === SMALL), isDue: waitOf(each, false) === 0 }))
    .sort((one, other) => one.waitMs - other.waitMs || Number(other.isDue) - Number(one.isDue) || countedBytes(other.each) - countedBytes(one.each))
  const collect: Each[] = []
  let waitMs = 0
  for (const next of inOrder) {
    if (missing <= 0) break
    collect.push(next.each)
    missing -= countedBytes(next.each)
    waitMs = next.waitMs
  }
  if (missing > 0) return { outcome: 'full', hours: NOT_SOON_HOURS }
  return waitMs === 0 ? { outcome: 'fits', collect } : { outcome: 'full', hours: Math.ceil(waitMs / HOUR_MS) }
}

/** The largest upload that may begin in an empty room. */
export function largestBytes(roomBytes: number): number {
  return Math.floor(Math.max(...BANDS.map(({ bytesMax, begins }) => Math.min(bytesMax, roomBytes * begins))))
}

/** Until it gives way, if nothing more comes of it. */
function waitOf({ keptBytes, stillMs }: Held, forSmall: boolean): number {
  return Math.max(0, (forSmall ? MOVES_HOURS : bandOf(keptBytes).stillHours) * HOUR_MS - stillMs)
}
