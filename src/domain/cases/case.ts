import type { Day } from '#base/day.ts'
import type { EntryKind } from '../kinds.ts'
import type { AllegationCategory, CaseBody, CaseDeed, CaseState, Disposition, Excuse } from './bodies.ts'

export interface Placed { readonly hash: string; readonly author: string; readonly day: Day }

/** What is read of a case's log. */
export type CaseEntry =
  | Placed & { readonly kind: 'case'; readonly body: CaseBody }
  | Placed & { readonly kind: 'case-deed'; readonly body: CaseDeed }
  | Placed & { readonly kind: 'rekey' | 'grant' }
  | Placed & { readonly kind: 'unreadable'; readonly claimed: EntryKind }

/** A report in a case: nothing of it is copied. */
export interface CaseReport {
  readonly report: string
  /** The case that it came from; null where it was joined to this one. */
  readonly from: string | null
  readonly excuses: readonly (Placed & { readonly excuse: Excuse; readonly reason: string })[]
}

export interface Disposed extends Placed {
  readonly disposition: Disposition
  readonly reason: string
  /** Who agreed, where that needs a second person. */
  readonly agreedBy: string | null
}

export interface Allegation {
  /** Hash of the entry that said it first, in whichever case that was. */
  readonly id: string
  /** The case that it came from; null where it was said in this one. */
  readonly from: string | null
  /** Null where they stand in a case whose log the reader does not have. */
  readonly words: { readonly category: AllegationCategory; readonly text: string; readonly period: string } | null
  /** Null while it is open. */
  readonly disposed: Disposed | null
}

/** Why a deed counts for nothing. It is shown all the same: every word is kept. */
export type DeedBreak = 'ended' | 'not-here' | 'transition' | 'incomplete' | 'second-person' | 'nothing-asked' | 'unreadable'

/** `waits`: it counts once a second person agrees. `refused`: a second person objected. */
export type DeedEffect = 'counts' | 'waits' | 'refused' | 'overtaken' | DeedBreak

export interface CaseLine extends Placed {
  /** Null for one that does not open. */
  readonly deed: CaseDeed | null
  readonly effect: DeedEffect
}

/** What waits for a second person: that an allegation was abusive, or that the case is closed. */
export type Waiting = Placed & ({ readonly act: 'disposed'; readonly allegation: string; readonly disposition: Disposition; readonly reason: string } | { readonly act: 'moved'; readonly reason: string })

export interface Case {
  readonly openedBy: string
  readonly openedDay: Day
  readonly title: string
  readonly lead: string
  readonly plan: string
  readonly state: CaseState
  /** The state that a suspension ends in. */
  readonly before: CaseState
  /** The case that it was split from. */
  readonly from: string | null
  /** The case that took all of it; it is closed for good then, and points there. */
  readonly mergedInto: string | null
  readonly reports: ReadonlyMap<string, CaseReport>
  readonly allegations: ReadonlyMap<string, Allegation>
  /** Where what was here went, by report and allegation. */
  readonly gone: ReadonlyMap<string, string>
  readonly waiting: readonly Waiting[]
  readonly lines: readonly CaseLine[]
}

/** Whether something may still happen in it. */
export function isOpenCase({ state, mergedInto }: Pick<Case, 'state' | 'mergedInto'>): boolean {
  return state !== 'closed' && mergedInto === null
}

/** The reports that are in it now, those that were handed to another case left out. */
export function reportsOf({ reports, gone }: Pick<Case, 'reports' | 'gone'>): readonly CaseReport[] {
  return [...reports.values()].filter(({ report }) => !gone.has(report))
}

export function allegationsOf({ allegations, gone }: Pick<Case, 'allegations' | 'gone'>): readonly Allegation[] {
  return [...allegations.values()].filter(({ id }) => !gone.has(id))
}
