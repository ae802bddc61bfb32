import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import { mayEnd } from '#domain/conflicts.ts'
import { memberReader } from '#sealing/sealed/entry.ts'
import { ATTEMPTS_MAX, isStale } from './append.ts'
import { asTheyAre, settleReaders } from './keying.ts'
import type { ReportView } from './member.ts'
import { append, checkReaders, grantAccess, openBoth, openReportAsHandler, type Both } from './report.ts'
import { conflictsOf } from './recusals.ts'
import type { Session } from './session.ts'

/** Of which colleague, and why: for those who go on. The colleague reads none of it. */
export interface ConflictOrder {
  readonly member: string
  readonly reason: string
}

/**
 * Says that the report names a colleague, or is of somebody whom they know: the server keeps it from them at once, and this device gives both logs a key without them.
 * @throws Refusal `empty-text`, `bad-text`, `too-large`; `not-allowed` for oneself, who declares; `not-a-reader` for somebody who does not read it
 */
export async function findConflict(session: Session, id: string, { member, reason }: ConflictOrder): Promise<ReportView> {
  if (member === session.me.signKey) throw new Refusal('not-allowed')
  const clean = requiredText(reason).trim()
  await say(session, id, { member, kind: 'conflict', reason: clean, check: (both) => { checkReaders(session, both, [member]) } })
  return openReportAsHandler(session, id)
}

/**
 * Takes back what a colleague found, and gives the member the report again, unless they declared a conflict themselves.
 * @throws Refusal `second-person` for whoever found it; `not-found` where nobody did; `empty-text`, `bad-text`, `too-large`
 */
export async function endConflict(session: Session, id: string, { member, reason }: ConflictOrder): Promise<ReportView> {
  const clean = requiredText(reason).trim()
  await say(session, id, {
    member, kind: 'conflict-ended', reason: clean,
    check({ desk }) {
      const conflict = conflictsOf(desk).get(member)
      if (conflict === undefined || conflict.found.length === 0) throw new Refusal('not-found')
      if (!mayEnd(conflict, { author: session.me.signKey, about: member })) throw new Refusal('second-person')
    },
  })
  const view = await openReportAsHandler(session, id)
  return view.recusals.some(({ signKey }) => signKey === member) ? view : grantAccess(session, id, memberReader(member))
}

interface Saying extends ConflictOrder {
  readonly kind: 'conflict' | 'conflict-ended'
  /** @throws Refusal for what may not be said of the logs as they stand */
  readonly check: (both: Both) => void
}

async function say(session: Session, id: string, { member, kind, reason, check }: Saying): Promise<void> {
  const tried = new Set<string>()
  for (let attempt = 1; ; attempt++) {
    const { pair } = await settleReaders(session, { open: () => openBoth(session, id), wanted: asTheyAre, reason: 'readers-changed' })
    if (pair.desk.log.entries.some(({ hash }) => tried.has(hash))) return
    check(pair)
    try {
      return await append(session, pair.desk, { content: { kind, body: { reason, reportHead: pair.report.log.head } }, tried, about: member })
    } catch (error) {
      if (!isStale(error) || attempt === ATTEMPTS_MAX) throw error
    }
  }
}
