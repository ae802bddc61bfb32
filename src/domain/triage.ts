import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { nameText } from '#base/text.ts'
import type { Bodies } from './bodies.ts'
import type { Severity } from './triage-body.ts'

/** What handlers say of a report among themselves: none of it reaches the reporter or the server. */
export interface Triage {
  readonly labels: readonly string[]
  readonly severity: Severity | null
  readonly nextStep: string
  /** Signing key of the member whose it is now; null while it is everybody's. */
  readonly assigned: string | null
  /** Somebody gave it to them, and they did not say yet that they take it. */
  readonly handed: boolean
  /** It must not be erased, whatever its age. */
  readonly hold: boolean
  /** Which series it belongs to, where a handler said so. */
  readonly series: SeriesPlace
}

/** As its text says; to none, whatever its text says; or to that of the report with this id. */
export type SeriesPlace = NonNullable<Bodies['triage']['series']>

export const UNTRIAGED: Triage = { labels: [], severity: null, nextStep: '', assigned: null, handed: false, hold: false, series: 'by-text' }

/** Whether anybody said anything of it. */
export function isTriaged({ labels, severity, nextStep, assigned, hold }: Triage): boolean {
  return labels.length > 0 || severity !== null || nextStep !== '' || assigned !== null || hold
}

/** A change of it: what is not named stays, so that two people who change different things at once both have their way. */
export type TriageChange = Omit<Bodies['triage'], 'reportHead' | 'seen' | 'joins' | 'leaves' | 'excuse' | 'asksReferral' | 'answersReferral'>

/** Each member as the last entry that names it says; labels one by one. Labels past the most that a report may have are not taken. */
export function withTriage(before: Triage, { add = [], remove = [], severity, nextStep, assigned = before.assigned, handed, hold, series }: TriageChange): Triage {
  const kept = before.labels.filter((label) => !remove.includes(label))
  const labels = [...new Set([...kept, ...add])].slice(0, LIMITS.labelsPerReportMax)
  return {
    labels: labels.toSorted(), severity: severity === undefined ? before.severity : severity,
    nextStep: nextStep ?? before.nextStep, assigned,
    // What is nobody's is handed to nobody, and whoever gives it on says anew whether it waits to be taken.
    handed: assigned !== null && (handed ?? (assigned === before.assigned && before.handed)),
    hold: hold ?? before.hold, series: series ?? before.series,
  }
}

/** The open cases that a report is in, after one more entry; the oldest stay where there are more than it may be in. */
export function withCases(before: readonly string[], { joins = [], leaves = [] }: Pick<Bodies['triage'], 'joins' | 'leaves'>): readonly string[] {
  return [...new Set([...before.filter((id) => !leaves.includes(id)), ...joins])].slice(0, LIMITS.casesPerReportMax)
}

/**
 * What puts a change back, where nobody changed the same member since.
 * @param before - as it was, @param after - as the change left it, @param now - as it is
 * @returns null if nothing of it is left to put back
 */
export function undoOf({ before, after, now }: { readonly before: Triage; readonly after: Triage; readonly now: Triage }): TriageChange | null {
  const add = before.labels.filter((label) => !after.labels.includes(label) && !now.labels.includes(label))
  const remove = after.labels.filter((label) => !before.labels.includes(label) && now.labels.includes(label))
  const isOurs = (name: 'severity' | 'nextStep' | 'hold' | 'series'): boolean => before[name] !== after[name] && now[name] === after[name]
  const change: TriageChange = {
    ...(add.length === 0 ? {} : { add }), ...(remove.length === 0 ? {} : { remove }), ...(isOurs('severity') ? { severity: before.severity } : {}),
    ...(isOurs('nextStep') ? { nextStep: before.nextStep } : {}), ...(isSameHolder(now, after) ? heldAs(now, before) : {}), ...(isOurs('hold') ? { hold: before.hold } : {}), ...(isOurs('series') ? { series: before.series } : {}),
  }
  return isNothing(change) ? null : change
}

/**
 * A change as it is kept: labels cleaned, each once; nothing in it that is so already.
 * @returns null if it changes nothing
 * @throws Refusal `empty-text`, `bad-text`, `too-large`, also for more labels than a report may have
 */
export function triageChange(before: Triage, wanted: TriageChange): TriageChange | null {
  const clean = (labels: readonly string[]): readonly string[] => [...new Set(labels.map(labelText))]
  const wantedLabels = clean(wanted.add ?? [])
  const add = wantedLabels.filter((label) => !before.labels.includes(label))
  // Whoever asks for both wants it.
  const remove = clean(wanted.remove ?? []).filter((label) => before.labels.includes(label) && !wantedLabels.includes(label))
  const { severity, hold, series, note, mentions } = wanted
  const held = { ...(wanted.assigned === undefined ? {} : { assigned: wanted.assigned }), ...(wanted.handed === undefined ? {} : { handed: wanted.handed }) }
  const nextStep = wanted.nextStep === undefined || wanted.nextStep.trim() === '' ? wanted.nextStep?.trim() : nameText(wanted.nextStep, LIMITS.nextStepCharactersMax)
  const change: TriageChange = {
    ...(add.length === 0 ? {} : { add }), ...(remove.length === 0 ? {} : { remove }), ...(severity === undefined || severity === before.severity ? {} : { severity }),
    ...(nextStep === undefined || nextStep === before.nextStep ? {} : { nextStep }), ...heldAs(before, withTriage(before, held)),
    ...(hold === undefined || hold === before.hold ? {} : { hold }), ...(series === undefined || series === before.series ? {} : { series }),
  }
  if (before.labels.length + add.length - remove.length > LIMITS.labelsPerReportMax) throw new Refusal('too-large', { labelsMax: LIMITS.labelsPerReportMax })
  return isNothing(change) ? null : { ...change, ...(note === undefined || note.trim() === '' ? {} : { note, ...(mentions === undefined ? {} : { mentions }) }) }
}

/**
 * Gives a report to somebody, as it is written: to oneself it is taken at once, and to anybody else it waits until they take it.
 * @param to - signing key; null for nobody. @param me - whoever gives it
 */
export function givenTo(to: string | null, me: string): { readonly assigned: string | null; readonly handed: boolean } {
  return to === null || to === me ? { assigned: to, handed: false } : { assigned: to, handed: true }
}

/** @throws Refusal `empty-text`, `bad-text`, `too-large` */
export function labelText(text: string): string {
  return nameText(text, LIMITS.labelCharactersMax).replace(/\s+/gu, ' ')
}

/** Whoever took it meanwhile has it by their own word, and not by that of whoever gave it. */
function isSameHolder(one: Triage, other: Triage): boolean {
  return one.assigned === other.assigned && one.handed === other.handed
}

/** What makes it theirs, or nobody's, as it is `to` be. */
function heldAs(from: Triage, to: Triage): Pick<TriageChange, 'assigned' | 'handed'> {
  const given = from.assigned === to.assigned ? {} : { assigned: to.assigned }
  return withTriage(from, given).handed === to.handed ? given : { ...given, handed: to.handed }
}

function isNothing(change: TriageChange): boolean {
  return Object.keys(change).length === 0
}
