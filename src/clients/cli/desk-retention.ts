import { eraseDue, listRetained, setRetention, type RetainedLine } from '#clients/member/retention.ts'
import { dueOf } from '#domain/retention.ts'
import { command, DONE, UsageError } from './command.ts'
import { answer, tellProgress } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { visibleLine } from './visible.ts'

/** postern desk retention: for how long the office keeps what it is done with, what is due to be erased, and its erasure. Needs a member's passphrase. */
export const deskRetention = command({
  name: 'desk retention',
  summary: 'summary-desk-retention',
  note: 'note-desk-retention',
  options: {
    ...MEMBER_OPTIONS,
    'outside-remit': { type: 'text', value: 'DAYS', help: 'option-outside-remit-days' },
    'settled': { type: 'text', value: 'DAYS', help: 'option-settled-days' },
    'apply': { type: 'flag', help: 'option-retention-apply' },
  },
  async run(given, io) {
    const wanted = { outsideRemitDays: daysOf(given['outside-remit']), settledDays: daysOf(given.settled) }
    const { session } = await logInAsMember(given, io)
    const { retention: before } = session.officeLog().fold
    const rules = { outsideRemitDays: wanted.outsideRemitDays === undefined ? before.outsideRemitDays : wanted.outsideRemitDays, settledDays: wanted.settledDays === undefined ? before.settledDays : wanted.settledDays }
    if (wanted.outsideRemitDays !== undefined || wanted.settledDays !== undefined) await setRetention(session, rules)
    const lines: RetainedLine[] = []
    await listRetained(session, (some) => lines.push(...some))
    const due = dueOf(lines, session.today())
    const progress = given.apply
      ? await eraseDue(session, due, { onprogress: ({ done, total }) => tellProgress(io, io.say['retention-progress']({ done, total })), signal: new AbortController().signal })
      : null
    const stayed = new Set(progress?.stayed.map(({ id }) => id))
    answer(io, {
      ...rules, due: due.map(({ line, retained }) => ({ id: line.id, day: retained.day })), kept: lines.filter(({ retained }) => retained.kept !== null).map(({ line, retained }) => ({ id: line.id, day: retained.day, why: retained.kept })),
      erased: progress === null ? [] : due.filter(({ line }) => !stayed.has(line.id)).slice(0, progress.done).map(({ line }) => line.id),
    }, () => [
      io.say['retention-rules']({ outside: daysInWords(rules.outsideRemitDays), settled: daysInWords(rules.settledDays) }),
      ...due.map(({ line, retained }) => `${line.id.slice(0, 10)}  ${retained.day}  ${stayed.has(line.id) ? '!  ' : ''}${visibleLine(line.title ?? '')}`),
      progress === null ? io.say['retention-due']({ count: due.length }) : io.say['retention-erased']({ count: progress.done - progress.stayed.length }),
    ])
    return DONE
  },
})

/** @throws UsageError */
function daysOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined
  if (text === 'none') return null
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError((say) => say['usage-retention-days'])
  return Number(text)
}

function daysInWords(days: number | null): string {
  return days === null ? '—' : String(days)
}
