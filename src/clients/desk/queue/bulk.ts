import type { Language } from '#domain/bodies.ts'
import type { Severity } from '#domain/triage-body.ts'
import { lacksOnLine, needsReason } from '#domain/conclusion.ts'
import { nextStatesOf, type OfficeState } from '#domain/docket.ts'
import type { TriageChange } from '#domain/triage.ts'
import type { Referring } from '#clients/member/referring.ts'
import type { QueueLine } from '#clients/member/member.ts'
import type { Deed } from '#clients/desk/outbox/deed.ts'

/** What one wants done to each of many reports. Words are written once for each language that the reports have. */
export type BulkOrder =
  | { readonly kind: 'state'; readonly state: OfficeState; readonly texts: Readonly<Record<Language, string>>; readonly referral?: Referring }
  | { readonly kind: 'reply'; readonly texts: Readonly<Record<Language, string>> }
  | { readonly kind: 'triage'; readonly change: { readonly add?: readonly string[]; readonly severity?: Severity | null; readonly assigned?: string | null; readonly handed?: boolean } }

/** Why a report is left out: its state does not lead there, nothing was written in its language, or something is missing that its line tells. What a line does not tell, the deed finds. */
export type LeftOut = 'state' | 'language' | 'missing'

export interface BulkPlan {
  readonly deeds: readonly { readonly line: QueueLine; readonly deed: Deed }[]
  readonly leftOut: Readonly<Record<LeftOut, readonly QueueLine[]>>
}

/**
 * What would be done to which report.
 * @param lines - as the list shows them: what is said is said knowing as many entries as its line counts, and comes back if there are more by then.
 */
export function bulkPlan(lines: readonly QueueLine[], order: BulkOrder): BulkPlan {
  const tried = lines.map((line) => ({ line, found: deedFor(line, order) }))
  const out = (why: LeftOut): readonly QueueLine[] => tried.flatMap(({ line, found }) => (found === why ? [line] : []))
  return {
    deeds: tried.flatMap(({ line, found }) => (typeof found === 'string' ? [] : [{ line, deed: found }])),
    leftOut: { state: out('state'), language: out('language'), missing: out('missing') },
  }
}

function deedFor({ docket, language }: QueueLine, order: BulkOrder): Deed | LeftOut {
  if (order.kind === 'triage') return { kind: 'triage', change: order.change satisfies TriageChange }
  const text = order.texts[language].trim()
  if (order.kind === 'reply') return text === '' ? 'language' : { kind: 'reply', written: { text, language, expectedLength: docket.entries } }
  const { state } = order
  if (!nextStatesOf(docket).includes(state)) return 'state'
  if (needsReason(docket.state, state) && text === '') return 'language'
  if (state === 'concluded' && lacksOnLine(docket).length > 0) return 'missing'
  return { kind: 'state', seen: null, order: { state, reason: text, language, expectedLength: docket.entries, ...(order.referral === undefined ? {} : { referral: order.referral }) } }
}
