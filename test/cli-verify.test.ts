// Goal: `verify --data` finds what a server's owner changed, not only what decayed: the owner can hash every row again, and is
// found all the same. Method: a real store, copied and changed with SQL, each row hashed again; controls before and after.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test, { type TestContext } from 'node:test'
import { noteInCase } from '#clients/member/case-deeds.ts'
import { beginCase } from '#clients/member/case-moves.ts'
import { sealAtRest } from '#server/store/at-rest.ts'
import { blobsPath } from '#server/store/disk-blobs.ts'
import { HASHED, rowHash, type Cell, type HashedTable } from '#server/store/row-hash.ts'
import { attachKeys, databasePath, erasurePath } from '#server/store/sqlite-file.ts'
import { smallOffice } from './cli-office.ts'
import { answered } from './cli-scene.ts'
import { runHere } from './support/commands.ts'

interface Found { readonly table: string; readonly log: string; readonly seq: number | null; readonly reason: string }

/** What is changed, as SQL; the table whose rows are hashed again after it; what must be found. */
const CHANGES: readonly [string, string, HashedTable, string, string][] = [
  ['a state without an entry', `update docket set state = 'concluded'`, 'docket', 'queue', 'row'],
  ['an urgency that nobody signed', `update docket set urgent = 1`, 'docket', 'docket', 'urgent'],
  ['a date that is owed later', `update docket set due_day = '2099-01-01'`, 'docket', 'docket', 'dueDay'],
  ['a day of receipt', `update docket set received_day = '2020-01-01'`, 'docket', 'queue', 'row'],
  ['a signature', `update entry set signature = zeroblob(64) where seq = 2`, 'entry', 'entry', 'bad-signature'],
  ['a header', `update entry set header = cast(replace(cast(header as text), '"docket":null', '"docket":{"urgent":true}') as blob) where seq = 1`, 'entry', 'entry', 'bad-chain'],
  ['a body', `update entry set body = zeroblob(length(body)) where seq = 1`, 'entry', 'entry', 'bad-chain'],
  ['the day on which an entry was kept', `update entry set day = '2020-01-01' where seq = 1`, 'entry', 'entry', 'day'],
  ['an entry’s hash', `update entry set hash = 'x' where seq = 0`, 'entry', 'entry', 'hash'],
  ['a wrap that nobody’s key opens', `update wrap set bytes = zeroblob(1700) where subject = 'log:0'`, 'wrap', 'wrap', 'row'],
  ['an erasure that nobody signed', `update log set erased = 1 where kind = 'report'`, 'log', 'log', 'row'],
  ['a body that is gone without an erasure', `update entry set body = x'' where seq = 1`, 'entry', 'entry', 'bad-chain'],
  ['whom a desk log is about', `update log set about = null where kind = 'desk'`, 'log', 'log', 'about'],
  ['the author of a log', `update log set author = 'x' where kind = 'report'`, 'log', 'log', 'author'],
  ['a card', `update card set bytes = zeroblob(2200)`, 'card', 'card', 'bad-signature'],
  ['a card’s number', `update card set seq = seq + 1`, 'card', 'card', 'head'],
  ['a report that its code no longer opens', `delete from access`, 'access', 'access', 'missing'],
  ['a file that is its log’s no more', `delete from file_use`, 'log', 'file', 'missing'],
  ['a segment under another hash', `update segment set hash = '${'A'.repeat(43)}' where segment = 1`, 'log', 'file', 'segments'],
  ['a file of which a segment’s row is gone', `delete from segment where segment = 0`, 'log', 'file', 'segments'],
  ['a member’s standing', `update standing set active = 0`, 'member', 'standing', ''],
  ['a day that the journal never had', `insert into journal select log, '2020-01-01', zeroblob(32), zeroblob(32768), 'x', zeroblob(32) from log where kind = 'office'`, 'journal', 'journal', 'day'],
  ['the installation’s salt', `update installation set salt = zeroblob(32)`, 'member', 'installation', 'salt'],
]

