import { Refusal } from '#base/refusal.ts'
import type { Language } from '#domain/bodies.ts'
import type { State } from '#domain/docket.ts'
import type { ReportView } from './member.ts'
import type { Referring } from './referring.ts'
import { changeState } from './change-state.ts'
import { reply } from './report.ts'
import { isOfOneLog } from './report-logs.ts'
import type { Session } from './session.ts'

/** What each reporter of a selection is told: an answer, or a decision with its reason. */
export type EachDeed =
  | { readonly kind: 'answer'; readonly text: string; readonly language: Language }
  | { readonly kind: 'state'; readonly state: State; readonly reason: string; readonly language: Language; readonly referral?: Referring }

/** A report, and how many entries it had when somebody chose it. */
export interface Chosen {
  readonly id: string
  readonly entries: number
}

export interface EachOrder {
  readonly chosen: readonly Chosen[]
  readonly deed: EachDeed
}

export interface EachWatched {
  readonly onprogress: (progress: Answering) => void
  readonly signal: AbortSignal
  /** Each report as it is then. */
  readonly onview?: (view: ReportView) => void
}

export interface Answering {
  readonly sent: readonly string[]
  /** Those that were told nothing, each with what stood against it. */
  readonly refused: readonly { readonly id: string; readonly why: unknown }[]
  readonly left: readonly string[]
}

/**
 * Writes the same words into each report's own log, one after the other: every conversation stays its own, and its reporter sees no other. A report that grew since it was chosen is told nothing.
 * @param watched - its `signal` stops: the report under way is finished first, and those behind it are left.
 * @throws Refusal `session-ended`, `unreachable` and what else would fail for every report alike; what was sent until then was told by `onprogress`
 */
export async function answerEach(session: Session, { chosen, deed }: EachOrder, watched: EachWatched): Promise<Answering> {
  const { onprogress, signal, onview } = watched
  let progress: Answering = { sent: [], refused: [], left: chosen.map(({ id }) => id) }
  onprogress(progress)
  for (const each of chosen) {
    if (signal.aborted) break
    const why = await told(session, each, { deed, onview })
    const left = progress.left.filter((id) => id !== each.id)
    progress = why === null ? { ...progress, sent: [...progress.sent, each.id], left } : { ...progress, refused: [...progress.refused, { id: each.id, why }], left }
    onprogress(progress)
  }
  return progress
}

/** What stands against one report alone. */
const ONE_REPORT: ReadonlySet<string> = new Set(['stale-head', 'transition-not-allowed', 'objection-open', 'report-incomplete', 'names-body'])

async function told(session: Session, { id, entries }: Chosen, { deed, onview }: { readonly deed: EachDeed; readonly onview: EachWatched['onview'] }): Promise<unknown> {
  try {
    const view = deed.kind === 'answer'
      ? await reply(session, id, { text: deed.text, language: deed.language, expectedLength: entries })
      : await changeState(session, id, { state: deed.state, reason: deed.reason, language: deed.language, expectedLength: entries, ...(deed.referral === undefined ? {} : { referral: deed.referral }) })
    onview?.(view)
    return null
  } catch (error) {
    if (error instanceof Refusal && (ONE_REPORT.has(error.code) || isOfOneLog(error))) return error
    throw error
  }
}
