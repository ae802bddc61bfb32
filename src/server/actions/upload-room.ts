import { addDays } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Reader, UnusedUpload, Writer } from '../store/store.ts'
import type { Today } from './calendar.ts'
import type { KeptBlobs } from './kept-blobs.ts'
import { decide, largestBytes, MOVES_HOURS, type Held, type Wish } from './upload-policy.ts'

const HOUR_MS = 3_600_000
/** A flood of more rows than this is looked at for a tenth of the time at most; what comes in between is let in by what was seen. */
const QUICK_ROWS = 1000
const LOOK_SHARE = 10
/** Uploads of which nothing came. Beyond these the oldest end: begun again they go on. */
const EMPTY_MAX = 10_000

export interface UploadRoomDeps {
  readonly read: Pick<Reader, 'unusedUploads'>
  readonly write: Pick<Writer, 'dropUpload'>
  readonly blobs: Pick<KeptBlobs, 'release' | 'roomBytes'>
  readonly today: Today
  readonly nowMs: () => number
  /** For all uploads that no entry cites, members' and others'. */
  readonly roomBytes: number
}

export interface Asking extends Wish {
  readonly isMember: boolean
}

/**
 * The room for uploads that no entry cites. Since when one stands still is known from looking: how much of it had come is remembered in this process,
 * and no hour of any upload is ever written down. After a restart all of them count as having moved just now.
 */
export interface UploadRoom {
  /** Makes room, or refuses. @throws Refusal `uploads-full` with the `hours` until it is worth to come back; `too-large` where it never is */
  admit(asking: Asking): Promise<void>
  /** Throws away what nobody comes back for: what stood still for an hour and is older than some days, or of which nothing came. */
  tidy(): Promise<void>
}

interface Seen {
  readonly arrivedBytes: number
  readonly sinceMs: number
}

interface Looked extends Held, Pick<UnusedUpload, 'isMember' | 'day'> {}

export function uploadRoom(deps: UploadRoomDeps): UploadRoom {
  const look = looking(deps)
  const drop = async ({ upload, arrivedBytes }: Looked): Promise<void> => {
    for (const hash of await deps.write.dropUpload({ upload, arrivedBytes })) await deps.blobs.release(hash)
  }
  return {
    async admit({ isMember, ...wish }) {
      const bytesMax = largestBytes(shareOf(deps.roomBytes, isMember))
      if (wish.begins && wish.bytes > bytesMax) throw new Refusal('too-large', { bytesMax })
      const { held, freeBytes } = await look.now()
      // Words are taken to the disk's end.
      if (freeBytes < LIMITS.diskReserveBytes) throw new Refusal('uploads-full', { hours: 1 })
      const ours = held.filter((each) => each.isMember === isMember)
      const verdict = decide(shareOf(Math.min(deps.roomBytes, diskBytes(held, freeBytes)), isMember), ours, wish)
      if (verdict.outcome === 'full') throw new Refusal('uploads-full', { hours: verdict.hours })
      const surplus = wish.begins ? stillestFirst(ours.filter(({ arrivedBytes }) => arrivedBytes === 0)).slice(0, -EMPTY_MAX) : []
      const going = [...verdict.collect, ...surplus]
      for (const each of going) await drop(each)
      if (going.length > 0) look.forget()
    },
    async tidy() {
      const { held } = await look.now()
      const [soon, late] = [addDays(deps.today('UTC'), -LIMITS.uploadDays), addDays(deps.today('UTC'), -LIMITS.uploadDaysMax)]
      const over = held.filter(({ arrivedBytes, day, stillMs }) => day < late || (stillMs >= MOVES_HOURS * HOUR_MS && (day < soon || arrivedBytes === 0)))
      for (const each of over) await drop(each)
      if (over.length > 0) look.forget()
    },
  }
}

/** A quarter is the members': no flood from outside keeps the office from its work, and no office's work keeps reporters out. */
function shareOf(roomBytes: number, isMember: boolean): number {
  const members = roomBytes / LIMITS.uploadMembersPart
  return isMember ? members : roomBytes - members
}

/** What uploads have of the disk and may have yet: a small disk is a small room, in the same shares. */
function diskBytes(held: readonly Held[], freeBytes: number): number {
  return held.reduce((sum, each) => sum + each.arrivedBytes, 0) + freeBytes - LIMITS.diskReserveBytes
}

function stillestFirst(held: readonly Looked[]): readonly Looked[] {
  return held.toSorted((one, other) => other.stillMs - one.stillMs)
}

interface Sight {
  readonly held: readonly Looked[]
  readonly freeBytes: number
}

interface Looking {
  now(): Promise<Sight>
  /** The next one looks anew. */
  forget(): void
}

function looking({ read, blobs, nowMs }: UploadRoomDeps): Looking {
  let seen = new Map<string, Seen>()
  let last: { readonly sight: Sight; readonly untilMs: number } | null = null
  return {
    async now() {
      const begunMs = performance.now()
      if (last !== null && begunMs < last.untilMs) return last.sight
      const [rows, freeBytes] = await Promise.all([read.unusedUploads(), blobs.roomBytes()])
      const now = nowMs()
      seen = new Map(rows.map(({ upload, arrivedBytes }) => {
        const before = seen.get(upload)
        return [upload, before?.arrivedBytes === arrivedBytes ? before : { arrivedBytes, sinceMs: now }]
      }))
      const held = rows.map((row) => ({ ...row, stillMs: Math.max(0, now - (seen.get(row.upload)?.sinceMs ?? now)) }))
      const tookMs = performance.now() - begunMs
      last = { sight: { held, freeBytes }, untilMs: rows.length < QUICK_ROWS ? 0 : begunMs + tookMs * LOOK_SHARE }
      return last.sight
    },
    forget() { last = null },
  }
}
