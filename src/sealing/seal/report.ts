import type { Bodies, Entered, SealedIdentity } from '#domain/bodies.ts'
import type { DocketChange } from '#domain/docket.ts'
import { recipientOf } from '../plain/age-identity.ts'
import type { ReporterKeys } from '../plain/receipt.ts'
import { hash } from '../proof/hash.ts'
import { memberReader, REPORTER_READER, teamReader } from '../sealed/entry.ts'
import type { Bytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { newLog, sealFirstEntry, type ReadyEntry } from './entry.ts'
import { wrapLogKey } from './wrap.ts'

export interface ReportTo {
  readonly office: string
  /** Hash of the directory entry: what the reporter knew of the office log. */
  readonly directory: string
  readonly channel: string
  readonly team: string
  readonly epoch: number
  readonly recipient: string
  /** Rule packs of the channel, where it names any. */
  readonly packs?: readonly string[] | undefined
  /** Instead of the team: its people by name, when somebody is left out. */
  readonly people?: readonly { readonly signKey: string; readonly recipient: string }[]
}

export interface SealedReport extends ReadyEntry {
  readonly report: string
  /** What the server keeps to know the reporter again. */
  readonly access: { readonly lookupHash: Bytes; readonly tokenHash: Bytes }
}

function officeReaders({ team, epoch, recipient, people }: ReportTo): readonly { readonly reader: string; readonly recipient: string }[] {
  if (people === undefined) return [{ reader: teamReader(team, epoch), recipient }]
  return people.map((person) => ({ reader: memberReader(person.signKey), recipient: person.recipient }))
}

export interface NewReport {
  readonly body: Omit<Bodies['report'], 'recipient' | 'identity' | 'entered'>
  readonly day: Day
  readonly urgent: boolean
  /** Seals who the reporter is into the report whose id it is given. */
  readonly identity: ((report: string) => Promise<SealedIdentity>) | null
  readonly entry?: OfficeEntry | undefined
}

/** How a member enters a report that came from outside the web. */
export interface OfficeEntry {
  /** The day on which the office had it. */
  readonly received: Day
  /** Signs what was taken down. See clients/member/enter.ts */
  sign(taken: { readonly report: string; readonly received: Day | null; readonly body: Omit<Bodies['report'], 'entered'> }): Promise<Entered>
}

/** Named only where it was earlier: a report of today is like any other. */
function receivedBefore({ entry, day }: NewReport): Pick<DocketChange, 'received'> {
  return entry === undefined || entry.received >= day ? {} : { received: entry.received }
}

/** Seals a report for a channel's team and for its reporter. The one place where a new report comes from, whoever types it. */
export async function sealReport(
  to: ReportTo, keys: ReporterKeys, report: NewReport,
): Promise<SealedReport> {
  const log = newLog(to.office, keys.signing)
  const recipient = await recipientOf(keys.identity)
  const wraps = [
    ...await Promise.all(officeReaders(to).map((reader) => wrapLogKey(log.key, reader))),
    await wrapLogKey(log.key, { reader: REPORTER_READER, recipient }),
  ]
  const docket: DocketChange = { state: 'received', channel: to.channel, team: to.team, ...(report.urgent ? { urgent: true } : {}), ...(to.packs === undefined ? {} : { packs: to.packs }), ...receivedBefore(report) }
  const authored = { author: keys.signing, day: report.day, seen: to.directory }
  const identity = report.identity === null ? {} : { identity: await report.identity(log.log) }
  const body = { ...report.body, recipient, ...identity }
  const entered = report.entry === undefined ? {} : { entered: await report.entry.sign({ report: log.log, received: docket.received ?? null, body }) }
  const ready = await sealFirstEntry(log, authored, { content: { kind: 'report', body: { ...body, ...entered }, docket }, wraps })
  return { ...ready, report: log.log, access: { lookupHash: hash(keys.lookup), tokenHash: hash(keys.token) } }
}
