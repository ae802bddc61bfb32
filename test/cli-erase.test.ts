// Goal: a report is erased by command line, on purpose only; the store without its words is whole, its words are in no file, and what survived is found.
import assert from 'node:assert/strict'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { withRowHash } from '#server/store/row-hash.ts'
import { databasePath } from '#server/store/sqlite-file.ts'
import { addDays, asDay } from '#base/day.ts'
import { smallOffice, type SmallOffice } from './cli-office.ts'
import { answered, refused, text } from './cli-scene.ts'
import { runHere } from './support/commands.ts'

test('a report is erased for good by command line', { timeout: 300_000 }, async (context) => {
  const { postern, report, folder, login } = await smallOffice(context)
  const [out, data] = [join(folder, 'proof.json'), join(folder, 'copy')]
  await refused('not-settled', ['desk', 'erase', ...login, '--apply', '--', report])
  for (const state of ['accepted', 'concluded']) await answered(['desk', 'state', ...login, '--state', state, '--reason', 'done', '--', report])
  const asked = await answered(['desk', 'erase', ...login, '--', report])
  await callAndEnd({ postern, login })
  await tellAndClose({ postern, login })
  assert.deepEqual([asked['erased'], asked['log'], asked['entries']], [false, report, 6])
  const body = bodyOf(postern.data, report)
  assert.ok(filesWith(postern.data, body) > 0, 'the control: it is there, and was only asked for')
  const done = await answered(['desk', 'erase', ...login, '--apply', '--out', out, '--', report])
  assert.deepEqual(JSON.parse(readFileSync(out, 'utf8')), done['proof'])
  assert.equal(filesWith(postern.data, body), 0)
  await refused('no-such-log', ['desk', 'open', ...login, '--', report])
  // As if the first answer had been lost: a new process has the same proof again, and whoever holds the file checks it without any server.
  assert.deepEqual((await answered(['desk', 'erase', ...login, '--', report]))['proof'], done['proof'])
  const { office } = done['proof'] as { readonly office: string }
  const checked = await answered(['verify', '--erasure', out, '--office', office])
  assert.deepEqual([checked['whole'], checked['log']], [true, report])
  const bad = join(folder, 'bad.json')
  for (const [proof, part, ...options] of [[JSON.stringify({ ...done['proof'] as object, log: office }), 'signature'], ['nonsense', 'file'], [readFileSync(out, 'utf8'), 'office', '--office', report]] as const) {
    writeFileSync(bad, proof)
    const { code: ended, out: said } = await runHere(['verify', '--erasure', bad, ...options, '--json'])
    assert.deepEqual([ended, JSON.parse(said)], [4, { whole: false, broken: { part } }])
  }
  assert.equal((await answered(['verify', '--data', postern.data]))['whole'], true)
  await postern.stop()
  cpSync(postern.data, data, { recursive: true, filter: (path) => !/(?:lock|socket|\.sock)$/.test(path) })
  surviveIn(data, report)
  const { code, out: told } = await runHere(['verify', '--data', data, '--json'])
  assert.equal(code, 4)
  assert.deepEqual((JSON.parse(told) as { broken: { table: string; log: string } }).broken, { table: 'log', log: report, seq: null, reason: 'row' })
})