test('a store', { timeout: 300_000 }, async (context) => {
  const office = await smallOffice(context)
  const { data } = office.postern
  await noteInCase(office.session, (await beginCase(office.session, { title: 'A case', members: [] }, { report: office.report, giveKeys: false })).id, 'A word in it')
  await context.test('is whole while the server works on it', async () => {
    assert.equal((await answered(['verify', '--data', data]))['whole'], true)
  })
  await office.postern.stop()
  await context.test('is whole when the server has ended, and looking changes nothing', async () => {
    const before = readFileSync(databasePath(data))
    const { whole, logs, entries } = await answered(['verify', '--data', data])
    assert.deepEqual([whole, Number(logs) >= 4, Number(entries) >= 15], [true, true, true])
    assert.ok(before.equals(readFileSync(databasePath(data))))
  })
  await context.test('with one changed byte is broken', async (inner) => {
    const copy = copyOf(inner, data)
    const path = databasePath(copy)
    const bytes = readFileSync(path)
    const at = bytes.indexOf('"kind":"message"')
    assert.ok(at > 0)
    bytes[at + 9] = (bytes[at + 9] ?? 0) ^ 1
    writeFileSync(path, bytes)
    const { code, errors } = await runHere(['verify', '--data', copy])
    assert.equal(code, 4)
    assert.match(errors, /^BROKEN: entry [A-Za-z0-9_-]{43} \d+: row$/m)
  })
  await context.test('of which nothing is left but noise is broken', async (inner) => {
    const copy = copyOf(inner, data)
    writeFileSync(databasePath(copy), Buffer.alloc(16_384, 7))
    assert.deepEqual((await found(copy)).table, 'database')
  })
  for (const [what, sql, table, where, reason] of CHANGES) {
    await context.test(`${what}: changed and hashed again, it is found`, async (inner) => {
      const copy = copyOf(inner, data)
      change(copy, sql, table)
      const broken = await found(copy)
      assert.equal(broken.table, where, JSON.stringify(broken))
      if (reason !== '') assert.equal(broken.reason, reason)
    })
  }
  await context.test('a wrap for somebody else: sealed again under the erasure key, it is found', async (inner) => {
    const copy = copyOf(inner, data)
    replaceWrap(copy)
    change(copy, 'select 1', 'wrap')
    assert.deepEqual([await found(copy)].map(({ table, reason }) => [table, reason]), [['wrap', 'header']])
  })
  await context.test('a segment whose bytes are others, or gone', (inner) => spoiltSegment(copyOf(inner, data)))
  await context.test('whose erasure keys are gone is broken', async (inner) => {
    const copy = copyOf(inner, data)
    rmSync(erasurePath(databasePath(copy)))
    assert.equal((await found(copy)).table, 'database')
  })
  await context.test('that is not there is wrong usage', async () => {
    assert.equal((await runHere(['verify', '--data', tmpdir()])).code, 2)
    assert.equal((await runHere(['verify'])).code, 2)
  })
})

async function spoiltSegment(copy: string): Promise<void> {
  const names = readdirSync(blobsPath(copy), { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{64}$/.test(name))
  const path = join(blobsPath(copy), names[0] ?? '')
  for (const spoil of [() => writeFileSync(path, 'other bytes'), () => rmSync(path)]) {
    spoil()
    assert.deepEqual([await found(copy)].map(({ table, reason }) => [table, reason]), [['file', 'bytes']])
  }
}

function copyOf(context: TestContext, data: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-verify-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(databasePath(data), databasePath(folder))
  cpSync(erasurePath(databasePath(data)), erasurePath(databasePath(folder)))
  cpSync(blobsPath(data), blobsPath(folder), { recursive: true })
  return folder
}

function replaceWrap(copy: string): void {
  const database = new DatabaseSync(databasePath(copy))
  attachKeys(database, erasurePath(databasePath(copy)))
  const row = database.prepare(`select number, reader, subject, wrap.seq, place, key from wrap join log on number = wrap.log_number
    join erasure.key as kept on kept.log_number = number where log.kind = 'report' limit 1`).get() ?? {}
  const place = { number: Number(row['number']), reader: String(row['reader']), subject: String(row['subject']) }
  const stored = sealAtRest(row['key'] as Uint8Array<ArrayBuffer>, place, new Uint8Array(1700))
  database.prepare('update wrap set bytes = ? where log_number = ? and reader = ? and seq = ? and place = ?')
    .run(stored, place.number, place.reader, Number(row['seq']), Number(row['place']))
  database.close()
}

async function found(data: string): Promise<Found> {
  const { code, out } = await runHere(['verify', '--data', data, '--json'])
  assert.equal(code, 4, out)
  return (JSON.parse(out) as { broken: Found }).broken
}

/** As whoever owns the server could: the row's hash is made to fit. */
function change(data: string, sql: string, table: HashedTable): void {
  const database = new DatabaseSync(databasePath(data))
  database.exec(sql)
  const columns = HASHED[table]
  for (const row of database.prepare(`select ${columns.join(', ')}, row_hash from ${table}`).all()) {
    const fits = rowHash(table, columns.map((column) => row[column] as Cell))
    const kept = row['row_hash']
    assert.ok(kept instanceof Uint8Array)
    database.prepare(`update ${table} set row_hash = ? where row_hash = ?`).run(fits, kept)
  }
  database.close()
}
