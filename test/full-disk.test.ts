// Goal: a full disk refuses clearly, half keeps nothing, and Postern goes on by itself once there is room. Method: the real processes on
// a small memory disk; reports until the disk is full; then room is made. What was acknowledged must open, what was refused must not.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { Refusal } from '#base/refusal.ts'
import { prepareReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { quickReporter, startWithOffice } from './support/client.ts'

const DISK_MIB = 24
const REPORTS_MAX = 200

/** Only root can mount a small disk. */
const cannotMount = process.getuid?.() === 0 && process.platform === 'linux' ? false : 'A SMALL DISK NEEDS ROOT ON LINUX'

test('a full disk answers 507, keeps nothing by halves, and recovers unaided', { skip: cannotMount, timeout: 120_000 }, async (context) => {
  const disk = smallDisk(context)
  const { api, session, postern } = await startWithOffice(context, { data: join(disk, 'data') })
  const office = await loadOffice(api, session.id)
  const filler = join(disk, 'filler')
  writeFileSync(filler, Buffer.alloc(Math.max(0, freeBytes(disk) - 600 * 1024)))
  const { kept, refused } = await fileUntilRefused(api, office)
  assert.equal(refused.code, 'disk-full')
  rmSync(filler)
  const late = await quickReporter()
  await file(api, office, late)
  for (const keys of [...kept, late]) assert.equal((await openReport(api, office, keys)).turns.length, 1)
  await assert.rejects(openReport(api, office, refused.keys), (error) => error instanceof Refusal && error.code === 'no-such-report')
  await postern.stop()
})

function smallDisk(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m,mode=0700`, 'postern-test', folder])
  context.after(() => {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

async function file(api: Api, office: TrustedOffice, keys: ReporterKeys): Promise<void> {
  const draft = { channel: 'web', answers: { what: '满'.repeat(4000) }, language: 'zh', provenance: 'in-browser' } as const
  await (await prepareReport(office, { draft, keys })).send(api)
}

async function fileUntilRefused(api: Api, office: TrustedOffice): Promise<{ kept: ReporterKeys[]; refused: { code: string; keys: ReporterKeys } }> {
  const kept: ReporterKeys[] = []
  while (kept.length < REPORTS_MAX) {
    const keys = await quickReporter()
    try {
      await file(api, office, keys)
    } catch (error) {
      if (error instanceof Refusal) return { kept, refused: { code: error.code, keys } }
      throw error
    }
    kept.push(keys)
  }
  throw new Error('the disk never filled up')
}
