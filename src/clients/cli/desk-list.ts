import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { listDockets, type BriefDocket } from '#clients/member/dockets.ts'
import type { QueueLine, QueueView } from '#clients/member/member.ts'
import { shareKeys } from '#clients/member/keyrings.ts'
import { listQueue } from '#clients/member/queue.ts'
import type { Session } from '#clients/member/session.ts'
import { alertJson, objectionJson, raisedMarks } from './retaliation-lines.ts'
import { command, DONE, UsageError } from './command.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { arrivalLine, namesOf, triageJson, triageLine } from './desk-view.ts'
import { stateWords } from './names.ts'
import { FILTER_OPTIONS, filterGiven, lookingFor, wantedOf, wholeFilter, type Wanted } from './queue-filters.ts'
import { visibleLine } from './visible.ts'

/** postern desk list: a page of the queue, newest first, or what of it a view and other conditions want. Needs a member's passphrase. */
export const deskList = command({
  name: 'desk list',
  summary: 'summary-desk-list',
  note: 'note-desk-list',
  options: {
    ...MEMBER_OPTIONS,
    ...FILTER_OPTIONS,
    limit: { type: 'text', value: 'N', help: 'option-limit' },
    after: { type: 'text', value: 'CURSOR', help: 'option-after' },
  },
  async run(given, io) {
    const limit = limitOf(given.limit)
    const chosen = filterGiven(given)
    const { session } = await logInAsMember(given, io)
    const filter = wholeFilter(session, chosen, given.assigned)
    const { state, ...narrowed } = filter
    const page = { limit, ...(given.after === undefined ? {} : { after: given.after }) }
    const { lines, total, next } = Object.keys(narrowed).length === 0 ? await listQueue(session, { ...page, ...(state === undefined ? {} : { state }) }) : await listWanted(session, page, wantedOf(session, filter, await lookingFor(session, filter, io)))
    answer(io, { reports: lines.map((line) => lineJson(line, namesOf(session))), next, total }, () => [
      ...lines.map((line) => shownLine(line, io, namesOf(session))),
      io.say['list-total']({ count: total }), ...(next === null ? [] : [io.say['list-more']({ cursor: next })]),
    ])
    // For the next device, or the next call of this one, which remembers no key.
    await shareKeys(session).catch(() => undefined)
    return DONE
  },
})

/**
 * So many lines that a filter wants. Of all reports the clear columns are asked for, and of those that may be wanted, in the order of the queue, the lines. `total` is of the whole queue where
 * clear columns tell all of it, and counts those listed here where only opening the others would; `next` goes on right behind the last one.
 */
async function listWanted(session: Session, { limit, after }: { readonly limit: number; readonly after?: string }, wanted: Wanted): Promise<QueueView> {
  const all = [...(await listDockets(session)).values()].filter((docket) => wanted.mayBe(docket))
  const behind = after === undefined ? all : all.filter(isBehind(after))
  const found: QueueLine[] = []
  let looked = 0
  while (found.length < limit && looked < behind.length) {
    const some = behind.slice(looked, looked + Math.max(limit - found.length, LIMITS.queueReportsMax)).map(({ log }) => log)
    looked += some.length
    found.push(...await wanted.lines(some))
  }
  const lines = found.slice(0, limit)
  const last = lines.at(-1)
  const isOver = looked >= behind.length && found.length <= limit
  return { lines, total: wanted.isTold ? all.length : lines.length, next: isOver || last === undefined ? null : `${last.docket.receivedDay}.${last.id}` }
}

/** @throws Refusal `malformed` for a cursor of another list */
function isBehind(after: string): (docket: BriefDocket) => boolean {
  const { day, id } = /^(?<day>\d{4}-\d{2}-\d{2})\.(?<id>[A-Za-z0-9_-]{43})$/.exec(after)?.groups ?? {}
  if (day === undefined || id === undefined) throw new Refusal('malformed', { member: 'after' })
  return ({ receivedDay, log }) => receivedDay < day || (receivedDay === day && log < id)
}

/** @throws UsageError */
export function limitOf(text: string | undefined): number {
  if (text === undefined) return LIMITS.queuePageDefault
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > LIMITS.queuePageMax) throw new UsageError((say) => say['usage-limit']({ max: LIMITS.queuePageMax }))
  return limit
}

function lineJson({ id, docket, next, title, language, unopened, stale, entered, byTelephone, triage, asksMe }: QueueLine, nameOf: (signKey: string) => string) {
  const { state, receivedDay, acknowledgedDay, entries, urgent, channel, team, lastFrom, lastDay } = docket
  return {
    id, state, receivedDay, title, language, entries, urgent, ...alertJson(docket.events), ...objectionJson(docket.events), nextDate: next?.day ?? null, nextReason: next?.reason ?? null,
    lastFrom, lastDay, unopened, stale, asksMe, acknowledgedDay, channel, team, ...(byTelephone ? { byTelephone } : {}), ...(entered === null ? {} : { entered: { arrival: entered.arrival, by: entered.member, name: nameOf(entered.member) } }), ...triageJson(triage, nameOf),
  }
}

function shownLine({ id, docket, next, title, unopened, entered, byTelephone, triage, asksMe }: QueueLine, io: Io, nameOf: (signKey: string) => string): string {
  const { say } = io
  const marks = [...(docket.urgent ? [say['urgent']] : []), ...raisedMarks(docket.events, say), ...(unopened ? [say['unopened']] : []), ...(asksMe ? [say['asks-me']] : []), ...(byTelephone ? [say['provenance-by-telephone']] : []), ...(entered === null ? [] : [arrivalLine(entered, say, nameOf)])]
  const what = title === null ? say['list-sealed'] : visibleLine(title)
  const state = `${stateWords(say, docket.state)}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`
  const triaged = triageLine(triage, io, nameOf)
  return `${id.slice(0, 10)}  ${docket.receivedDay}  ${next?.day ?? '          '}  ${state}  ${what}${triaged === '' ? '' : `  [${triaged}]`}`
}
