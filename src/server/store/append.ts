import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { changeDocket, openDocket } from './append-docket.ts'
import { rowHash, cellsOf } from './row-hash.ts'
import { logAfter, logRow } from './rows.ts'
import type { LogTable } from './schema.ts'
import { ask, insert, write, type Row, type Step, type Steps } from './steps.ts'
import type { AppendDeed, AppendOutcome } from './store.ts'

/**
 * Compare-and-append, the hottest path: an entry, its wraps and everything that must exist if and only if it does.
 *
 * 1. Hold the log's row, so that nobody else appends meanwhile.
 * 2. Another length than `seq`: the same entry sent again is answered as the first time; any other is stale.
 * 3. Write. Nothing is read after the first write, so a refusal leaves nothing behind.
 *
 * @throws Refusal `no-such-log` for a log that is not there (or is another office's), `bad-chain` for a `prev` that is not the head.
 */
export function* appendSteps(deed: AppendDeed): Steps<AppendOutcome> {
  const [found] = yield* ask({ sql: 'select * from log where log = ?', cells: [deed.log], lock: true })
  if (found === undefined) return yield* beginLog(deed)
  const log = asLog(found)
  if (log.office !== deed.office) throw new Refusal('no-such-log')
  if (deed.seq !== log.length) return yield* repeatedOrStale(deed, log)
  if (deed.prev !== log.head) throw new Refusal('bad-chain')
  const projected = deed.docket === undefined ? [] : yield* changeDocket(deed, deed.docket)
  yield* write([updateLog(deed, log), ...entrySteps(deed), ...projected])
  return { outcome: 'kept', repeated: false, day: deed.day }
}

function* beginLog(deed: AppendDeed): Steps<AppendOutcome> {
  if (deed.seq !== 0) throw new Refusal('no-such-log')
  const rival = yield* soleRival(deed)
  if (rival !== null) return { outcome: 'stale', log: logRow(rival) }
  const projected = deed.docket === undefined ? [] : openDocket(deed, deed.docket)
  const access = deed.access === undefined
    ? [] : [insert('access', { lookup_hash: deed.access.lookupHash, token_hash: deed.access.tokenHash, log: deed.log })]
  yield* write([insert('log', logAfter(deed, null)), ...entrySteps(deed), ...projected, ...access])
  return { outcome: 'kept', repeated: false, day: deed.day }
}

const SOLE: Readonly<Record<string, string>> = {
  desk: `select * from log where about = ? and kind = 'desk'`,
  office: `select * from log where office = ? and kind = 'office'`,
  audit: `select * from log where office = ? and kind = 'audit'`,
}

/** A report has one desk log, an office one office log and one audit log: the first to come stays. */
function* soleRival(deed: AppendDeed): Steps<LogTable | null> {
  const sql = SOLE[deed.kind]
  if (sql === undefined) return null
  const [row] = yield* ask({ sql, cells: [deed.kind === 'desk' ? deed.about : deed.office] })
  return row === undefined ? null : asLog(row)
}

function* repeatedOrStale(deed: AppendDeed, log: LogTable): Steps<AppendOutcome> {
  const [kept] = yield* ask({ sql: 'select hash, day from entry where log = ? and seq = ?', cells: [deed.log, deed.seq] })
  if (kept?.['hash'] !== deed.hash) return { outcome: 'stale', log: logRow(log) }
  return { outcome: 'kept', repeated: true, day: kept['day'] as Day }
}

function updateLog(deed: AppendDeed, before: LogTable): Step {
  const after = logAfter(deed, before)
  return {
    sql: 'update log set length = ?, head = ?, generation = ?, key_commit = ?, row_hash = ? where log = ?',
    cells: [after.length, after.head, after.generation, after.key_commit, rowHash('log', cellsOf('log', after)), deed.log],
  }
}

function entrySteps({ log, seq, hash, day, entry, wraps, office, standings = [], outbox = [] }: AppendDeed): Step[] {
  const { header, signature, body } = entry
  // One statement may not change one row twice: of two standings of one key the later counts.
  const latest = new Map(standings.map((standing) => [standing.signKey, standing]))
  return [
    insert('entry', { log, seq, hash, day, header, signature, body }),
    ...wraps.map(({ reader, subject, bytes }, place) => insert('wrap', { log, reader, seq, place, subject, bytes })),
    ...[...latest.values()].map(({ signKey, roles, active }) => ({
      sql: SET_STANDING, cells: [office, signKey, JSON.stringify(roles), active ? 1 : 0],
    })),
    ...outbox.map(({ kind, payload }) => ({ sql: 'insert into outbox (kind, payload) values (?, ?)', cells: [kind, payload] })),
  ]
}

const SET_STANDING = `insert into standing (office, sign_key, roles, active) values (?, ?, ?, ?)
  on conflict (office, sign_key) do update set roles = excluded.roles, active = excluded.active`

function asLog(row: Row): LogTable {
  return row as unknown as LogTable
}
