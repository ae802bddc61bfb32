import { Refusal } from '#base/refusal.ts'
import type { Bodies, Channel } from '#domain/bodies.ts'
import { nextDate } from '#domain/clocks/next.ts'
import { openDocket } from '#domain/docket.ts'
import type { Acknowledgement } from '#sealing/proof/acknowledgement.ts'
import { logSubject, memberReader, REPORTER_READER, teamReader } from '#sealing/sealed/entry.ts'
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
  const checked = await checkEntry(filing, { sealed: true })
  if (checked.office !== office) throw new Refusal('malformed', { member: 'office' })
  if (checked.header.kind !== 'report') throw new Refusal('malformed', { member: 'kind' })
  return keepOrRepeat(deps, checked, async () => {
    const state = await officeFor(deps, checked)
    const today = deps.today(state.timeZone)
    checkDay(checked.header.day, today)
    const docket = openDocket({ day: checked.header.day, from: 'reporter', change: checked.header.docket })
    const kept = { ...docket, office, log: checked.log, dueDay: nextDate(docket, state.fold.packs)?.day ?? null }
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
  return seqOf.has(seen ?? '') && channel !== undefined && channel.team === docket?.team && (channel.packs ?? []).join() === (docket?.packs ?? []).join() && readersFit(checked, channel, channel.readers === undefined ? [] : fold.readers.get(channel.channel))
}

/**
 * The reporter, and either the channel's team in its present epoch or some of the people whom the channel names, without the team: nobody
 * else gets a row from a stranger. Who of the named is left out is the reporter's to say.
 */
function readersFit({ wraps }: CheckedEntry, { team, epoch }: Channel, named: Bodies['readers']['people'] = []): boolean {
  const readers = new Set(wraps.map(({ reader }) => reader))
  const others = [...readers].filter((reader) => reader !== REPORTER_READER)
  const byName = named.map(({ signKey }) => memberReader(signKey))
  const fits = (others.length === 1 && others[0] === teamReader(team, epoch)) || others.every((reader) => byName.includes(reader))
  return fits && others.length > 0 && readers.has(REPORTER_READER) && readers.size === wraps.length && wraps.every(({ subject }) => subject === logSubject(0))
}
