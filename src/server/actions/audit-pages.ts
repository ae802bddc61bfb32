import { addDays } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { ruleOf } from '#domain/kinds.ts'
import { journalSalt } from '#sealing/proof/journal.ts'
import type { SignedEntry } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import type { AuditEntry, AuditPage, AuditPlace, JournalPage } from '#wire/audit.ts'
import type { Reader } from '../store/store.ts'
import type { Caller } from './caller.ts'
import { firstDayOf } from './close-days.ts'

export interface AuditPageDeps {
  readonly read: Pick<Reader, 'entries' | 'sealedLogs'>
}

/** Entries are fetched a few at a time, so that large bodies never stand in memory together. */
const BATCH = 16
const LOGS = 64

/** Headers and signatures of all logs but the office's and the audit's, without any words, from a place on. */
export async function auditPage({ read }: AuditPageDeps, { office }: Caller, from: AuditPlace): Promise<AuditPage> {
  const entries: AuditEntry[] = []
  let at = from
  for (;;) {
    const logs = await read.sealedLogs(office, at.log, LOGS)
    for (const { log, length } of logs) {
      for (let seq = log === at.log ? at.seq : 0; seq < length;) {
        const room = LIMITS.logPageEntriesMax - entries.length
        if (room === 0) return { entries, next: { log, seq } }
        const batch = await read.entries(log, seq, Math.min(BATCH, room, length - seq))
        if (batch.length === 0) break
        entries.push(...batch.map(withoutWords))
        seq += batch.length
      }
      at = { log, seq: length }
    }
    if (logs.length < LOGS) return { entries, next: null }
  }
}

function withoutWords({ header, signature, body }: SignedEntry): AuditEntry {
  const parsed = parseHeader(header)
  if (ruleOf(parsed.kind).clear || body.length === 0) return { header, signature, proof: body }
  return { header, signature, proof: journalSalt(parsed, { body }) }
}

export interface AuditJournalDeps {
  readonly read: Pick<Reader, 'entries' | 'journalDay' | 'journalRoots'>
}

/** Closed days of the journal from the `from`-th on, as many as go on a page. @throws Refusal `no-checkpoint` before the first day is over */
export async function auditJournal({ read }: AuditJournalDeps, { office }: Caller, from: number): Promise<JournalPage> {
  const closed = (await read.journalRoots(office)).length
  if (closed === 0) throw new Refusal('no-checkpoint')
  const firstDay = await firstDayOf(read, office)
  const days: JournalPage['days'][number][] = []
  for (let sizeBytes = 0; from + days.length < closed && days.length < LIMITS.logPageEntriesMax && sizeBytes < LIMITS.logPageBytesMax;) {
    const row = await read.journalDay(office, addDays(firstDay, from + days.length))
    if (row === null) throw new Error('a day is missing from the journal')
    days.push({ leaves: row.leaves, checkpoint: row.checkpoint })
    sizeBytes += row.leaves.length
  }
  return { firstDay, from, more: from + days.length < closed, days }
}