/** On another report: what its reporter tells of retaliation, and how that holds an erasure up. */
async function tellAndClose({ postern, login }: Pick<SmallOffice, 'postern' | 'login'>): Promise<void> {
  const filed = await answered(['report', 'file', '--to', postern.url, '--text', 'He was paid.'])
  const [id, code] = [text(filed['report']), ['--to', postern.url, '--receipt', text(filed['receipt'])]]
  for (const state of ['accepted', 'concluded']) await answered(['desk', 'state', ...login, '--state', state, '--reason', 'done', '--', id])
  const { code: wrong } = await runHere(['report', 'retaliation', ...code, '--text', 'x', '--since', 'last week'])
  assert.equal(wrong, 2)
  const told = await answered(['report', 'retaliation', ...code, '--text', 'They moved me to the store.', '--since', '2026-11-20', '--may-act'])
  const { raised } = told['alert'] as { readonly raised: string }
  assert.deepEqual([told['state'], told['nextReason'], told['nextDate']], ['concluded', 'retaliation', addDays(asDay(raised), 7)])
  const listed = (await answered(['desk', 'list', ...login]))['reports'] as readonly Record<string, unknown>[]
  assert.deepEqual(listed.find((line) => line['id'] === id)?.['alert'], { raised, answered: null })
  const shown = (await runHere(['desk', 'open', ...login, '--', id])).out
  assert.match(shown, /concluded · retaliation[\s\S]*says that retaliation has begun\)\s+\(since 2026-11-20\)\s+\(the office may act on it\)/)
  await answered(['desk', 'reply', ...login, '--text', 'We look into it.', '--', id])
  await refused('alert-open', ['desk', 'erase', ...login, '--apply', '--', id])
  const closed = await answered(['desk', 'retaliation', 'addressed', id, '--reason', 'You have your desk back.', ...login])
  assert.deepEqual([closed['alert'], (closed['entries'] as readonly Record<string, unknown>[]).at(-1)?.['outcome']], [undefined, 'addressed'])
  await refused('no-open-alert', ['desk', 'retaliation', 'addressed', id, '--reason', 'Again.', ...login])
  assert.match((await runHere(['report', 'read', ...code])).out, /did something about the retaliation and closed this\.[\s\S]*You have your desk back/)
  assert.equal((await answered(['desk', 'erase', ...login, '--apply', '--', id]))['erased'], true)
}

/** What a reporter in danger asks for, what a handler does about it, and what the reporter reads of that. */
async function callAndEnd({ postern, login }: Pick<SmallOffice, 'postern' | 'login'>): Promise<void> {
  const file = (...more: readonly string[]) => answered(['report', 'file', '--to', postern.url, '--text', 'The books burn tonight.', '--answer', 'danger=yes', ...more])
  const urgentOf = async (id: string): Promise<unknown> => (await answered(['desk', 'open', ...login, '--', id]))['urgent']
  assert.deepEqual([await urgentOf(text((await file())['report'])), await urgentOf(text((await file('--wake', 'yes'))['report']))], [true, true])
  const filed = await file('--wake', 'no')
  const id = text(filed['report'])
  assert.equal(await urgentOf(id), false)
  const called = await answered(['desk', 'urgent', '--set', '--reason', 'We are on our way.', ...login, '--', id])
  assert.deepEqual([called['urgent'], (called['entries'] as readonly Record<string, unknown>[]).at(-1)], [true, { ...(called['entries'] as readonly Record<string, unknown>[]).at(-1), kind: 'urgency', urgent: true, text: 'We are on our way.' }])
  const listed = (await answered(['desk', 'list', '--view', 'urgent', ...login]))['reports'] as readonly Record<string, unknown>[]
  assert.ok(listed.some((line) => line['id'] === id))
  assert.equal((await answered(['desk', 'urgent', '--end', '--reason', 'All are safe.', ...login, '--', id]))['urgent'], false)
  const read = (await runHere(['report', 'read', '--to', postern.url, '--receipt', text(filed['receipt'])])).out
  assert.match(read, /marked your report urgent[\s\S]*We are on our way\.[\s\S]*no longer treats your report as urgent[\s\S]*All are safe\./)
}

function bodyOf(data: string, report: string): Buffer {
  const database = new DatabaseSync(databasePath(data), { readOnly: true })
  const row = database.prepare('select body from entry join log on number = log_number where log = ? and seq = 0').get(report)
  database.close()
  return Buffer.from(row?.['body'] as Uint8Array).subarray(100, 200)
}

function filesWith(data: string, bytes: Buffer): number {
  return readdirSync(data).filter((file) => /\.db/.test(file) && readFileSync(join(data, file)).includes(bytes)).length
}

/** As if the server had kept one of the bodies, its row hashed as it should be. */
function surviveIn(data: string, report: string): void {
  const database = new DatabaseSync(databasePath(data))
  const row = database.prepare('select entry.* from entry join log on number = log_number where log = ? and entry.seq = 1').get(report) as unknown as Parameters<typeof withRowHash<'entry'>>[1]
  const { body, row_hash: rowHash } = withRowHash('entry', { ...row, body: new Uint8Array(40).fill(7) })
  database.prepare('update entry set body = ?, row_hash = ? where log_number = ? and seq = 1').run(body, rowHash, row.log_number)
  database.close()
}
