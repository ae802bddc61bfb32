import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { AuthorRole } from '#domain/kinds.ts'
import { isExpert } from '#domain/experts.ts'
import { mayHandle, type Office } from '#domain/office.ts'
import { latestTeam } from '#domain/team.ts'
import { logSubject, memberReader, REPORTER_READER, teamReader, type WrapRow } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import type { LogRow, Reader } from '../store/store.ts'
import type { CheckedEntry } from './checked-entry.ts'
import { readersOf } from './log-access.ts'

export interface ReaderRulesDeps {
  readonly read: Pick<Reader, 'allWraps' | 'docket' | 'entries'>
}

export interface Keying {
  readonly row: LogRow
  readonly fold: Office
  readonly checked: CheckedEntry
  readonly role: AuthorRole
}

/**
 * What an entry behind another one says of the log's key: the generation that its place has, and wraps only where they belong.
 * See [Note: Generations] in sealing/proof/generations.ts.
 *
 * @throws Refusal `malformed`, `bad-commitment`
 */
export async function checkKeying(deps: ReaderRulesDeps, keying: Keying): Promise<void> {
  const { row, checked: { header, wraps } } = keying
  const rekeys = header.kind === 'rekey'
  if (header.generation !== row.generation + (rekeys ? 1 : 0)) throw new Refusal('malformed', { member: 'generation' })
  if (rekeys) await checkRekey(deps, keying)
  else if (header.kind === 'grant') await checkGrant(deps, keying)
  else if (wraps.length > 0) throw new Refusal('malformed', { member: 'wraps' })
}

/** A new key, for readers of whom the office keeps some. The reporter is one of a report's, and of an appraisal's the expert who was asked, as long as the office has one. */
async function checkRekey(deps: ReaderRulesDeps, { row, fold, checked, role }: Keying): Promise<void> {
  if (await hadKey(deps, row, checked.header.keyCommit ?? '')) throw new Refusal('bad-commitment', { member: 'keyCommit' })
  const readers = readersIn(checked)
  const ofReport = row.kind === 'report'
  const team = role === 'reporter' ? (await deps.read.docket(row.log))?.team : undefined
  const expert = row.kind === 'appraisal' ? expertIn(fold, await deps.read.allWraps(row.log)) : null
  const besides = ofReport ? REPORTER_READER : expert
  const fits = readers.every((reader) => reader === besides || isOffices(fold, reader, team))
  if (!fits || readers.includes(REPORTER_READER) !== ofReport || (expert !== null && !readers.includes(expert)) || readers.every((reader) => reader === besides)) throw new Refusal('malformed', { member: 'wraps' })
}

/** Of an appraisal the expert who was given its first key: nobody gives one to another. Null once that expert is none any more. */
function expertIn(fold: Office, wraps: readonly WrapRow[]): string | null {
  return wraps.map(({ reader }) => reader).find((reader) => reader.startsWith('member:') && isExpert(fold, reader.slice('member:'.length))) ?? null
}

/** The present key, for somebody who has it not yet. */
async function checkGrant({ read }: ReaderRulesDeps, { row, fold, checked }: Keying): Promise<void> {
  const present = new Set(readersOf(row, await read.allWraps(row.log)))
  if (!readersIn(checked).every((reader) => isOffices(fold, reader) && !present.has(reader))) throw new Refusal('malformed', { member: 'wraps' })
}

/** Each reader once, each wrap of the entry's own generation. @throws Refusal `malformed` */
function readersIn({ header, wraps }: CheckedEntry): readonly string[] {
  const readers = wraps.map(({ reader }) => reader)
  const fits = new Set(readers).size === readers.length && wraps.every(({ subject }) => subject === logSubject(header.generation))
  if (!fits) throw new Refusal('malformed', { member: 'wraps' })
  return readers
}

/** A team in its latest epoch, or a member who handles reports. @param only - a reporter names no other team than the report's own. */
function isOffices(fold: Office, reader: string, only?: string): boolean {
  const [kind, name = ''] = reader.split(':')
  if (kind === 'member') return mayHandle(fold, name) && reader === memberReader(name)
  const latest = kind === 'team' && (only === undefined || only === name) ? latestTeam(fold, name) : null
  return latest !== null && reader === teamReader(name, latest.epoch)
}

/** A key that comes back would be read by whoever was left out since: no client would believe the log any more. */
async function hadKey({ read }: ReaderRulesDeps, { log, length, keyCommit }: LogRow, wanted: string): Promise<boolean> {
  if (keyCommit === wanted) return true
  for (let from = 0; from < length; from += LIMITS.logPageEntriesMax) {
    const entries = await read.entries(log, from, LIMITS.logPageEntriesMax)
    if (entries.some(({ header }) => parseHeader(header).keyCommit === wanted)) return true
  }
  return false
}
