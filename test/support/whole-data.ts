// For tests: an office's data in a folder of their own, and what `verify --data` finds in them while the server runs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brokenLogs } from '#main/verify-logs.ts'
import { blobsPath, readDiskBlobs } from '#server/store/disk-blobs.ts'
import { openSqliteArchive } from '#server/store/sqlite-archive.ts'
import { openSqliteStore } from '#server/store/sqlite.ts'
import { verifyRows } from '#server/store/verify-rows.ts'
import type { OpenFresh } from './world.ts'

export interface WholeData {
  readonly open: OpenFresh
  /** Everything that is not as its authors signed it. */
  broken(): Promise<readonly string[]>
}

export function wholeData(): WholeData {
  const dataDir = mkdtempSync(join(tmpdir(), 'postern-whole-'))
  return {
    async open(makeInstallation) {
      const store = await openSqliteStore({ dataDir, makeInstallation })
      return { store, ended: async () => rmSync(dataDir, { recursive: true, force: true }) }
    },
    async broken() {
      const archive = await openSqliteArchive(dataDir)
      const found: string[] = []
      for await (const { table, key } of verifyRows(archive)) found.push(`${table} ${key}`)
      for await (const { table, log, seq, reason } of brokenLogs({ archive, blobs: readDiskBlobs(blobsPath(dataDir)) }, () => {})) found.push(`${table} ${log} ${seq} ${reason}`)
      await archive.close()
      return found
    },
  }
}
