import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { nameText } from '#base/text.ts'
import type { Bodies, Severity } from './bodies.ts'

/** What handlers say of a report among themselves: none of it reaches the reporter or the server. */
export interface Triage {
  readonly labels: readonly string[]
  readonly severity: Severity | null
  readonly nextStep: string
  /** Signing key of the member whose it is now; null while it is everybody's. */
  readonly assigned: string | null
  /** It must not be erased, whatever its age. */
  readonly hold: boolean
}

export const UNTRIAGED: Triage = { labels: [], severity: null, nextStep: '', assigned: null, hold: false }

/** Whether anybody said anything of it. */
export function isTriaged({ labels, severity, nextStep, assigned, hold }: Triage): boolean {
  return labels.length > 0 || severity !== null || nextStep !== '' || assigned !== null || hold
}

/** A change of it: what is not named stays, so that two people who change different things at once both have their way. */
export type TriageChange = Omit<Bodies['triage'], 'reportHead' | 'seen'>

/** Each member as the last entry that names it says; labels one by one. Labels past the most that a report may have are not taken. */
export function withTriage(before: Triage, { add = [], remove = [], severity, nextStep, assigned, hold }: TriageChange): Triage {
  const kept = before.labels.filter((label) => !remove.includes(label))
  const labels = [...new Set([...kept, ...add])].slice(0, LIMITS.labelsPerReportMax)
  return {
    labels: labels.toSorted(), severity: severity === undefined ? before.severity : severity,
    nextStep: nextStep ?? before.nextStep, assigned: assigned === undefined ? before.assigned : assigned,
    hold: hold ?? before.hold,
  }
}

/**
 * What puts a change back, where nobody changed the same member since.
 * @param before - as it was, @param after - as the change left it, @param now - as it is
 * @returns null if nothing of it is left to put back
 */
export function undoOf({ before, after, now }: { readonly before: Triage; readonly after: Triage; readonly now: Triage }): TriageChange | null {
  const add = before.labels.filter((label) => !after.labels.includes(label) && !now.labels.includes(label))
  const remove = after.labels.filter((label) => !before.labels.includes(label) && now.labels.includes(label))
  const isOurs = (name: 'severity' | 'nextStep' | 'assigned' | 'hold'): boolean => before[name] !== after[name] && now[name] === after[name]
  const change: TriageChange = {
    ...(add.length === 0 ? {} : { add }), ...(remove.length === 0 ? {} : { remove }), ...(isOurs('severity') ? { severity: before.severity } : {}),
    ...(isOurs('nextStep') ? { nextStep: before.nextStep } : {}), ...(isOurs('assigned') ? { assigned: before.assigned } : {}), ...(isOurs('hold') ? { hold: before.hold } : {}),
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
  const { severity, assigned, hold, note, mentions } = wanted
  const nextStep = wanted.nextStep === undefined || wanted.nextStep.trim() === '' ? wanted.nextStep?.trim() : nameText(wanted.nextStep, LIMITS.nextStepCharactersMax)
  const change: TriageChange = {
    ...(add.length === 0 ? {} : { add }), ...(remove.length === 0 ? {} : { remove }), ...(severity === undefined || severity === before.severity ? {} : { severity }),
    ...(nextStep === undefined || nextStep === before.nextStep ? {} : { nextStep }), ...(assigned === undefined || assigned === before.assigned ? {} : { assigned }),
    ...(hold === undefined || hold === before.hold ? {} : { hold }),
  }
  if (before.labels.length + add.length - remove.length > LIMITS.labelsPerReportMax) throw new Refusal('too-large', { labelsMax: LIMITS.labelsPerReportMax })
  return isNothing(change) ? null : { ...change, ...(note === undefined || note.trim() === '' ? {} : { note, ...(mentions === undefined ? {} : { mentions }) }) }
}

/** @throws Refusal `empty-text`, `bad-text`, `too-large` */
export function labelText(text: string): string {
  return nameText(text, LIMITS.labelCharactersMax).replace(/\s+/gu, ' ')
}

function isNothing(change: TriageChange): boolean {
  return Object.keys(change).length === 0
}
