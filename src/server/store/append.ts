import type { Bytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { changeDocket, openDocket } from './append-docket.ts'
import { newErasureKey, sealAtRest } from './at-rest.ts'
import { cellsOf, rowHash, type Bare } from './row-hash.ts'
import { logAfter, logRow } from './rows.ts'
import { ask, insert, write, type Row, type Step, type Steps } from './steps.ts'
import type { AppendDeed, AppendOutcome } from './store.ts'

/**
 * Compare-and-append, the hottest path: an entry, its wraps and everything that must exist if and only if it does.
 *
 * 1. Entry 0 begins its log, unless the log, or another one in its place, is there already.
 * 2. Else hold the log's row, so that nobody else appends meanwhile. Another length than `seq`: the same entry sent again is
 *    answered as the first time; any other is stale.
 * 3. Write the rest, the wraps under the log's erasure key. @see [Note: At rest]
 *
 * @throws Refusal `no-such-log` for a log that is not there (or is another office's, or was erased), `bad-chain` for a `prev` that is not the head.
 */
export function* appendSteps(deed: AppendDeed): Steps<AppendOutcome> {
  if (deed.seq === 0) {
    const [begun] = yield* ask(insert('log', logAfter(deed, null), ` on conflict do nothing returning number, ${ERASURE_KEY}`))
    if (begun !== undefined) return yield* beginLog(deed, begun)
  }
  const [found] = yield* ask({ sql: `select log.*, ${ERASURE_KEY} from log where log = ?`, cells: [deed.log], lock: true })
  if (found === undefined) return yield* refuseOrStale(deed)
  const log = asLog(found)
  if (log.office !== deed.office) throw new Refusal('no-such-log')
  const key = keyOf(found)
  if (found['erased'] === 1 || key === null) return yield* repeatedOrGone(deed, found)
  if (deed.seq !== log.length) return yield* repeatedOrStale(deed, found)
  if (deed.prev !== log.head) throw new Refusal('bad-chain')
  const number = numberOf(found)
  const held = yield* holdFiles(number, deed)
  const projected = deed.docket === undefined ? [] : yield* changeDocket(number, deed, deed.docket)
  yield* write([updateLog(deed, log), ...entrySteps({ number, key }, deed), ...projected, ...held])
  if (deed.kind === 'report' && deed.keyCommit !== null) yield* dropTexts(deed)
  return { outcome: 'kept', repeated: false, day: deed.day }
}

/** Who reads a report may be others by its new key: first words that a team shared go, and whoever may share them does so anew. */
function* dropTexts({ office, log }: AppendDeed): Steps<void> {
  const pages = yield* ask({ sql: 'select page from erasure.text_page_log where office = ? and log = ?', cells: [office, log] })
  for (const { page } of pages) {
    if (page === undefined) continue
    yield* write([
      { sql: 'delete from erasure.text_page where office = ? and page = ?', cells: [office, page] },
      { sql: 'delete from erasure.text_page_log where office = ? and page = ?', cells: [office, page] },
    ])
  }
}

/** Where both are kept together a log's key begins with the log; where they are not it is there before. @see [Note: Keys ahead] */
function* beginLog(deed: AppendDeed, begun: Row): Steps<AppendOutcome> {
  const number = numberOf(begun)
  const ready = keyOf(begun)
  const key = ready ?? newErasureKey()
  const keeping = ready === null ? [{ sql: 'insert into erasure.key (log_number, key) values (?, ?)', cells: [number, key] }] : []
  const projected = deed.docket === undefined ? [] : openDocket(number, deed, deed.docket)
  const access = deed.access === undefined
    ? [] : [insert('access', { lookup_hash: deed.access.lookupHash, token_hash: deed.access.tokenHash, log: deed.log })]
  const held = deed.kind === 'appraisal' ? yield* shareFiles(number, deed) : yield* holdFiles(number, deed)
  yield* write([...keeping, ...entrySteps({ number, key }, deed), ...projected, ...access, ...held])
  return { outcome: 'kept', repeated: false, day: deed.day }
}

/**
 * The files that the entry cites are whole and here, and stay: whoever throws uploads away waits for this row. A file belongs to the log that
 * cites it first: otherwise whoever read its name in a header could keep it beyond the end of that log.
 * @throws Refusal `no-such-file`
 */
function* holdFiles(number: number, { files = [] }: AppendDeed): Steps<Step[]> {
  const steps: Step[] = []
  for (const file of files) {
    const [found] = yield* ask({ sql: 'select used from upload where file = ?', cells: [file], lock: true })
    const [cited] = yield* ask({ sql: 'select file from file_use where log_number = ? and file = ?', cells: [number, file] })
    if (found === undefined || (found['used'] === 1 && cited === undefined)) throw new Refusal('no-such-file')
    steps.push(
      { sql: 'update upload set used = 1 where file = ?', cells: [file] },
      { sql: 'insert into file_use (log_number, file) values (?, ?) on conflict do nothing', cells: [number, file] },
    )
  }
  return steps
}

/**
 * The files that an appraisal names are its report's, or of the report's desk log, and are not sent again: the log holds them too, for as long as the
 * report is there. The report's row is held meanwhile: an erasure comes before, and then there is nothing to ask about, or after, and takes this log along.
 * @throws Refusal `no-such-log`, `no-such-file`
 */
function* shareFiles(number: number, { files = [], about }: AppendDeed): Steps<Step[]> {
  const [report] = yield* ask({ sql: `select erased from log where log = ? and kind = 'report'`, cells: [about], lock: true })
  if (report?.['erased'] !== 0) throw new Refusal('no-such-log')
  const steps: Step[] = []
  for (const file of files) {
    const [cited] = yield* ask({ sql: CITED, cells: [file, about, about] })
    if (cited === undefined) throw new Refusal('no-such-file')
    steps.push({ sql: 'insert into file_use (log_number, file) values (?, ?)', cells: [number, file] })
  }
  return steps
}

const CITED = `select file from file_use where file = ? and log_number in (
  select number from log where (log = ? and kind = 'report') or (about = ? and kind = 'desk'))`

const SOLE: Readonly<Record<string, string>> = {
  desk: `select * from log where about = ? and kind = 'desk'`,
  office: `select * from log where office = ? and kind = 'office'`,
  audit: `select * from log where office = ? and kind = 'audit'`,
}

/** A report has one desk log, an office one office log and one audit log: the first to come stays. */
function* refuseOrStale(deed: AppendDeed): Steps<AppendOutcome> {
  const sql = SOLE[deed.kind]
  if (deed.seq !== 0 || sql === undefined) throw new Refusal('no-such-log')
  const [rival] = yield* ask({ sql, cells: [deed.kind === 'desk' ? deed.about : deed.office] })
  if (rival === undefined) throw new Refusal('busy')
  return { outcome: 'stale', log: logRow(asLog(rival)) }
}

function* repeatedOrStale(deed: AppendDeed, log: Row): Steps<AppendOutcome> {
  const cells = [numberOf(log), deed.seq]
  const [kept] = yield* ask({ sql: 'select hash, day from entry where log_number = ? and seq = ?', cells })
  if (kept?.['hash'] !== deed.hash) return { outcome: 'stale', log: logRow(asLog(log)) }
  return { outcome: 'kept', repeated: true, day: kept['day'] as Day }
}

/** The entry that ended the log, or one before it, is still acknowledged; nothing else is. */
function* repeatedOrGone(deed: AppendDeed, log: Row): Steps<AppendOutcome> {
  const outcome = yield* repeatedOrStale(deed, log)
  if (outcome.outcome === 'stale') throw new Refusal('no-such-log')
  return outcome
}

function updateLog(deed: AppendDeed, before: Bare<'log'>): Step {
  const after = logAfter(deed, before)
  return {
    sql: 'update log set length = ?, head = ?, generation = ?, key_commit = ?, row_hash = ? where log = ?',
    cells: [after.length, after.head, after.generation, after.key_commit, rowHash('log', cellsOf('log', after)), deed.log],
  }
}

function entrySteps({ number, key }: { readonly number: number; readonly key: Bytes }, deed: AppendDeed): Step[] {
  const { seq, hash, day, entry: { header, signature, body }, wraps, office, standings = [], recusals = [], outbox = [] } = deed
  // One statement may not change one row twice: of two standings of one key the later counts.
  const latest = new Map(standings.map((standing) => [standing.signKey, standing]))
  return [
    insert('entry', { log_number: number, seq, hash, day, header, signature, body }),
    ...wraps.map(({ reader, subject, bytes }, place) => (
      insert('wrap', { log_number: number, reader, seq, place, subject, bytes: sealAtRest(key, { number, reader, subject }, bytes) }))),
    ...[...latest.values()].map(({ signKey, roles, active }) => ({
      sql: SET_STANDING, cells: [office, signKey, JSON.stringify(roles), active ? 1 : 0],
    })),
    // Who is removed is logged out, and stays so if taken in again.
    ...[...latest.values()].filter(({ active }) => !active).map(({ signKey }) => ({
      sql: 'delete from session where office = ? and sign_key = ?', cells: [office, signKey],
    })),
    // And their address goes with them, and what leads to their browsers.
    ...[...latest.values()].filter(({ active }) => !active).flatMap(({ signKey }) => ['notice_choice', 'paged', 'notice', 'push_device'].map((table) => ({
      sql: `delete from ${table} where office = ? and sign_key = ?`, cells: [office, signKey],
    }))),
    ...recusals.map(({ stands, ...of }) => ({ sql: stands ? RECUSE : END_RECUSAL, cells: [of.office, of.signKey, of.report] })),
    ...outbox.map(({ kind, payload }) => ({ sql: 'insert into outbox (kind, payload) values (?, ?)', cells: [kind, payload] })),
  ]
}

const SET_STANDING = `insert into standing (office, sign_key, roles, active) values (?, ?, ?, ?)
  on conflict (office, sign_key) do update set roles = excluded.roles, active = excluded.active`

const RECUSE = 'insert into recusal (office, sign_key, report) values (?, ?, ?) on conflict do nothing'
const END_RECUSAL = 'delete from recusal where office = ? and sign_key = ? and report = ?'

const ERASURE_KEY = '(select key from erasure.key where log_number = log.number) as erasure_key'

function keyOf(row: Row): Bytes | null {
  const key = row['erasure_key']
  return key instanceof Uint8Array ? key : null
}

function asLog(row: Row): Bare<'log'> {
  return row as unknown as Bare<'log'>
}

function numberOf(row: Row): number {
  return Number(row['number'])
}
