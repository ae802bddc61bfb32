// Goal: who declared a conflict of interest is kept with the entry that says so, once, until another entry ends it, and goes with the report. Method: deeds to both stores.
import assert from 'node:assert/strict'
import test from 'node:test'
import { exampleDesk, exampleNext, exampleReport, randomId } from '#test/support/deeds.ts'
import { ENGINES } from '#test/support/stores.ts'
import type { AppendDeed } from './store.ts'

for (const { name, skip, newPlace } of ENGINES) {
  test(`${name}: a conflict of interest stands from its entry on until one that ends it, for that member and that report alone`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const [office, wei, zhou] = [randomId(), randomId(), randomId()]
    const reports = [exampleReport(office), exampleReport(office)] as const
    const desk = exampleDesk(office, reports[0].log)
    for (const deed of [...reports, desk]) await write.append(deed)
    const change = (before: AppendDeed, signKey: string, stands: boolean): AppendDeed => exampleNext(before, { kind: 'desk', recusals: [{ office, report: reports[0].log, signKey, stands }] })
    const declared = change(desk, wei, true)
    assert.equal((await write.append(declared)).outcome, 'kept')
    assert.equal((await write.append(declared)).outcome, 'kept', 'sent again')
    assert.equal((await write.append(change(desk, zhou, true))).outcome, 'stale')
    const again = change(declared, wei, true)
    await write.append(again)
    assert.deepEqual([await read.recusals(office, wei), await read.recusedFrom(reports[0].log)], [[reports[0].log], [wei]])
    assert.deepEqual([await read.recusals(office, zhou), await read.recusals(randomId(), wei), await read.recusedFrom(reports[1].log)], [[], [], []])
    const ended = change(again, wei, false)
    await write.append(ended)
    assert.deepEqual([await read.recusals(office, wei), await read.recusedFrom(reports[0].log)], [[], []])
    await write.append(change(ended, zhou, true))
    await write.erase(exampleNext(reports[0], { kind: 'report', docket: reports[0].docket }))
    assert.deepEqual(await read.recusals(office, zhou), [])
  })
}
