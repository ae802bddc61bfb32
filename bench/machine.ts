import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { arch, cpus, platform, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from '#base/bytes.ts'
import { importServerKey, newServerKey, verifySignature } from '#sealing/proof/sign.ts'
import type { Figure } from './bench.ts'

/** What a figure was measured on: believe ratios before absolutes. */
export interface Machine {
  readonly cores: number
  readonly cpu: string
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  readonly sqlite: string
  readonly chromium: string | null
}

export function machine(chromium: string | null): Machine {
  return {
    cores: cpus().length, cpu: cpus()[0]?.model.trim() ?? '', memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`, node: process.versions.node, sqlite: process.versions['sqlite'] ?? '', chromium,
  }
}

const WHOLE = { verifications: 4000, syncs: 200 }
const SHORT = { verifications: 200, syncs: 20 }

/** Two yardsticks of the machine itself, so that figures of two machines can be set against each other. */
export async function yardsticks(short: boolean): Promise<readonly Figure[]> {
  return [
    { name: 'signatures verified by one thread', value: (await verifications(short)).perSecond, unit: '/s' },
    { name: 'synchronous 4 KiB writes', value: syncsPerSecond((short ? SHORT : WHOLE).syncs), unit: '/s' },
  ]
}

/** Checking one signature: what every filed report costs at the very least. The processor's time counts what other processes do not take. */
export async function verifications(short: boolean): Promise<{ readonly perSecond: number; readonly cpuMsEach: number }> {
  const count = (short ? SHORT : WHOLE).verifications
  const key = await importServerKey(await newServerKey())
  const bytes = randomBytes(700)
  const signature = await key.sign(bytes)
  const before = process.cpuUsage()
  const startedMs = performance.now()
  for (let turn = 0; turn < count; turn++) await verifySignature(key.publicId, bytes, signature)
  const wallMs = performance.now() - startedMs
  const { user, system } = process.cpuUsage(before)
  return { perSecond: count / (wallMs / 1000), cpuMsEach: (user + system) / 1000 / count }
}

function syncsPerSecond(syncs: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  const file = openSync(join(folder, 'sync'), 'w')
  const block = randomBytes(4096)
  const startedMs = performance.now()
  for (let turn = 0; turn < syncs; turn++) {
    writeSync(file, block)
    fsyncSync(file)
  }
  const perSecond = syncs / ((performance.now() - startedMs) / 1000)
  closeSync(file)
  rmSync(folder, { recursive: true })
  return perSecond
}
