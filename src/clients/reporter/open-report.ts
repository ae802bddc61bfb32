import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesOf, type Api } from '#clients/transport/api.ts'
import { foldConversation, type ReportEntry } from '#domain/conversation.ts'
import { speaksForOffice } from '#domain/directory.ts'
import { ruleOf, type AuthorRole } from '#domain/kinds.ts'
import { openLog, type OpenLog } from '#sealing/open/log.ts'
import { openLogWrap } from '#sealing/open/wrap.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { logSubject, REPORTER_READER, type SignedEntry, type WrapRow } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { decodeLogPage } from '#wire/log.ts'
import { REPORTER_SCHEME } from '#wire/routes.ts'
import { datesOf } from './dates.ts'
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
  const [key, ...older] = await keysOf(office, keys, { entries, wraps })
  if (key === undefined) throw new Refusal('forged-history')
  const log = await openLog(entries, key, older)
  if (log.kind !== 'report') throw new Refusal('forged-history')
  await checkSpeakers(api, office, { log, keys })
  const conversation = foldConversation(log.entries as readonly ReportEntry[])
  const { docket, turns, language, entered, minutes, transcripts } = conversation
  return { log, key, view: { report: log.log, language, docket, turns, entered, minutes, transcripts, ...datesOf(office.packs, docket) } }
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

/**
 * The log's keys for this office, newest first: that of the present generation, and where a re-keying did not bring the one before, those
 * of the reporter's own rows. Each under its commitment in a header; the log's signatures are checked with it.
 */
async function keysOf(office: TrustedOffice, keys: ReporterKeys, page: { readonly entries: readonly SignedEntry[]; readonly wraps: readonly WrapRow[] }): Promise<readonly LogKey[]> {
  const headers = page.entries.map(({ header }) => parseHeader(header))
  const [first] = headers
  // Entry 0 is the reporter's own: any other author means somebody else's log was sent.
  if (first?.office !== office.office || first.author !== keys.signing.publicId) throw new Refusal('forged-history')
  const opened: LogKey[] = []
  for (const { generation, keyCommit } of headers.toReversed()) {
    if (keyCommit === undefined) continue
    const wrap = page.wraps.find((row) => row.reader === REPORTER_READER && row.subject === logSubject(generation))
    // Only the newest is needed as a rule: the others are found in the re-keyings.
    if (wrap === undefined) continue
    opened.push(await openLogWrap(keys.identity, wrap.bytes, { office: first.office, log: first.log, generation, keyCommit }))
  }
  return opened
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
  for (const { header: { kind }, author, day, seq } of log.entries) {
    const role = author === keys.signing.publicId ? 'reporter' : 'handler'
    const allowed = (ruleOf(kind).authors as readonly AuthorRole[]).includes(role) && (role === 'reporter' || speaksForOffice(office, { author, day }, latestDay))
    if (!allowed) return seq
    if (day > latestDay) latestDay = day
  }
  return null
}
