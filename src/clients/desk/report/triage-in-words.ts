import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { labelText, type Triage } from '#domain/triage.ts'

/** The members of a report's triage, in the order in which the panel has them. */
const MEMBERS = ['severity', 'labels', 'step', 'assigned', 'hold'] as const
export type TriageMember = (typeof MEMBERS)[number]

/** What is another than before. */
export function changedBetween(before: Triage, now: Triage): readonly TriageMember[] {
  const values = ({ severity, labels, nextStep, assigned, hold }: Triage) => ({ severity, labels: JSON.stringify(labels), step: nextStep, assigned, hold })
  const [was, is] = [values(before), values(now)]
  return MEMBERS.filter((name) => was[name] !== is[name])
}

export type LabelProblem = 'empty' | 'long' | 'bad' | 'many' | 'there'

/** Labels as they were typed, several with commas between, of either width; or why they cannot be added. */
export function typedLabels(text: string, { labels }: Pick<Triage, 'labels'>): { readonly add: readonly string[] } | { readonly problem: LabelProblem } {
  const parts = text.split(/[,，、;；\n]/u).map((part) => part.trim()).filter((part) => part !== '')
  if (parts.length === 0) return { problem: 'empty' }
  try {
    const add = [...new Set(parts.map(labelText))].filter((label) => !labels.includes(label))
    if (add.length === 0) return { problem: 'there' }
    return labels.length + add.length > LIMITS.labelsPerReportMax ? { problem: 'many' } : { add }
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.code === 'too-large' ? 'long' : 'bad' }
    throw error
  }
}
