import type { Day } from '#base/day.ts'
import type { State } from '../docket.ts'

/** Words of a law or of an office, in both languages. */
export interface Names {
  readonly en: string
  readonly zh: string
}

/** What a clock counts. */
export const UNITS = ['calendar-day', 'working-day', 'month'] as const
export type Unit = (typeof UNITS)[number]

/** What the office owes with it: to the reporter an acknowledgement or feedback, or a step of its own that the reporter is not told of. */
export const OWED = ['acknowledge', 'feedback', 'step'] as const
export type Owed = (typeof OWED)[number]

/** What starts it: the day of receipt, of the first answer, of a state, of an alert of retaliation or an objection to a referral (each anew), or a handler's signed word. */
export const STARTS = ['received', 'acknowledged', 'assessed', 'accepted', 'referred', 'concluded', 'retaliation', 'objection', 'hand'] as const
export type Start = (typeof STARTS)[number]

/**
 * What meets it: the office's first answer; a state after which nothing more is owed; a decision whether the report is taken up; a referral;
 * a handler's signed word. Of a rule that an alert starts: `answered`, the first answer to it or its closing; `settled`, its closing. Of one that an
 * objection starts: `answered`, what the office says to it.
 */
export const DONE = ['answered', 'settled', 'decided', 'referred', 'hand'] as const
export type Done = (typeof DONE)[number]

/** What the law lets a clock stand still for. */
export const CAUSES = ['appraisal', 'transfer', 'reporter-asked', 'other'] as const
export type Cause = (typeof CAUSES)[number]

/** Whether the sentence of law behind a rule was compared with the original text. A rule that was not says so wherever it is shown. */
export interface Wording {
  readonly article: Names
  readonly checked: boolean
}

export interface Extension {
  /** The most that all extensions together add. */
  readonly amount: number
  readonly unit: Unit
  readonly times: number
  /** Whether one person asks and another one signs it. */
  readonly second: boolean
}

/** One clock, as a law sets it. */
export interface Rule {
  readonly id: string
  readonly names: Names
  readonly wording: Wording
  readonly owed: Owed
  readonly starts: Start
  /** An earlier rule of the pack: where this one has not begun by the last day of that one, it begins with that day. */
  readonly startsAtLatest?: string | undefined
  /** `MM-DD`: it begins with the next such day, the day of its event included. */
  readonly yearEnds?: string | undefined
  /** Counted from the day after; the whole of the last day counts. Nought is the day itself. */
  readonly amount: number
  readonly unit: Unit
  /** Whether a last day that is no working day moves to the next one. */
  readonly rollsOver: boolean
  readonly done: Done
  readonly pausedFor: readonly Cause[]
  readonly extension?: Extension | undefined
  /** Whether it falls away where the reporter asked for no contact, or contact would endanger them. */
  readonly waivable: boolean
}

/** For how long after a referral the reporter may object to it. */
export interface ObjectionPeriod {
  readonly amount: number
  readonly unit: Unit
  readonly rollsOver: boolean
  readonly wording: Wording
}

/** The calendar of one year, as somebody published it. Ranges hold both their days. */
export interface CalendarYear {
  readonly year: number
  readonly off: readonly (readonly [Day, Day])[]
  /** Days of a weekend on which people work. */
  readonly working: readonly Day[]
  readonly source: string
}

/**
 * Which days are working days. `every-day`: in a year that is not listed each day counts as a working day, so that no due day can be later than
 * the law's once the year is published. Without it, a year that is not listed has weekends and no holidays.
 */
export interface Calendar {
  /** 1 is Monday, 7 is Sunday. */
  readonly weekend: readonly number[]
  readonly years: readonly CalendarYear[]
  readonly otherYears: 'every-day' | 'weekends'
}

/** Rules of law as data. A pack of one id and version never changes: a change is the next version. */
export interface RulePack {
  readonly id: string
  readonly version: number
  readonly jurisdiction: string
  readonly names: Names
  readonly source: Names
  readonly calendar: Calendar
  /** Without it, there is no objection to a referral under this pack. */
  readonly objection?: ObjectionPeriod | undefined
  readonly rules: readonly Rule[]
}

/** How a channel and a report name a pack: `eu-internal@1`. */
export function packRef({ id, version }: Pick<RulePack, 'id' | 'version'>): string {
  return `${id}@${version}`
}

/** How a signed entry names a clock: `eu-internal/feedback`. A report has no two versions of one pack. */
export function clockName(pack: Pick<RulePack, 'id'>, rule: Pick<Rule, 'id'>): string {
  return `${pack.id}/${rule.id}`
}

/** States that say whether a report is taken up. */
export const DECIDED: ReadonlySet<State> = new Set(['accepted', 'not-accepted', 'outside-remit', 'referred', 'concluded'])
