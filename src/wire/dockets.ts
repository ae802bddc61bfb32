import * as v from 'valibot'
import { base64url, concat, fromBase64url, type Bytes } from '#base/bytes.ts'
import { addDays, asDay, daysBetween, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { STATES, type State } from '#domain/docket.ts'
import { decodeFrames, encodeFrames } from './frames.ts'
import * as f from './fields.ts'
import { parse } from './parse.ts'

/** Of a report what puts it in its place in a list: clear columns that the server has anyway. Whatever else a list shows is opened for it. */
export interface BriefDocket {
  readonly log: string
  readonly state: State
  readonly channel: string
  readonly team: string
  readonly urgent: boolean
  /** An alert of retaliation is open. */
  readonly hasAlert: boolean
  /** An objection to a referral is open. */
  readonly hasObjection: boolean
  /** A handler opened it. */
  readonly isOpened: boolean
  readonly receivedDay: Day
  /** The next day on which something is owed. */
  readonly dueDay: Day | null
}

/** Newest first, as the queue has them. */
export interface DocketPage {
  readonly dockets: readonly BriefDocket[]
  /** How many reports there are in all. */
  readonly total: number
  readonly next: string | null
}

const names = v.pipe(v.array(f.name), v.maxLength(LIMITS.docketsPageMax))
const docketsMeta = v.strictObject({ channels: names, teams: names, total: f.count, next: v.nullable(v.string()) })

const EPOCH = asDay('1970-01-01')
const ID_BYTES = 32
const FLAGS = { urgent: 1, alert: 2, opened: 4, due: 8, objection: 16 }

/**
 * [Note: Brief dockets] A hundred thousand of them go to every device: 46 bytes each. Part 1 has the ids, 32 bytes each; part 2 for each `u8 state ‖ u8 flags ‖ u16 channel ‖ u16 team ‖
 * i32 received ‖ i32 due`, big-endian: places in the lists of states, channels and teams, and days since 1970.
 * @see spec/frames.md
 */
const ROW_BYTES = 14

export function encodeDocketPage({ dockets, total, next }: DocketPage): Bytes {
  const [channels, teams] = [placesOf(dockets.map(({ channel }) => channel)), placesOf(dockets.map(({ team }) => team))]
  const rows = new DataView(new ArrayBuffer(dockets.length * ROW_BYTES))
  const since = remembered((day: Day) => daysBetween(EPOCH, day))
  for (const [index, docket] of dockets.entries()) {
    const at = index * ROW_BYTES
    rows.setUint8(at, STATES.indexOf(docket.state))
    rows.setUint8(at + 1, (docket.urgent ? FLAGS.urgent : 0) | (docket.hasAlert ? FLAGS.alert : 0) | (docket.hasObjection ? FLAGS.objection : 0) | (docket.isOpened ? FLAGS.opened : 0) | (docket.dueDay === null ? 0 : FLAGS.due))
    rows.setUint16(at + 2, channels.get(docket.channel) ?? 0)
    rows.setUint16(at + 4, teams.get(docket.team) ?? 0)
    rows.setInt32(at + 6, since(docket.receivedDay))
    rows.setInt32(at + 10, docket.dueDay === null ? 0 : since(docket.dueDay))
  }
  const ids = concat(...dockets.map(({ log }) => fromBase64url(log) ?? new Uint8Array(ID_BYTES)))
  return encodeFrames({ channels: [...channels.keys()], teams: [...teams.keys()], total, next }, [ids, new Uint8Array(rows.buffer)])
}

/** @throws Refusal `malformed` */
export function decodeDocketPage(bytes: Uint8Array): DocketPage {
  const { meta, parts: [ids, rows, ...more] } = decodeFrames(bytes)
  const { channels, teams, total, next } = parse(docketsMeta, meta)
  if (ids === undefined || rows === undefined || more.length > 0) throw new Refusal('malformed', { member: 'parts' })
  const count = ids.length / ID_BYTES
  if (!Number.isInteger(count) || count > LIMITS.docketsPageMax || rows.length !== count * ROW_BYTES) throw new Refusal('malformed', { member: 'dockets' })
  const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength)
  const dayOf = remembered(dayAfter)
  const dockets = Array.from({ length: count }, (_, index): BriefDocket => {
    const at = index * ROW_BYTES
    const flags = view.getUint8(at + 1)
    return {
      log: base64url(ids.subarray(index * ID_BYTES, (index + 1) * ID_BYTES)), state: present(STATES[view.getUint8(at)]), channel: present(channels[view.getUint16(at + 2)]), team: present(teams[view.getUint16(at + 4)]),
      urgent: (flags & FLAGS.urgent) !== 0, hasAlert: (flags & FLAGS.alert) !== 0, hasObjection: (flags & FLAGS.objection) !== 0, isOpened: (flags & FLAGS.opened) !== 0,
      receivedDay: dayOf(view.getInt32(at + 6)), dueDay: (flags & FLAGS.due) === 0 ? null : dayOf(view.getInt32(at + 10)),
    }
  })
  return { dockets, total, next }
}

/** Each name once, and its place. */
function placesOf(all: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...new Set(all)].map((name, at) => [name, at]))
}

/** Many reports have few days. */
function remembered<K, V>(work: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const made = work(key)
    known.set(key, made)
    return made
  }
}

/** @throws Refusal `malformed` for a day beyond what a calendar of four digits has */
function dayAfter(days: number): Day {
  try {
    return addDays(EPOCH, days)
  } catch {
    throw new Refusal('malformed', { member: 'day' })
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Refusal('malformed', { member: 'dockets' })
  return value
}
