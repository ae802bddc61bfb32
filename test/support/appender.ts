// For kill.test.ts: a process that files reports as fast as it can and tells each acknowledged log id on a line of its own.
//   node appender.ts <sqlite|postgres> <where> <after|before|erased>
// `before` is the control: it tells an id before the commit, so that a kill must lose one. `erased` erases what it filed, and tells that.
import { writeSync } from 'node:fs'
import { exampleInstallation, exampleNext, exampleReport, randomId } from './deeds.ts'
import { openPostgresStore } from '#server/store/postgres.ts'
import { openSqliteStore } from '#server/store/sqlite.ts'

const CLIENTS = 16
const [engine, where = '', when] = process.argv.slice(2)
const store = engine === 'postgres'
  ? await openPostgresStore({ url: where, makeInstallation: exampleInstallation })
  : await openSqliteStore({ dataDir: where, makeInstallation: exampleInstallation })
const office = randomId()
const tell = (log: string): number => writeSync(1, `${log}\n`)

await Promise.all(Array.from({ length: CLIENTS }, async () => {
  for (;;) {
    const report = exampleReport(office)
    if (when === 'before') tell(report.log)
    await store.write.append(report)
    if (when === 'erased') await store.write.erase(exampleNext(report, { docket: { ...report.docket, entries: 2, lastFrom: 'office' } }))
    if (when !== 'before') tell(report.log)
  }
}))
