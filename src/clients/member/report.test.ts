// Goal: opening a report sends what lists lack and nothing twice, and one entry that says it saw what nobody has neither closes the report nor passes
// unseen. Method: the real server in this process, a device that counts what it asks, and handlers who write what no client of ours writes.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { quickReporter } from '#test/support/client.ts'
import { deviceOf, join, openOffice, refusing } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { listQueue } from './queue.ts'
import { openReportAsHandler } from './report.ts'

const open = await openOffice()
const { api, session } = open
const wei = await join(open, { name: 'Wei' })
await session.refresh()

async function report(what = '标底泄露'): Promise<string> {
  const office = await loadOffice(api, session.id)
  return (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what }, language: 'zh', provenance: 'in-browser' } })).report
}

test('a card is put by whoever begins the desk log, and not again by whoever only opens the report', async () => {
  const id = await report()
  const [first, again] = [await deviceOf(session), await deviceOf(wei)]
  const cardsPut = ({ liar }: typeof first): number => liar.calls.filter(({ route }) => route === 'put-card').length
  await openReportAsHandler(first.device, id)
  assert.equal(cardsPut(first), 1)
  await openReportAsHandler(first.device, id)
  await openReportAsHandler(again.device, id)
  assert.deepEqual([cardsPut(first), cardsPut(again)], [1, 0])
})

test('a card that was lost on its way is put by the next who sees its report without one', async () => {
  const id = await report()
  const { device, liar } = await deviceOf(session)
  liar.lies['put-card'] = refusing('unreachable')
  assert.equal(await refusalOf(() => openReportAsHandler(device, id)), 'unreachable')
  const lineOf = async (): Promise<boolean> => (await listQueue(wei)).lines.find((line) => line.id === id)?.card !== null
  assert.equal(await lineOf(), false)
  await openReportAsHandler(wei, id)
  assert.equal(await lineOf(), true)
})
