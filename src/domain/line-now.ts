import { dayAt, timeOf } from '#base/day.ts'
import type { Bodies, Channel } from './bodies.ts'
import { WEEKENDS } from './clocks/calendar.ts'
import { packsNamed } from './clocks/packs.ts'
import { packRef, type Calendar } from './clocks/rule.ts'
import { DEFAULT_PACKS } from './docket.ts'
import { isOpen, nextOpening, type Line, type WallMoment } from './lines.ts'

/** A line at the moment of a call. */
export interface LineNow extends Pick<Line, 'languages' | 'greeting'> {
  readonly isOpen: boolean
  /** When somebody answers next; null while somebody does, or where nobody does in two months. */
  readonly opens: WallMoment | null
}

/** What the office says of itself that opening hours hang on. */
export interface OpeningOffice extends Pick<Bodies['directory'], 'timeZone' | 'packs'> {
  readonly channels: readonly Channel[]
}

export function lineNow({ channel, languages, greeting, hours }: Line, office: OpeningOffice, nowMs: number): LineNow {
  const now = { day: dayAt(nowMs, office.timeZone), time: timeOf(nowMs, office.timeZone) }
  const calendar = calendarOf(channel, office)
  const open = isOpen(hours, now, calendar)
  return { languages, greeting, isOpen: open, opens: hours === null || open ? null : nextOpening(hours, now, calendar) }
}

/** That of the first rules by which the channel's clocks run. */
function calendarOf(id: string, { channels, packs = [] }: OpeningOffice): Calendar {
  const channel = channels.find(({ channel: each }) => each === id)
  const [first] = packsNamed(channel?.packs ?? DEFAULT_PACKS, new Map(packs.map((pack) => [packRef(pack), pack])))
  return first?.calendar ?? WEEKENDS
}
