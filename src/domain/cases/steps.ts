import type { CaseState, Excuse } from './bodies.ts'
import { allegationsOf, isOpenCase, reportsOf, type Allegation, type Case } from './case.ts'

/** [Note: Steps of a case] Which state may follow which. A suspension ends in the state that it began in; only a closed case is reopened. */
const NEXT: Readonly<Record<CaseState, readonly CaseState[]>> = {
  'opened': ['preliminary-assessment', 'suspended', 'closed'],
  'preliminary-assessment': ['investigation', 'suspended', 'closed'],
  'investigation': ['findings', 'suspended', 'closed'],
  'findings': ['investigation', 'decision', 'suspended', 'closed'],
  'decision': ['findings', 'remedy', 'suspended', 'closed'],
  'remedy': ['decision', 'suspended', 'closed'],
  'reopened': ['preliminary-assessment', 'investigation', 'findings', 'decision', 'remedy', 'suspended', 'closed'],
  'suspended': [],
  'closed': ['reopened'],
}

export function nextCaseStates({ state, before, mergedInto }: Pick<Case, 'state' | 'before' | 'mergedInto'>): readonly CaseState[] {
  if (mergedInto !== null) return []
  return state === 'suspended' ? [before] : NEXT[state]
}

export function mayBecome(now: Pick<Case, 'state' | 'before' | 'mergedInto'>, state: CaseState): boolean {
  return nextCaseStates(now).includes(state)
}

/** Something that must be there before a step: what, and of what. */
export type Missing =
  | { readonly what: 'report' | 'allegation' | 'plan' | 'finding' | 'retention' }
  | { readonly what: 'disposition' | 'agreement'; readonly allegation: string }
  | { readonly what: 'answer' | 'hold' | 'reading'; readonly report: string }

const NEEDS: Partial<Readonly<Record<CaseState, readonly ((now: Case) => readonly Missing[])[]>>> = {
  'preliminary-assessment': [aReport],
  'investigation': [anAllegation, aPlan],
  'decision': [anAllegation, dispositions],
  'remedy': [aFinding],
  'closed': [dispositions],
}

/** What the case itself lacks before it may go to a state: whoever reads its log derives the same. */
export function missingInLog(now: Case, state: CaseState): readonly Missing[] {
  return now.state === 'suspended' ? [] : (NEEDS[state] ?? []).flatMap((needs) => needs(now))
}

function aReport(now: Case): readonly Missing[] {
  return reportsOf(now).length > 0 || allegationsOf(now).length > 0 ? [] : [{ what: 'report' }]
}

function anAllegation(now: Case): readonly Missing[] {
  return allegationsOf(now).length > 0 ? [] : [{ what: 'allegation' }]
}

function aPlan({ plan }: Case): readonly Missing[] {
  return plan.trim() === '' ? [{ what: 'plan' }] : []
}

function dispositions(now: Case): readonly Missing[] {
  return allegationsOf(now).filter(({ disposed }) => disposed === null).map(({ id }) => ({ what: isWaiting(now, id) ? 'agreement' : 'disposition', allegation: id }))
}

function isWaiting({ waiting }: Case, id: string): boolean {
  return waiting.some((each) => each.act === 'disposed' && each.allegation === id)
}

/** Nothing is put right that was not found to be wrong. */
function aFinding(now: Case): readonly Missing[] {
  return allegationsOf(now).some(isFound) ? [] : [{ what: 'finding' }]
}

function isFound({ disposed }: Allegation): boolean {
  return disposed?.disposition === 'substantiated' || disposed?.disposition === 'partly'
}

/** What a case cannot know by its own log. */
export interface Around {
  /** By report: what its logs say, as far as this device opens them; null for one that it does not open. */
  readonly reports: ReadonlyMap<string, ReportStanding | null>
  /** Whether the office set for how long it keeps what is settled. */
  readonly hasRetention: boolean
}

export interface ReportStanding {
  /** Whether the office's side has the last word, and spoke at all. */
  readonly isAnswered: boolean
  readonly isOnHold: boolean
}

/** Everything that is missing before a step. What lies outside the log counts for a closing, and only the devices of who asks and who agrees look at it. */
export function missingFor(now: Case, state: CaseState, { reports, hasRetention }: Around): readonly Missing[] {
  const inLog = missingInLog(now, state)
  if (state !== 'closed') return inLog
  const around = reportsOf(now).flatMap(({ report, excuses }): readonly Missing[] => {
    const has = (excuse: Excuse): boolean => excuses.some((each) => each.excuse === excuse)
    const standing = reports.get(report) ?? null
    if (standing === null) return has('no-answer') && has('stays-on-hold') ? [] : [{ what: 'reading', report }]
    return [
      ...(standing.isAnswered || has('no-answer') ? [] : [{ what: 'answer' as const, report }]),
      ...(standing.isOnHold && !has('stays-on-hold') ? [{ what: 'hold' as const, report }] : []),
    ]
  })
  return [...inLog, ...around, ...(hasRetention ? [] : [{ what: 'retention' as const }])]
}

/** The reports that must not be erased because of it. */
export function heldBy(now: Case): readonly string[] {
  return isOpenCase(now) ? reportsOf(now).map(({ report }) => report) : []
}
