import { LIMITS } from '#base/limits.ts'
import type { QueueLine } from '#clients/member/member.ts'
import { shareKeys } from '#clients/member/keyrings.ts'
import { listQueue } from '#clients/member/queue.ts'
import { STATES, type State } from '#domain/docket.ts'
import { openAlert } from '#domain/retaliation.ts'
import { alertJson } from './retaliation-lines.ts'
import { command, DONE, UsageError } from './command.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { arrivalLine, namesOf, triageJson, triageLine } from './desk-view.ts'
import { stateWords } from './names.ts'
import { visibleLine } from './visible.ts'

/** postern desk list: a page of the queue, newest first. Needs a member's passphrase. */
export const deskList = command({
  name: 'desk list',
  summary: 'summary-desk-list',
  options: {
    ...MEMBER_OPTIONS,
    state: { type: 'text', value: 'S', help: 'option-state-filter' },
    limit: { type: 'text', value: 'N', help: 'option-limit' },
    after: { type: 'text', value: 'CURSOR', help: 'option-after' },
  },
  async run(given, io) {
    const query = {
      limit: limitOf(given.limit),
      ...(given.state === undefined ? {} : { state: asState(given.state) }), ...(given.after === undefined ? {} : { after: given.after }),
    }
    const { session } = await logInAsMember(given, io)
    const { lines, total, next } = await listQueue(session, query)
    answer(io, { reports: lines.map((line) => lineJson(line, namesOf(session))), next, total }, () => [
      ...lines.map((line) => shownLine(line, io, namesOf(session))),
      io.say['list-total']({ count: total }), ...(next === null ? [] : [io.say['list-more']({ cursor: next })]),
    ])
    // For the next device, or the next call of this one, which remembers no key.
    await shareKeys(session).catch(() => undefined)
    return DONE
  },
})

/** @throws UsageError */
export function asState(text: string): State {
  const state = STATES.find((known) => known === text)
  if (state === undefined) throw new UsageError((say) => say['usage-state']({ states: STATES.join(' ') }))
  return state
}

/** @throws UsageError */
export function limitOf(text: string | undefined): number {
  if (text === undefined) return LIMITS.queuePageDefault
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > LIMITS.queuePageMax) throw new UsageError((say) => say['usage-limit']({ max: LIMITS.queuePageMax }))
  return limit
}

function lineJson({ id, docket, next, title, language, unopened, stale, entered, triage, asksMe }: QueueLine, nameOf: (signKey: string) => string) {
  const { state, receivedDay, acknowledgedDay, entries, urgent, channel, team, lastFrom, lastDay } = docket
  return {
    id, state, receivedDay, title, language, entries, urgent, ...alertJson(docket.events), nextDate: next?.day ?? null, nextReason: next?.reason ?? null,
    lastFrom, lastDay, unopened, stale, asksMe, acknowledgedDay, channel, team, ...(entered === null ? {} : { entered: { arrival: entered.arrival, by: entered.member, name: nameOf(entered.member) } }), ...triageJson(triage, nameOf),
  }
}

function shownLine({ id, docket, next, title, unopened, entered, triage, asksMe }: QueueLine, io: Io, nameOf: (signKey: string) => string): string {
  const { say } = io
  const marks = [...(docket.urgent ? [say['urgent']] : []), ...(openAlert(docket.events) === null ? [] : [say['alert-open']]), ...(unopened ? [say['unopened']] : []), ...(asksMe ? [say['asks-me']] : []), ...(entered === null ? [] : [arrivalLine(entered, say, nameOf)])]
  const what = title === null ? say['list-sealed'] : visibleLine(title)
  const state = `${stateWords(say, docket.state)}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`
  const triaged = triageLine(triage, io, nameOf)
  return `${id.slice(0, 10)}  ${docket.receivedDay}  ${next?.day ?? '          '}  ${state}  ${what}${triaged === '' ? '' : `  [${triaged}]`}`
}
