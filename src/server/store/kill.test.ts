// Goal: nothing that was acknowledged is lost, whenever the process is killed. Method: a process that files reports is killed at random with
// SIGKILL, again and again on the same data; every id that it told must be there, whole. Also that an erasure that was cut off is ended, and one that was told is done. Control: one that tells before it commits must lose.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { POSTGRES_ENGINE, SQLITE_ENGINE, type Place } from '#test/support/stores.ts'
import { verifyRows } from './verify-rows.ts'

const APPENDER = fileURLToPath(import.meta.resolve('#test/support/appender.ts'))
const TOLD_MAX = 300
const LIFE_MS_MAX = 2000
const POLL_MS = 3
const LINE_LENGTH = 44

/** Lets it file a random number of reports, and kills it wherever it is then. @returns what it told. */
async function fileUntilKilled(engine: string, where: string, when: 'after' | 'before' | 'erased'): Promise<string[]> {
  const args = ['--disable-warning=ExperimentalWarning', APPENDER, engine, where, when]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { told += text })
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  const enough = Math.random() * TOLD_MAX * LINE_LENGTH
  for (let lived = 0; lived < LIFE_MS_MAX && told.length < enough; lived += POLL_MS) await sleep(POLL_MS)
  child.kill('SIGKILL')
  await closed
  // The last line may have been cut off in the middle.
  return told.split('\n').slice(0, -1)
}

/** @returns how many of the ids are not there. */
async function lost(place: Place, logs: readonly string[]): Promise<number> {
  const { read, close } = await place.archive()
  let missing = 0
  for (const log of logs) {
    const row = await read.log(log)
    const whole = row?.length === 1 && (await read.entries(log, 0, 9)).length === 1 && await read.docket(log) !== null
    if (!whole) missing++
  }
  await close()
  return missing
}

const CASES = [
  { engine: SQLITE_ENGINE, argument: 'sqlite', kills: 6 },
  { engine: POSTGRES_ENGINE, argument: 'postgres', kills: 2 },
]

for (const { engine: { name, skip, newPlace }, argument, kills } of CASES) {
  test(`${name}: killed ${kills} times while it files reports, it loses none that it acknowledged`, { skip }, async (context) => {
    const place = await newPlace(context)
    const told: string[] = []
    for (let kill = 0; kill < kills; kill++) {
      told.push(...await fileUntilKilled(argument, place.where, 'after'))
      assert.equal(await lost(place, told), 0)
    }
    assert.ok(told.length > 10 * kills, `only ${told.length} reports in ${kills} lives`)
    await (await place.open()).close()
    const archive = await place.archive()
    for await (const broken of verifyRows(archive)) assert.fail(`${broken.table} ${broken.key}`)
  })
}

test('killed while it erases, it keeps no key of what it said was erased, and the next start ends what was begun', async (context) => {
  const place = await SQLITE_ENGINE.newPlace(context)
  const told: string[] = []
  for (let kill = 0; kill < 4; kill++) {
    told.push(...await fileUntilKilled('sqlite', place.where, 'erased'))
    const survived = await place.sql(`select log.log from log join erasure.key on log_number = number where log in ('${told.join(`','`)}')`)
    assert.deepEqual(survived, [])
    const store = await place.open()
    for (const log of told) assert.notEqual(await store.read.erasure(log), null)
    await store.close()
    const archive = await place.archive()
    for await (const broken of verifyRows(archive)) assert.fail(`${broken.table} ${broken.key}`)
    await archive.close()
  }
  assert.ok(told.length > 20, `only ${told.length} erasures`)
})

test('the control: one that acknowledges before it commits is caught', async (context) => {
  const place = await SQLITE_ENGINE.newPlace(context)
  const told: string[] = []
  let missing = 0
  for (let kill = 0; kill < 20 && missing === 0; kill++) {
    told.push(...await fileUntilKilled('sqlite', place.where, 'before'))
    missing = await lost(place, told)
  }
  assert.ok(missing > 0)
})
