import type { Day } from '#base/day.ts'
import { ORAL_ARRIVALS, type Arrival, type Entered, type MinutesAnswer } from './bodies.ts'

/** Whether the words of a report are minutes of what somebody said. */
export function isOral(arrival: Arrival): boolean {
  return ORAL_ARRIVALS.some((each) => each === arrival)
}

/**
 * `offered`: the reporter has the code and has said nothing of them yet. `unchecked`: nobody can, because the code went to nobody. Before a report is
 * entered its minutes are a draft, on the device of who takes them.
 */
export type MinutesStanding = 'offered' | 'unchecked' | 'rectified' | 'agreed'

/** Minutes as somebody wrote them down. What an earlier one says stays. */
export interface MinutesVersion {
  readonly version: number
  /** Of the entry that brought it. */
  readonly seq: number
  readonly from: 'office' | 'reporter'
  readonly day: Day
}

/** Words that somebody wrote down of what a reporter said. @see Directive (EU) 2019/1937, Art. 18(2) to (4): the reporter may check, rectify and agree. */
export interface Checked {
  readonly standing: MinutesStanding
  readonly versions: readonly MinutesVersion[]
}

export interface Minutes extends Checked {
  /** Whether the reporter agreed that they were taken. */
  readonly consent: boolean
}

/** A turn of a conversation, as far as minutes are concerned. */
interface Said {
  readonly seq: number
  readonly from: 'office' | 'reporter'
  readonly day: Day
  readonly minutes?: MinutesAnswer
  /** Where it answers the transcript of a recording, and not the report's minutes. */
  readonly of?: number
  readonly files?: readonly unknown[]
}

/** What became of minutes; null for a report that nobody took minutes of. Only what the reporter's key signed answers them. */
export function minutesOf(entered: Entered | null, turns: readonly Said[]): Minutes | null {
  if (entered === null || !isOral(entered.arrival)) return null
  const [first, ...later] = turns
  if (first === undefined) return null
  let standing: MinutesStanding = entered.answerable ? 'offered' : 'unchecked'
  const versions: MinutesVersion[] = [{ version: 1, seq: first.seq, from: 'office', day: first.day }]
  for (const { seq, day, from, minutes, of: answered, files = [] } of later) {
    if (from !== 'reporter' || minutes === undefined || answered !== undefined) continue
    standing = minutes
    // What is corrected by speaking stands in a recording, and becomes words by its transcript.
    if (minutes === 'rectified' && files.length === 0) versions.push({ version: versions.length + 1, seq, from, day })
  }
  return { standing, versions, consent: entered.consent === true }
}
