import { randomBytes } from '#base/bytes.ts'
import { dayAt } from '#base/day.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { nextDate, NO_OWN_PACKS } from '#domain/clocks/next.ts'
import { openDocket } from '#domain/docket.ts'
import { checkForm } from '#server/actions/checked-entry.ts'
import { deedOf } from '#server/actions/keep.ts'
import { openSqliteStore } from '#server/store/sqlite.ts'
import type { AppendDeed, Store } from '#server/store/store.ts'
import type { FileReport } from '#wire/append.ts'
import { percentile, type Bench, type Figure } from './bench.ts'
import { withData, withOffice } from './house.ts'
import { sealedReports } from './sealed-reports.ts'

const WRITERS = 64
const REPORTS = 20_000

/** The store alone, without HTTP and without a signature to check: what group commit gives, and what is left for everything above. */
export const appendStore: Bench = {
  name: 'append-store',
  async run(scale) {
    const count = scale.short ? 200 : REPORTS
    const reports = await withOffice(async (started, session) => (
      sealedReports(await loadOffice({ origin: started.url, call: (call) => session.api.call(call) }, session.id), count)))
    const deeds = reports.map(asDeed)
    return withData((data) => append(data, deeds))
  },
}

/** A filed report as the store is asked to keep it. */
export function asDeed(report: FileReport): AppendDeed {
  const checked = checkForm(report)
  const { header, office, log } = checked
  const docket = openDocket({ day: header.day, from: 'reporter', change: header.docket })
  return { ...deedOf(checked, dayAt(Date.now(), 'UTC')), docket: { ...docket, office, log, dueDay: nextDate(docket, NO_OWN_PACKS)?.day ?? null }, access: report.access }
}

/** By as many writers at once as make a turn of the store worth its commit. @returns how long each waited, in ms */
export async function appendAll(store: Store, deeds: readonly AppendDeed[]): Promise<number[]> {
  const latenciesMs: number[] = []
  let next = 0
  await Promise.all(Array.from({ length: WRITERS }, async () => {
    for (let deed = deeds[next++]; deed !== undefined; deed = deeds[next++]) {
      const sentMs = performance.now()
      const { outcome } = await store.write.append(deed)
      if (outcome !== 'kept') throw new Error(`an append was ${outcome}`)
      latenciesMs.push(performance.now() - sentMs)
    }
  }))
  return latenciesMs
}

async function append(dataDir: string, deeds: readonly AppendDeed[]): Promise<readonly Figure[]> {
  const makeInstallation = async () => ({ salt: randomBytes(32), opaqueSetup: '', serverKeyPkcs8: randomBytes(48), setupTokenHash: null })
  const store = await openSqliteStore({ dataDir, makeInstallation })
  const before = process.cpuUsage()
  const startedMs = performance.now()
  const latenciesMs = await appendAll(store, deeds)
  const wallMs = performance.now() - startedMs
  const { user, system } = process.cpuUsage(before)
  await store.close()
  latenciesMs.sort((a, b) => a - b)
  return [
    { name: `${WRITERS} writers: appended`, value: deeds.length / (wallMs / 1000), unit: '/s' },
    { name: `${WRITERS} writers: p50`, value: percentile(latenciesMs, 0.5), unit: 'ms' },
    { name: `${WRITERS} writers: p99`, value: percentile(latenciesMs, 0.99), unit: 'ms' },
    { name: `${WRITERS} writers: CPU each`, value: (user + system) / 1000 / deeds.length, unit: 'ms' },
  ]
}
