import * as v from 'valibot'
import { addDays, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { reasonsFor } from '#domain/notices.ts'
import * as f from '#wire/fields.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { NoticeChoiceRow, NoticeKey } from '../store/store-notices.ts'
import type { Today } from './calendar.ts'
import { hourAt } from './caller.ts'
import type { OfficeBook, OfficeState } from './office-book.ts'

export interface PlannerDeps {
  readonly read: Pick<Reader, 'audienceOf' | 'docket' | 'dueCounts' | 'noticeChoices' | 'offices' | 'paged' | 'pushMembers' | 'recusedFrom'>
  readonly write: Pick<Writer, 'leaseJobs' | 'planNotices'>
  readonly offices: OfficeBook
  readonly today: Today
  /** Whether anything can be sent: else nobody is told, and nothing waits to be. */
  readonly canSend: boolean
  /** Whether browsers can be told at once, besides. */
  readonly canPush: boolean
  readonly nowMs: () => number
}

const PAGES_AT_ONCE = 50
const LEASE_SECONDS = 20
const pagePayload = v.object({ office: f.id, log: f.id })

/**
 * Whom each report that became urgent pages: those who read it and chose so, and of them the ones whom an administrator named, if any of the named is
 * among them, unless that was ended again before anybody looked. Who was left out of a report, or declared a conflict of interest in it, is not told that there is one.
 */
export async function planPages(deps: PlannerDeps): Promise<void> {
  for (;;) {
    const jobs = await deps.write.leaseJobs(PAGES_AT_ONCE, LEASE_SECONDS, ['page-urgent'])
    for (const { id, payload } of jobs) {
      const { office, log } = v.parse(pagePayload, JSON.parse(payload))
      const state = await deps.offices.current(office)
      const day = deps.today(state.timeZone)
      const isStill = (await deps.read.docket(log))?.urgent === true
      const members = isStill ? await pagedBy(deps, state, log) : []
      await deps.write.planNotices({ jobs: [id], forgetBefore: null, notices: members.flatMap(({ signKey, ways }) => ways.map((reason): NoticeKey => ({ office, signKey, reason, day }))) })
    }
    if (jobs.length < PAGES_AT_ONCE) return
  }
}

interface Paged { readonly signKey: string; readonly ways: readonly ('urgent' | 'push')[] }

async function pagedBy(deps: PlannerDeps, state: OfficeState, report: string): Promise<readonly Paged[]> {
  const { read, offices } = deps
  const audience = new Set(await read.audienceOf(report))
  const recused = new Set(await read.recusedFrom(report))
  const chosen: Paged[] = []
  for (const each of await reachable(deps, state.office)) {
    if (recused.has(each.signKey)) continue
    if ((await offices.readersOf(state, each.signKey)).some((reader) => audience.has(reader))) chosen.push(each)
  }
  const named = new Set(await read.paged(state.office))
  const both = chosen.filter(({ signKey }) => named.has(signKey))
  return both.length > 0 ? both : chosen
}

/** Who chose to be paged, and by which ways: a browser that somebody switched on says so by itself. */
async function reachable({ read, canSend, canPush }: PlannerDeps, office: string): Promise<readonly Paged[]> {
  const byMail = canSend ? (await read.noticeChoices(office)).filter(({ reasons }) => reasons.includes('urgent')).map(({ signKey }) => signKey) : []
  const byPush = canPush ? await read.pushMembers(office) : []
  return [...new Set([...byMail, ...byPush])].map((signKey) => ({ signKey, ways: [...(byMail.includes(signKey) ? ['urgent' as const] : []), ...(byPush.includes(signKey) ? ['push' as const] : [])] }))
}

/**
 * What the day asks members to be told, looked for once an hour. A day's notice is made once, so a clock that jumps, or goes back and comes again,
 * makes one of each day that it shows and no more; days that were jumped over are not made up for.
 */
export function dailyPlanner(deps: PlannerDeps): () => Promise<void> {
  let plannedHour: number | null = null
  return async () => {
    const hour = hourAt(deps.nowMs())
    if (hour === plannedHour || !deps.canSend) return
    for (const office of await deps.read.offices()) await planDay(deps, await deps.offices.current(office))
    plannedHour = hour
  }
}

async function planDay(deps: PlannerDeps, state: OfficeState): Promise<void> {
  const { office, timeZone } = state
  const day = deps.today(timeZone)
  const notices: NoticeKey[] = []
  for (const choice of await deps.read.noticeChoices(office)) notices.push(...await dailyOf(deps, { state, choice, day }))
  await deps.write.planNotices({ notices, jobs: [], forgetBefore: { office, day: addDays(day, -LIMITS.noticesKeptDays) } })
}

async function dailyOf({ read, offices }: PlannerDeps, { state, choice, day }: { readonly state: OfficeState; readonly choice: NoticeChoiceRow; readonly day: Day }): Promise<NoticeKey[]> {
  const { office, signKey, reasons } = choice
  if (reasons.every((reason) => reason === 'urgent')) return []
  const counts = await read.dueCounts({ office, signKey, today: day, readers: await offices.readersOf(state, signKey) })
  return reasonsFor(reasons, counts).map((reason) => ({ office, signKey, reason, day }))
}
