// Goal: the log beside the database does not grow without end, and is emptied even while writes go on; a reader is never in the way of a write.
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { randomBytes } from '#base/bytes.ts'
import { newDataDir, type Context } from '#test/support/stores.ts'
import { Checkpoints } from './sqlite-checkpoint.ts'
import { openToRead, openToWrite } from './sqlite-file.ts'

function tableIn(context: Context) {
  const path = join(newDataDir(context), 'a.db')
  const database = openToWrite(path)
  database.exec('create table t (bytes blob)')
  const checkpoints = new Checkpoints(database)
  const insert = database.prepare('insert into t values (?)')
  return {
    path, database, checkpoints, logBytes: () => statSync(`${path}-wal`).size,
    write: () => {
      insert.run(randomBytes(50_000))
      checkpoints.committed()
    },
  }
}

test('the log stays within bounds while much is written', (context) => {
  const { database, checkpoints, logBytes, write } = tableIn(context)
  for (let count = 0; count < 700; count++) write()
  assert.ok(logBytes() < 24_000_000, `${logBytes()} bytes`)
  checkpoints.close()
  assert.equal(logBytes(), 0)
  database.close()
})

test('the log is emptied while small writes go on, and in a pause', (context) => {
  const { database, checkpoints, logBytes, write } = tableIn(context)
  const start = performance.now()
  context.mock.method(performance, 'now', () => start + 11_000)
  write()
  assert.equal(logBytes(), 0)
  context.mock.restoreAll()
  checkpoints.close()
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const next = new Checkpoints(database)
  database.exec('insert into t values (x\'01\')')
  next.committed()
  assert.notEqual(logBytes(), 0)
  context.mock.timers.tick(2000)
  assert.equal(logBytes(), 0)
  database.close()
})

test('a reader holds up neither writes nor the next emptying', (context) => {
  const { path, database, checkpoints, logBytes, write } = tableIn(context)
  write()
  const reader = openToRead(path)
  reader.exec('begin')
  assert.equal(reader.prepare('select count(*) as n from t').get()?.['n'], 1)
  const begunMs = performance.now()
  write()
  checkpoints.close()
  assert.ok(performance.now() - begunMs < 2000, 'nobody waited for the reader')
  assert.notEqual(logBytes(), 0)
  assert.equal(reader.prepare('select count(*) as n from t').get()?.['n'], 1)
  reader.exec('commit')
  reader.close()
  checkpoints.close()
  assert.equal(logBytes(), 0)
  database.close()
})
