import { LIMITS } from '#base/limits.ts'
import type { QueueLine, QueueView } from '#clients/member/member.ts'
import { shareKeys } from '#clients/member/keyrings.ts'
import { listQueue, type QueueQuery } from '#clients/member/queue.ts'
import { NONE, VIEWS, wantedBy, type QueueFilter } from '#clients/member/queue-filter.ts'
import type { Session } from '#clients/member/session.ts'
import { SEVERITIES } from '#domain/bodies.ts'
import { labelText } from '#domain/triage.ts'
import { STATES, type State } from '#domain/docket.ts'
import { alertJson, objectionJson, raisedMarks } from './retaliation-lines.ts'
import { command, DONE, UsageError } from './command.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { assigneeOf } from './member-named.ts'
import { typed } from './text-input.ts'
import { arrivalLine, namesOf, triageJson, triageLine } from './desk-view.ts'
import { stateWords } from './names.ts'
import { visibleLine } from './visible.ts'

/** postern desk list: a page of the queue, newest first, or what of it a view and other conditions want. Needs a member's passphrase. */
export const deskList = command({
  name: 'desk list',
  summary: 'summary-desk-list',
  note: 'note-desk-list',
  options: {
    ...MEMBER_OPTIONS,
    state: { type: 'text', value: 'S', help: 'option-state-filter' },
    view: { type: 'text', value: 'V', help: 'option-view' },
    label: { type: 'text', value: 'L', help: 'option-label-filter' },
    severity: { type: 'text', value: 'S', help: 'option-severity-filter' },
    assigned: { type: 'text', value: 'WHO', help: 'option-assigned-filter' },
    channel: { type: 'text', value: 'C', help: 'option-channel-filter' },
    limit: { type: 'text', value: 'N', help: 'option-limit' },
    after: { type: 'text', value: 'CURSOR', help: 'option-after' },
  },
  async run(given, io) {
    const query = {
      limit: limitOf(given.limit),
      ...(given.state === undefined ? {} : { state: asState(given.state) }), ...(given.after === undefined ? {} : { after: given.after }),
    }
    const chosen = chosenBy(given)
    const { session } = await logInAsMember(given, io)
    const filter: QueueFilter = { ...chosen, ...(given.assigned === undefined ? {} : { assigned: given.assigned === NONE ? NONE : assigneeOf(session, given.assigned) }) }
    const { lines, total, next } = Object.keys(filter).length === 0 ? await listQueue(session, query) : await listWanted(session, query, filter)
    answer(io, { reports: lines.map((line) => lineJson(line, namesOf(session))), next, total }, () => [
      ...lines.map((line) => shownLine(line, io, namesOf(session))),
      io.say['list-total']({ count: total }), ...(next === null ? [] : [io.say['list-more']({ cursor: next })]),
    ])
    // For the next device, or the next call of this one, which remembers no key.
    await shareKeys(session).catch(() => undefined)
    return DONE
  },
})

interface Conditions { readonly view?: string | undefined; readonly label?: string | undefined; readonly severity?: string | undefined; readonly channel?: string | undefined }

/** What needs no directory to be understood. @throws UsageError, Refusal for what cannot be a label */
function chosenBy({ view, label, severity, channel }: Conditions): QueueFilter {
  return {
    ...(view === undefined ? {} : { view: oneOf(VIEWS, view, 'view') }), ...(label === undefined ? {} : { label: labelText(typed(label)) }),
    ...(severity === undefined ? {} : { severity: oneOf([...SEVERITIES, NONE], severity, 'severity') }), ...(channel === undefined ? {} : { channel }),
  }
}

function oneOf<T extends string>(known: readonly T[], text: string, option: 'view' | 'severity'): T {
  const found = known.find((each) => each === text)
  if (found === undefined) throw new UsageError((say) => (option === 'view' ? say['usage-view']({ views: known.join(' ') }) : say['usage-severity']({ severities: known.join(' ') })))
  return found
}

/**
 * So many lines that a filter wants, out of as many pages as that takes: the server cannot tell which they are. `total` counts those listed here, because
 * what stands behind was not opened; `next` goes on right behind the last one.
 */
async function listWanted(session: Session, { limit = LIMITS.queuePageDefault, after, ...query }: QueueQuery, filter: QueueFilter): Promise<QueueView> {
  const isWanted = wantedBy(filter, { me: session.me.signKey, today: session.today() })
  const found: QueueLine[] = []
  let cursor = after
  for (;;) {
    const from = cursor === undefined ? {} : { after: cursor }
    const { lines, next } = await listQueue(session, { ...query, ...from, limit: LIMITS.queuePageMax })
    const wanted = lines.filter(isWanted)
    const last = wanted[limit - found.length - 1]
    if (last !== undefined) {
      // The same page, cut behind the last one that there is room for, has the cursor that goes on there.
      const cut = await listQueue(session, { ...query, ...from, limit: lines.indexOf(last) + 1 })
      found.push(...cut.lines.filter(isWanted))
      return { lines: found, total: found.length, next: cut.next }
    }
    found.push(...wanted)
    if (next === null) return { lines: found, total: found.length, next }
    cursor = next
  }
}

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
