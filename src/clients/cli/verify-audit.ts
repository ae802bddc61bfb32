import { isDay } from '#base/day.ts'
import { checkAudit, type AuditFindings } from '#clients/member/audit-check.ts'
import { BROKEN, DONE, UsageError } from './command.ts'
import { answer, tellProgress, type Io } from './io.ts'
import { readIn } from './read-folder.ts'
import { visibleLine } from './visible.ts'

export const AUDIT_OPTIONS = {
  since: { type: 'text', value: 'DIR', help: 'option-verify-since' },
  from: { type: 'text', value: 'DAY', help: 'option-verify-from' },
  to: { type: 'text', value: 'DAY', help: 'option-verify-to' },
} as const

export interface AuditGiven {
  readonly since: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
}

const PROGRESS_EVERY_MS = 3000

/** postern verify --audit: holds an audit export to its signatures, offline, and lists what it shows. Needs no key. @returns the exit code */
export async function verifyAudit(folder: string, given: AuditGiven, io: Io): Promise<number> {
  const between = daysOf(given)
  const read = readIn(folder)
  if (await read('manifest.json') === null) throw new UsageError((say) => say['usage-no-export']({ folder: visibleLine(folder) }))
  let toldMs = performance.now()
  const found = await checkAudit({
    read, since: given.since === undefined ? null : readIn(given.since),
    progress({ logs, entries }) {
      if (performance.now() - toldMs < PROGRESS_EVERY_MS) return
      toldMs = performance.now()
      tellProgress(io, io.say['verify-progress']({ logs, entries }))
    },
  })
  if ('broken' in found) {
    const { where, seq, reason } = found.broken
    if (io.json) answer(io, { whole: false, broken: found.broken }, () => [])
    else io.error(io.say['verify-broken']({ where: visibleLine(seq === null ? where : `${where} ${seq}`), reason }))
    return BROKEN
  }
  const dates = found.dates.filter(({ done, due }) => between(done ?? due ?? found.day))
  const access = found.access.filter(({ day }) => between(day))
  const sessions = found.sessions.filter(({ day }) => between(day))
  const changes = found.changes.filter(({ day }) => between(day))
  answer(io, { whole: true, ...found, dates, access, sessions, changes }, () => lines({ ...found, dates, access, sessions, changes }, io))
  return DONE
}

function daysOf({ from = '0000-01-01', to = '9999-12-31' }: AuditGiven): (day: string) => boolean {
  for (const day of [from, to]) if (day !== '0000-01-01' && !isDay(day)) throw new UsageError((say) => say['usage-day']({ day }))
  return (day) => day >= from && day <= to
}

function lines(found: AuditFindings, { say, language }: Io): string[] {
  const { office, day, logs, entries, days, waiting, dates, access, sessions, changes, erased, disclosures, appraisals, cases } = found
  const count = (outcome: string): number => dates.filter((each) => each.outcome === outcome).length
  return [
    say['audit-whole']({ logs, entries, days, day }), office, say['proof-compare'],
    ...(waiting > 0 ? [say['audit-waiting']({ count: waiting })] : []), '',
    say['audit-dates']({ met: count('met'), late: count('late'), open: count('open') }),
    ...dates.filter(({ outcome }) => outcome === 'late').map(({ log, names, due, done }) => (
      `  ${say['audit-late']({ log, what: names[language], due: due ?? '—', done: done ?? '—' })}`)), '',
    say['audit-access']({ count: access.length }), ...access.map(({ day: on, member, log }) => `  ${on}  ${member}  ${log}`), '',
    say['audit-sessions']({ count: sessions.length }), ...sessions.map(({ day: on, member }) => `  ${on}  ${member}`),
    ...(changes.length > 0 ? ['', say['audit-changes']({ count: changes.length }), ...changes.map(({ day: on, member, what }) => `  ${on}  ${member}  ${what}`)] : []),
    ...(erased.length > 0 ? ['', say['audit-erased']({ count: erased.length }), ...erased.map((log) => `  ${log}`)] : []),
    ...(disclosures.length > 0 ? ['', say['audit-disclosures']({ count: disclosures.length }), ...disclosures.flatMap(disclosureLines)] : []),
    ...(appraisals.length > 0 ? ['', say['audit-appraisals']({ count: appraisals.length }), ...appraisals.map(({ askedDay, asker, expert, state, log }) => `  ${askedDay}  ${asker}  ${expert ?? '—'}  ${state}  ${log}`)] : []),
    ...(cases.length > 0 ? ['', say['audit-cases']({ count: cases.length }), ...cases.map(({ openedDay, openedBy, entries: written, log }) => `  ${openedDay}  ${openedBy}  ${written}  ${log}`)] : []),
  ]
}

/** Who asked, who decided what and when. The kinds are names of the format. */
function disclosureLines({ log, requester, askedDay, decisions }: AuditFindings['disclosures'][number]): string[] {
  return [`  ${askedDay}  ${requester}  ${log}`, ...decisions.map(({ kind, author, day }) => `    ${day}  ${author}  ${kind}`)]
}
