// Goal: nothing that was acknowledged is lost, whenever the power goes. Method, in short form: reporters file without pause, all
// processes are killed at a random moment, Postern starts again on the same folder, and every acknowledged report must open with
// its keys. Control: a report that was never sent must be missed.
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import test from 'node:test'
import { Refusal } from '#base/refusal.ts'
import { prepareReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { clientOf, quickReporter, startWithOffice } from './support/client.ts'
import { runPostern, startPostern } from './support/postern.ts'

const ROUNDS = 4
const REPORTERS = 6
const FIRST_WITHIN_MS = 20_000

interface Kept {
  readonly keys: ReporterKeys
  readonly text: string
}

test('no acknowledged report is lost to kill -9', { timeout: 180_000 }, async (context) => {
  const { postern, session } = await startWithOffice(context)
  const { data } = postern
  const office = await loadOffice(clientOf(postern.url), session.id)
  const acknowledged: Kept[] = []
  let running = postern
  for (let round = 0; round < ROUNDS; round++) {
    const before = acknowledged.length
    const filing = Array.from({ length: REPORTERS }, () => fileUntilGone(running.url, office, acknowledged))
    // On a busy machine the first report may take longer than a fixed pause, and a kill before it would prove nothing.
    for (let waitedMs = 0; acknowledged.length === before && waitedMs < FIRST_WITHIN_MS; waitedMs += 50) await pause(50)
    await pause(Math.random() * 600)
    await running.kill9()
    await Promise.all(filing)
    running = await startPostern(context, { data })
  }
  assert.ok(acknowledged.length > ROUNDS, `only ${acknowledged.length} reports were acknowledged`)
  assert.deepEqual(await missing(running.url, office, acknowledged), [])
  const never = { keys: await quickReporter(), text: 'never sent' }
  assert.deepEqual(await missing(running.url, office, [never]), ['never sent'], 'the control must be missed')
  const verified = await runPostern(['verify', '--data', data, '--json'])
  assert.equal(verified.code, 0, verified.errors)
  await running.stop()
})

async function fileUntilGone(url: string, office: TrustedOffice, acknowledged: Kept[]): Promise<void> {
  const api = clientOf(url)
  for (;;) {
    const keys = await quickReporter()
    const text = `第${acknowledged.length}件 ${Math.random()}`
    const draft = { channel: 'web', answers: { what: text }, language: 'zh', provenance: 'in-browser' } as const
    const prepared = await prepareReport(office, { draft, keys })
    try {
      await prepared.send(api)
    } catch {
      return
    }
    acknowledged.push({ keys, text })
  }
}

async function missing(url: string, office: TrustedOffice, expected: readonly Kept[]): Promise<string[]> {
  const api = clientOf(url)
  const lost: string[] = []
  for (const { keys, text } of expected) {
    try {
      const opened = await openReport(api, office, keys)
      if (opened.turns[0]?.text !== text) lost.push(text)
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'no-such-report')) throw error
      lost.push(text)
    }
  }
  return lost
}
