import { setTimeout as pause } from 'node:timers/promises'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { Bench, Figure } from './bench.ts'
import { startHouse, newOffice, withData } from './house.ts'
import { memoryMb, processesOf } from './processes.ts'
import { encodeFileReport } from '#wire/append.ts'
import { sealedReports } from './sealed-reports.ts'

const REPORTS = 10_000
const LISTS = 20
const REST_MS = 5000

/** Memory of every process: at rest after a start, and again at rest after ten thousand reports and some lists. */
export const memory: Bench = {
  name: 'memory',
  run: (scale) => withData(async (data) => {
    const setUp = await startHouse(data)
    const session = await newOffice(setUp)
    const office = await loadOffice({ origin: setUp.url, call: (call) => session.api.call(call) }, session.id)
    await setUp.stop()
    const started = await startHouse(data)
    try {
      await pause(scale.short ? 500 : REST_MS)
      const idle = measured(started.pid, 'at rest')
      const count = scale.short ? 50 : REPORTS
      scale.tell(`memory: filing ${count} reports`)
      await fileAll(started.url, session.id, await sealedReports(office, count))
      await Promise.all(Array.from({ length: scale.short ? 1 : LISTS }, () => fetch(`${started.url}/`).then((response) => response.arrayBuffer())))
      await pause(scale.short ? 500 : REST_MS)
      return [...idle, ...measured(started.pid, 'after the load')]
    } finally {
      await started.stop()
    }
  }),
}

async function fileAll(url: string, office: string, reports: Awaited<ReturnType<typeof sealedReports>>): Promise<void> {
  let next = 0
  await Promise.all(Array.from({ length: 32 }, async () => {
    for (let report = reports[next++]; report !== undefined; report = reports[next++]) {
      const response = await fetch(`${url}/api/offices/${office}/reports`, {
        method: 'POST', headers: { 'content-type': 'application/vnd.postern.frames' }, body: encodeFileReport(report),
      })
      if (response.status !== 201) throw new Error(`a report was answered with ${response.status}`)
      await response.arrayBuffer()
    }
  }))
}

function measured(starter: number, when: string): Figure[] {
  const pids = processesOf(starter)
  const each = { server: memoryMb(pids.server), front: memoryMb(pids.front), starter: memoryMb(pids.starter) }
  const isBudget = when === 'at rest' ? { most: 200 } : {}
  return [
    { name: `${when}: server`, value: each.server.resident, unit: 'MB' },
    { name: `${when}: front`, value: each.front.resident, unit: 'MB' },
    { name: `${when}: server and front`, value: each.server.resident + each.front.resident, unit: 'MB', ...isBudget },
    { name: `${when}: the process that started them`, value: each.starter.resident, unit: 'MB' },
    { name: `${when}: all three, shared pages once`, value: each.server.proportional + each.front.proportional + each.starter.proportional, unit: 'MB' },
  ]
}
