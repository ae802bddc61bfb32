import { Refusal } from '#base/refusal.ts'
import type { Channel } from '#domain/bodies.ts'
import { nextDate, openDocket } from '#domain/docket.ts'
import type { Acknowledgement } from '#sealing/proof/acknowledgement.ts'
import { logSubject, REPORTER_READER, teamReader } from '#sealing/sealed/entry.ts'
import type { FileReport } from '#wire/append.ts'
import { checkDay, type Today } from './calendar.ts'
import { checkEntry, type CheckedEntry } from './checked-entry.ts'
import { deedOf, keep, keepOrRepeat, type KeepDeps } from './keep.ts'
import type { OfficeBook, OfficeState } from './office-book.ts'

export interface FileReportDeps extends KeepDeps {
  readonly offices: OfficeBook
  readonly today: Today
}

/**
 * Keeps a sealed report. The hottest path: one signature to check, one to make, one write; the office comes from the cache, and
 * is asked for anew only before a refusal that rests on it.
 *
 * @throws Refusal `no-such-office`, `no-such-channel` (also for a team's past epoch: the reporter's page reads the directory
 * again), `wrong-day`, `malformed`, `not-allowed`, and as `checkEntry` does
 */
export async function fileReport(deps: FileReportDeps, office: string, filing: FileReport): Promise<Acknowledgement> {
  const checked = await checkEntry(filing)
  if (checked.office !== office) throw new Refusal('malformed', { member: 'office' })
  if (checked.header.kind !== 'report') throw new Refusal('malformed', { member: 'kind' })
  return keepOrRepeat(deps, checked, async () => {
    const state = await officeFor(deps, checked)
    const today = deps.today(state.timeZone)
    checkDay(checked.header.day, today)
    const docket = openDocket({ day: checked.header.day, from: 'reporter', change: checked.header.docket })
    const kept = { ...docket, office, log: checked.log, dueDay: nextDate(docket)?.day ?? null }
    return keep(deps, { ...deedOf(checked, today), docket: kept, access: filing.access })
  })
}

/** The office as far as this report needs it: what the reporter saw is in it, and the channel is where the report says. */
async function officeFor({ offices }: FileReportDeps, checked: CheckedEntry): Promise<OfficeState> {
  const recent = await offices.recent(checked.office)
  if (holds(recent, checked)) return recent
  const current = await offices.current(checked.office)
  if (!current.seqOf.has(checked.header.seen ?? '')) throw new Refusal('malformed', { member: 'seen' })
  if (!holds(current, checked)) throw new Refusal('no-such-channel')
  return current
}

function holds({ fold, seqOf }: OfficeState, checked: CheckedEntry): boolean {
  const { seen, docket } = checked.header
  const channel = fold.directory?.channels.find((candidate) => candidate.channel === docket?.channel)
  return seqOf.has(seen ?? '') && channel !== undefined && channel.team === docket?.team && readersFit(checked, channel)
}

/** The channel's team in its present epoch, and the reporter: nobody else gets a row from a stranger, and neither may be left out. */
function readersFit({ wraps }: CheckedEntry, { team, epoch }: Channel): boolean {
  const wanted = [teamReader(team, epoch), REPORTER_READER]
  return wraps.length === wanted.length
    && wraps.every(({ subject }) => subject === logSubject(0))
    && wanted.every((reader) => wraps.some((wrap) => wrap.reader === reader))
}
