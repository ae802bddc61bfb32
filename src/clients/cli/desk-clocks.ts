import { openReportAsHandler } from '#clients/member/report.ts'
import { listQueue } from '#clients/member/queue.ts'
import type { Session } from '#clients/member/session.ts'
import type { Clock } from '#domain/clocks/derive.ts'
import { clocksOf } from '#domain/clocks/next.ts'
import { command, DONE } from './command.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { reportId } from './report-id.ts'
import { visibleLine } from './visible.ts'

interface Listed {
  readonly report: string
  readonly clock: Clock
}

/** postern desk clocks: every clock of one report, or what is late in all of them. Needs a member's passphrase. */
export const deskClocks = command({
  name: 'desk clocks',
  summary: 'summary-desk-clocks',
  words: { shown: '[ID]', min: 0, max: 1 },
  note: 'note-desk-clocks',
  options: { ...MEMBER_OPTIONS, all: { type: 'flag', help: 'option-clocks-all' } },
  async run(given, io, [report]) {
    const { session } = await logInAsMember(given, io)
    const listed = report === undefined ? await everyClock(session, given.all) : await clocksOfReport(session, report)
    answer(io, { clocks: listed.map(({ report: id, clock }) => clockJson(id, clock)) }, () => listed.map(({ report: id, clock }) => clockLine(id, clock, io)))
    return DONE
  },
})

async function clocksOfReport(session: Session, report: string): Promise<readonly Listed[]> {
  const id = await reportId(session, report)
  const { clocks } = await openReportAsHandler(session, id)
  return clocks.map((clock) => ({ report: id, clock }))
}

/** To the end of the queue: what was late once is told, however long ago. */
async function everyClock(session: Session, all: boolean): Promise<readonly Listed[]> {
  const found: Listed[] = []
  const { packs } = session.office()
  for (let after: string | null = null; ;) {
    const page = await listQueue(session, after === null ? {} : { after })
    for (const { id, docket } of page.lines) {
      for (const clock of clocksOf(docket, packs, session.today())) if (all || clock.status === 'breached') found.push({ report: id, clock })
    }
    after = page.next
    if (after === null) return found
  }
}

export function clockJson(report: string, { name, pack, source, rule, status, start, due, done, daysLeft, pauses, extendedBy, pending, provisional }: Clock) {
  return {
    report, clock: name, pack, source: source.en, article: rule.wording.article.en, checked: rule.wording.checked, status, start, due, done, daysLeft, pauses, extendedBy, provisional,
    pending: pending === null ? null : { amount: pending.amount, by: pending.by },
  }
}

export function clockLine(report: string, { name, rule, source, status, due, done, provisional }: Clock, { say, language }: Io): string {
  const said = say['clock-line']({
    status: say[`clock-${status}`], due: due ?? '—', clock: name, name: visibleLine(rule.names[language]), rule: visibleLine(`${source[language]}, ${rule.wording.article[language]}`),
  })
  const notes = [
    ...(done === null ? [] : [say['clock-line-done']({ day: done })]), ...(rule.wording.checked ? [] : [say['clock-line-unchecked']]), ...(provisional ? [say['clock-line-provisional']] : []),
  ]
  return `${report.slice(0, 8)}  ${said}${notes.map((note) => `  (${note})`).join('')}`
}
