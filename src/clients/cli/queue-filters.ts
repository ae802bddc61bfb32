import { isDay, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { listAbsences } from '#clients/member/absences.ts'
import { listCases } from '#clients/member/cases.ts'
import type { BriefDocket } from '#clients/member/dockets.ts'
import type { QueueLine } from '#clients/member/member.ts'
import { listQueue } from '#clients/member/queue.ts'
import { clearlyWanted, COMINGS, DUES, isTold, NONE, VIEWS, wantedBy, YES_NO, type Looking, type QueueFilter } from '#clients/member/queue-filter.ts'
import { catchUp } from '#clients/member/search-catch-up.ts'
import { SearchMemory } from '#clients/member/search-memory.ts'
import { listSeries } from '#clients/member/series.ts'
import type { Session } from '#clients/member/session.ts'
import { coveredBy } from '#domain/absences.ts'
import { isOpenCase, reportsOf } from '#domain/cases/case.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { SEVERITIES } from '#domain/triage-body.ts'
import { STATES, type State } from '#domain/docket.ts'
import { labelText } from '#domain/triage.ts'
import { UsageError } from './command.ts'
import { fileLeaves } from './file-leaves.ts'
import type { Io } from './io.ts'
import { assigneeOf } from './member-named.ts'
import { typed } from './text-input.ts'
import { visibleLine } from './visible.ts'

/** By which a list and a search are narrowed, alike. */
export const FILTER_OPTIONS = {
  state: { type: 'text', value: 'S', help: 'option-state-filter' },
  view: { type: 'text', value: 'V', help: 'option-view' },
  label: { type: 'text', value: 'L', help: 'option-label-filter' },
  severity: { type: 'text', value: 'S', help: 'option-severity-filter' },
  assigned: { type: 'text', value: 'WHO', help: 'option-assigned-filter' },
  due: { type: 'text', value: 'late|today|week|none', help: 'option-due-filter' },
  urgent: { type: 'text', value: 'yes|no', help: 'option-urgent-filter' },
  unread: { type: 'text', value: 'yes|no', help: 'option-unread-filter' },
  from: { type: 'text', value: 'DAY', help: 'option-from-filter' },
  until: { type: 'text', value: 'DAY', help: 'option-until-filter' },
  channel: { type: 'text', value: 'C', help: 'option-channel-filter' },
  team: { type: 'text', value: 'TEAM', help: 'option-team-filter' },
  came: { type: 'text', value: 'HOW', help: 'option-came-filter' },
  language: { type: 'text', value: 'en|zh', help: 'option-language-filter' },
  'in-series': { type: 'text', value: 'yes|no', help: 'option-series-filter' },
  'in-case': { type: 'text', value: 'yes|no', help: 'option-case-filter' },
} as const

export type GivenFilter = { readonly [name in keyof typeof FILTER_OPTIONS]?: string | undefined }

/** What needs no directory to be understood. @throws UsageError, Refusal for what cannot be a label */
export function filterGiven(given: GivenFilter): Omit<QueueFilter, 'assigned'> {
  const { label, channel, team, state } = given
  const filter = {
    view: oneOf(VIEWS, given.view), state: state === undefined ? undefined : asState(state), label: label === undefined ? undefined : labelText(typed(label)), severity: oneOf([...SEVERITIES, NONE], given.severity),
    due: oneOf(DUES, given.due), urgent: oneOf(YES_NO, given.urgent), unread: oneOf(YES_NO, given.unread), from: dayGiven(given.from), until: dayGiven(given.until), channel, team,
    came: oneOf(COMINGS, given.came), language: oneOf(LANGUAGES, given.language), series: oneOf(YES_NO, given['in-series']), case: oneOf(YES_NO, given['in-case']),
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as Omit<QueueFilter, 'assigned'>
}

/** With whose it is. @throws UsageError */
export function wholeFilter(session: Session, chosen: Omit<QueueFilter, 'assigned'>, assigned: string | undefined): QueueFilter {
  return { ...chosen, ...(assigned === undefined ? {} : { assigned: assigned === NONE ? NONE : assigneeOf(session, assigned) }) }
}

/** @throws UsageError */
export function asState(text: string): State {
  const state = STATES.find((known) => known === text)
  if (state === undefined) throw new UsageError((say) => say['usage-state']({ states: STATES.join(' ') }))
  return state
}

function oneOf<T extends string>(known: readonly T[], text: string | undefined): T | undefined {
  if (text === undefined) return undefined
  const found = known.find((each) => each === text)
  if (found === undefined) throw new UsageError((say) => say['usage-one-of']({ word: visibleLine(text), words: known.join(' ') }))
  return found
}

function dayGiven(text: string | undefined): Day | undefined {
  if (text !== undefined && !isDay(text)) throw new UsageError((say) => say['usage-day']({ day: visibleLine(text) }))
  return text
}

/** Looks at series and cases only where a filter asks for them: both go through logs of their own. */
export async function lookingFor(session: Session, filter: QueueFilter, io: Io): Promise<Looking> {
  const [me, today] = [session.me.signKey, session.today()]
  const looking = { me, today, covered: coveredBy(await listAbsences(session), me, today) }
  const [alike, cases] = [filter.series === undefined ? null : await inSeries(session, io), filter.case === undefined ? null : await inCases(session)]
  return { ...looking, isInSeries: (id) => alike?.has(id) === true, isInCase: (id) => cases?.has(id) === true }
}

async function inSeries(session: Session, io: Io): Promise<ReadonlySet<string>> {
  const memory = await SearchMemory.open(session, fileLeaves(io.env, SearchMemory.nameFor(session)))
  await catchUp(session, memory, { signal: new AbortController().signal, onprogress: () => {} })
  return new Set((await listSeries(session, memory)).flatMap(({ lines }) => lines.map(({ id }) => id)))
}

async function inCases(session: Session): Promise<ReadonlySet<string>> {
  return new Set((await listCases(session)).flatMap(({ now }) => (now === null || !isOpenCase(now) ? [] : reportsOf(now).map(({ report }) => report))))
}

export interface Wanted {
  /** False for what cannot be wanted, as far as clear columns tell. */
  mayBe(docket: BriefDocket): boolean
  /** Those of these reports that are wanted, opened, in the order of the queue. */
  lines(reports: readonly string[]): Promise<readonly QueueLine[]>
  /** Clear columns tell all of it. */
  readonly isTold: boolean
}

export function wantedOf(session: Session, filter: QueueFilter, looking: Looking): Wanted {
  const isWanted = wantedBy(filter, looking)
  return {
    mayBe: clearlyWanted(filter, looking), isTold: isTold(filter),
    async lines(reports) {
      const lines: QueueLine[] = []
      for (let at = 0; at < reports.length; at += LIMITS.queueReportsMax) lines.push(...(await listQueue(session, { limit: LIMITS.queueReportsMax, reports: reports.slice(at, at + LIMITS.queueReportsMax) })).lines)
      return lines.filter(isWanted)
    },
  }
}
