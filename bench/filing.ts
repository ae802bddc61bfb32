import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { listQueue } from '#clients/member/queue.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { percentile, type Bench, type Figure, type Scale } from './bench.ts'
import { ROOT, withOffice, type Started } from './house.ts'
import type { LoadResult } from './load.ts'
import { verifications } from './machine.ts'
import { cpuMs, processesOf } from './processes.ts'
import { requestsFile, sealedReports } from './sealed-reports.ts'

const CLIENTS = [1, 16, 64] as const
const REPORTS = { 1: 1500, 16: 8000, 64: 12_000 } as const
// A report for every client at least.
const SHORT_REPORTS = { 1: 4, 16: 16, 64: 64 } as const
const WARM_UP_REPORTS = 3000

interface Way {
  readonly name: 'direct' | 'front'
  /** A socket's path or a port. */
  readonly target: string
}

/**
 * Durable filed reports a second: one is counted when the server's signed acknowledgement has arrived, and in the end the server
 * must list as many as it acknowledged. Client and service share the machine's cores.
 */
export const filing: Bench = {
  name: 'filing',
  run: (scale) => withOffice(async (started, session) => {
    const office = await loadOffice({ origin: started.url, call: (call) => session.api.call(call) }, session.id)
    const ways: readonly Way[] = [{ name: 'direct', target: resolve(started.data, 'server.sock') }, { name: 'front', target: new URL(started.url).port }]
    const runs = ways.flatMap((way) => CLIENTS.map((clients) => ({ way, clients, count: (scale.short ? SHORT_REPORTS : REPORTS)[clients] })))
    const warmUp = scale.short ? SHORT_REPORTS[16] : WARM_UP_REPORTS
    const total = runs.reduce((sum, { count }) => sum + count, 2 * warmUp)
    scale.tell(`filing: sealing ${total} reports`)
    const file = join(started.data, 'requests.bin')
    writeFileSync(file, requestsFile(session.id, await sealedReports(office, total)))
    let from = 0
    let kept = 0
    const take = async (part: Omit<Part, 'file' | 'from'>): Promise<LoadResult> => {
      const result = await load({ ...part, file, from })
      from += part.count
      kept += result.kept
      return result
    }
    for (const way of ways) await take({ way, clients: 16, count: warmUp })
    const figures: Figure[] = []
    for (const run of runs) figures.push(...await measured(started, run, { take, scale }))
    const { total: listed } = await listQueue(session, { limit: 1 })
    return [...figures, ...await ratios(figures, scale), { name: 'acknowledged and not listed', value: kept - listed, unit: 'reports', most: 0 }]
  }),
}

interface Part {
  readonly file: string
  readonly from: number
  readonly count: number
  readonly clients: number
  readonly way: Way
}

async function load({ file, from, count, clients, way }: Part): Promise<LoadResult> {
  const args = ['--disable-warning=ExperimentalWarning', join(ROOT, 'bench/load.ts'), file, String(from), String(count), String(clients), way.target]
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 2 ** 20 })
  return JSON.parse(stdout) as LoadResult
}

async function measured(
  started: Started, run: { readonly way: Way; readonly clients: number; readonly count: number },
  { take, scale }: { readonly take: (part: Omit<Part, 'file' | 'from'>) => Promise<LoadResult>; readonly scale: Scale },
): Promise<readonly Figure[]> {
  const { way, clients } = run
  scale.tell(`filing: ${way.name}, ${clients} clients`)
  const { server, front } = processesOf(started.pid)
  const before = { server: cpuMs(server), front: cpuMs(front) }
  const { kept, refused, wallMs, latenciesMs } = await take(run)
  const name = `${way.name}, ${clients} clients`
  const most64 = clients === 64
  return [
    { name: `${name}: filed`, value: kept / (wallMs / 1000), unit: '/s', ...(most64 ? { least: 3000 } : {}) },
    { name: `${name}: p50`, value: percentile(latenciesMs, 0.5), unit: 'ms' },
    { name: `${name}: p99`, value: percentile(latenciesMs, 0.99), unit: 'ms', ...(most64 ? { most: 100 } : {}) },
    { name: `${name}: server CPU each`, value: (cpuMs(server) - before.server) / kept, unit: 'ms', ...(most64 ? { most: 0.5 } : {}) },
    ...(way.name === 'front' ? [{ name: `${name}: front CPU each`, value: (cpuMs(front) - before.front) / kept, unit: 'ms' } as const] : []),
    ...(refused === 0 ? [] : [{ name: `${name}: refused`, value: refused, unit: 'reports', most: 0 } as const]),
  ]
}

async function ratios(figures: readonly Figure[], { short }: Scale): Promise<readonly Figure[]> {
  const value = (name: string): number => figures.find((figure) => figure.name === name)?.value ?? Number.NaN
  const filed = (way: string, clients: number): number => value(`${way}, ${clients} clients: filed`)
  const { cpuMsEach } = await verifications(short)
  return [
    { name: 'direct, 64 clients to 1', value: filed('direct', 64) / filed('direct', 1), unit: 'x' },
    { name: 'server CPU each to checking one signature', value: value('direct, 64 clients: server CPU each') / cpuMsEach, unit: 'x' },
    { name: 'through front to direct, 64 clients', value: filed('front', 64) / filed('direct', 64), unit: 'x' },
  ]
}
