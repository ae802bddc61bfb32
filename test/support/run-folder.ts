import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let own: string | null = null

/** A folder for what is made once and read by many: the whole run's (tools/test/main.ts), or this process's where it runs alone. */
export function runFolder(): string {
  const shared = process.env['POSTERN_TEST_FOLDER']
  if (shared !== undefined) return shared
  if (own !== null) return own
  const made = mkdtempSync(join(tmpdir(), `postern-run-${process.pid}-`))
  process.once('exit', () => rmSync(made, { recursive: true, force: true }))
  own = made
  return made
}
