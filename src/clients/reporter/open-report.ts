import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesOf, type Api } from '#clients/transport/api.ts'
import { foldConversation, type ReportEntry } from '#domain/conversation.ts'
import { speaksForOffice } from '#domain/directory.ts'
import { nextDate } from '#domain/docket.ts'
import { openLog, type OpenLog } from '#sealing/open/log.ts'
import { openLogWrap } from '#sealing/open/wrap.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { REPORTER_READER, type SignedEntry, type WrapRow } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { decodeLogPage } from '#wire/log.ts'
import { REPORTER_SCHEME } from '#wire/routes.ts'
import { loadOffice } from './load-office.ts'
import type { OpenedReport, TrustedOffice } from './reporter.ts'

/** An opened report with what is needed to write on it. */
export interface OpenedLog {
  readonly log: OpenLog
  readonly key: LogKey
  readonly view: OpenedReport
}

export function reporterHeaders(keys: ReporterKeys): Readonly<Record<string, string>> {
  return { authorization: `${REPORTER_SCHEME} ${base64url(keys.lookup)}.${base64url(keys.token)}` }
}

/**
 * Fetches, verifies and opens the conversation of a receipt code.
 * @throws Refusal `no-such-report` (unknown, wrong and erased alike), `forged-history` or the reason why it is not believed.
 */
export async function openReport(api: Api, office: TrustedOffice, keys: ReporterKeys): Promise<OpenedReport> {
  return (await openReportLog(api, office, keys)).view
}

export async function openReportLog(api: Api, office: TrustedOffice, keys: ReporterKeys): Promise<OpenedLog> {
  const { entries, wraps } = await fetchLog(api, keys)
  const key = await keyOf(office, keys, { entries, wraps })
  const log = await openLog(entries, key)
  if (log.kind !== 'report') throw new Refusal('forged-history')
  await checkSpeakers(api, office, { log, keys })
  const conversation = foldConversation(log.entries as readonly ReportEntry[])
  const { docket, turns, language } = conversation
  return { log, key, view: { report: log.log, language, docket, turns, next: nextDate(docket) } }
}

async function fetchLog(api: Api, keys: ReporterKeys): Promise<{ entries: SignedEntry[]; wraps: readonly WrapRow[] }> {
  const entries: SignedEntry[] = []
  for (;;) {
    const response = await api.call({ route: 'read-report', headers: reporterHeaders(keys), query: { from: entries.length } })
    const page = decodeLogPage(await bytesOf(response))
    if (page.from !== entries.length) throw new Refusal('forged-history')
    entries.push(...page.entries)
    if (!page.more || page.entries.length === 0) return { entries, wraps: page.wraps }
  }
}

/** The log's key, for this office and under the commitment that the reporter signed in entry 0. */
async function keyOf(office: TrustedOffice, keys: ReporterKeys, page: { readonly entries: readonly SignedEntry[]; readonly wraps: readonly WrapRow[] }): Promise<LogKey> {
  const [first] = page.entries
  if (first === undefined) throw new Refusal('forged-history')
  const { office: officeId, log, generation, keyCommit, author } = parseHeader(first.header)
  // Entry 0 is the reporter's own: any other author means somebody else's log was sent.
  if (officeId !== office.office || author !== keys.signing.publicId || keyCommit === undefined) throw new Refusal('forged-history')
  const wrap = page.wraps.find((row) => row.reader === REPORTER_READER)
  if (wrap === undefined) throw new Refusal('forged-history')
  return openLogWrap(keys.identity, wrap.bytes, { office: officeId, log, generation, keyCommit })
}

interface Spoken {
  readonly log: OpenLog
  readonly keys: ReporterKeys
}

/** A handler may have joined after this page was loaded: before an answer is called forged, the directory is asked for once more. */
async function checkSpeakers(api: Api, office: TrustedOffice, spoken: Spoken): Promise<void> {
  if (strangerIn(office, spoken) === null) return
  const seq = strangerIn(await loadOffice(api, office.office), spoken)
  if (seq !== null) throw new Refusal('forged-history', { seq })
}

/** Only the reporter and handlers that an administrator signed in may speak here. @returns the number of the first entry by anybody else. */
function strangerIn(office: TrustedOffice, { log, keys }: Spoken): number | null {
  let latestDay = ''
  for (const { kind, author, day, seq } of log.entries) {
    const allowed = author === keys.signing.publicId ? kind !== 'state' : kind !== 'report' && speaksForOffice(office, { author, day }, latestDay)
    if (!allowed) return seq
    if (day > latestDay) latestDay = day
  }
  return null
}
