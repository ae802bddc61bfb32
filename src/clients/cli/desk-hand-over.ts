import { cleanText } from '#base/text.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { isSettled } from '#domain/docket.ts'
import { listQueue } from '#clients/member/queue.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { isOfOneLog } from '#clients/member/report-logs.ts'
import type { Session } from '#clients/member/session.ts'
import { triageReport } from '#clients/member/triage.ts'
import { command, DONE, UsageError } from './command.ts'
import { answer, tellProgress, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { assigneeOf, holderNamed } from './member-named.ts'
import { reportId } from './report-id.ts'
import { typed } from './text-input.ts'

const WORDS_MAX = 100

/** postern desk hand-over: gives reports to a colleague with a word for them, takes one that was given, or gives it back. Needs a member's passphrase. */
export const deskHandOver = command({
  name: 'desk hand-over',
  summary: 'summary-desk-hand-over',
  note: 'note-desk-hand-over',
  words: { shown: '[ID]…', min: 0, max: WORDS_MAX },
  options: {
    ...MEMBER_OPTIONS,
    receiver: { type: 'text', value: 'NAME', help: 'option-hand-over-to' },
    note: { type: 'text', value: 'T', help: 'option-triage-note' },
    all: { type: 'flag', help: 'option-hand-over-all' },
    of: { type: 'text', value: 'NAME', help: 'option-hand-over-of' },
    take: { type: 'flag', help: 'option-hand-over-take' },
    back: { type: 'flag', help: 'option-hand-over-back' },
  },
  async run(given, io, words) {
    const { receiver: to, note, all, of, take, back } = given
    const isOne = [to !== undefined, take, back].filter(Boolean).length === 1
    if (!isOne || all === (words.length > 0) || (all && to === undefined) || (of !== undefined && !all)) throw new UsageError((say) => say['usage-hand-over'])
    const text = note === undefined ? {} : { note: cleanText(typed(note)) }
    const { session } = await logInAsMember(given, io)
    const ids = all ? await heldBy(session, of === undefined ? session.me.signKey : holderNamed(session, of).signKey) : await Promise.all(words.map((word) => reportId(session, word)))
    const receiver = to === undefined ? null : assigneeOf(session, to)
    return handOverEach(session, io, { ids, give: async (id) => { await triageReport(session, id, { assigned: receiver ?? (take ? session.me.signKey : await giverOf(session, id)), ...text }) } })
  },
})

/** Open reports that are theirs, out of the whole list: the server cannot tell which they are. */
async function heldBy(session: Session, signKey: string): Promise<readonly string[]> {
  const ids: string[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await listQueue(session, { limit: LIMITS.queuePageMax, ...(after === undefined ? {} : { after }) })
    ids.push(...page.lines.filter(({ docket, triage }) => triage.assigned === signKey && !isSettled(docket.state)).map(({ id }) => id))
    after = page.next
  }
  return ids
}

/** Whoever handed it to the caller. @throws UsageError where nobody did, or the caller has taken it */
async function giverOf(session: Session, id: string): Promise<string> {
  const { triage, handOver } = (await openReportAsHandler(session, id)).desk
  if (handOver === null || triage.assigned !== session.me.signKey) throw new UsageError((say) => say['usage-hand-over-back'])
  return handOver.by
}

interface Order {
  readonly ids: readonly string[]
  readonly give: (id: string) => Promise<void>
}

/** One after the other: what cannot be given is told, and those behind it are given all the same. */
async function handOverEach(session: Session, io: Io, { ids, give }: Order): Promise<number> {
  const done: string[] = []
  const refused: { readonly id: string; readonly code: string }[] = []
  try {
    for (const id of ids) {
      tellProgress(io, io.say['series-progress']({ done: done.length + refused.length, total: ids.length }))
      try {
        await give(id)
        done.push(id)
      } catch (error) {
        if (!(error instanceof Refusal) || !(error.code === 'not-a-reader' || isOfOneLog(error))) throw error
        refused.push({ id, code: error.code })
      }
    }
  } finally {
    // Also where it broke off: what was given is given.
    answer(io, { done, refused, left: ids.filter((id) => !done.includes(id) && !refused.some((each) => each.id === id)) }, () => [
      ...refused.map(({ id, code }) => `!  ${id.slice(0, 10)}  ${code}`), io.say['handed-over']({ done: done.length, refused: refused.length }),
    ])
  }
  return DONE
}
