import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { QueueLine, ReportView } from '#clients/member/member.ts'
import { nextDate } from '#domain/clocks/next.ts'
import type { OwnPacks } from '#domain/clocks/packs.ts'
import { moveDocket, type Docket, type DocketChange } from '#domain/docket.ts'
import { withTriage, type Triage } from '#domain/triage.ts'
import type { Deed } from './deed.ts'

/** Who does it, and on which day. */
export interface Doing {
  readonly me: string
  readonly today: Day
}

/** The docket as it will be once the log has these deeds. One that the rules refuse changes nothing here: the log will say so. */
export function expectedDocket(docket: Docket, deeds: readonly Deed[], doing: Doing): Docket {
  return deeds.reduce((current, deed) => moved(current, deed, doing), docket)
}

export function expectedTriage(triage: Triage, deeds: readonly Deed[]): Triage {
  return deeds.reduce((current, deed) => (deed.kind === 'triage' ? withTriage(current, deed.change) : current), triage)
}

/** A line of the queue as it will be once the log has these deeds. */
export function expectedLine(line: QueueLine, deeds: readonly Deed[], doing: Doing & { readonly packs: OwnPacks }): QueueLine {
  if (deeds.length === 0) return line
  const docket = expectedDocket(line.docket, deeds, doing)
  // Whoever does something to a report opens it, and whoever writes on it has seen what asks them.
  return { ...line, docket, next: nextDate(docket, doing.packs), triage: expectedTriage(line.triage, deeds), unopened: false, asksMe: false }
}

/** The line that a list would show of a report that was just opened. @param me - signing key */
export function lineOf({ id, conversation, entered, next, title, desk }: ReportView, me: string): QueueLine {
  return {
    id, docket: conversation.docket, next, title, language: conversation.language, unopened: false, stale: false,
    entered: entered?.isProved === true ? { arrival: entered.arrival, member: entered.member } : null, byTelephone: conversation.provenance === 'by-telephone', triage: desk.triage, asksMe: desk.asked.includes(me), card: null,
  }
}

function moved(docket: Docket, deed: Deed, { me, today }: Doing): Docket {
  const change = changeOf(docket, deed)
  if (change === undefined) return docket
  try {
    return moveDocket(docket, { day: today, author: me, from: 'office', change })
  } catch (error) {
    if (error instanceof Refusal) return docket
    throw error
  }
}

/** @returns undefined for what the reporter's log does not get */
function changeOf(docket: Docket, deed: Deed): DocketChange | null | undefined {
  switch (deed.kind) {
    // The office's first answer is the acknowledgement.
    case 'reply': return docket.state === 'received' ? { state: 'acknowledged' } : null
    case 'state': return { state: deed.order.state }
    case 'urgency': return { urgent: deed.order.urgent }
    case 'note': case 'triage': return undefined
  }
}
