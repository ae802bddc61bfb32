// What can be said about the code without running it. Each check counts as one test.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export interface Check {
  readonly name: string
  readonly args: readonly string[]
  /** The check is left out while this file does not exist. */
  readonly needs?: string
}

const LINT: Check = {
  name: 'lint',
  args: ['node_modules/oxlint/bin/oxlint', '--deny-warnings', '--format', 'unix', '--no-error-on-unmatched-pattern',
    'src', 'test', 'tools', 'bench', 'spec'],
}

const STATIC: readonly Check[] = [
  { name: 'types', args: ['node_modules/@typescript/native/bin/tsc', '--project', 'tsconfig.json', '--pretty', 'false'] },
  {
    name: 'desk types',
    args: ['node_modules/svelte-check/bin/svelte-check', '--tsconfig', './tsconfig.desk.json', '--output', 'human', '--fail-on-warnings'],
    needs: 'src/clients/desk/App.svelte',
  },
  LINT,
]

export const BUILD: Check = { name: 'build', args: ['tools/run.mjs', 'build-tested'] }

export function checksOf(command: 'check' | 'lint'): readonly Check[] {
  return command === 'lint' ? [LINT] : STATIC
}

export interface Count { passed: number; failed: number; skipped: number }

/** Runs the checks one after the other; each says in one line how it went, and in full when it failed. */
export async function runChecks(root: string, checks: readonly Check[]): Promise<Count> {
  const count: Count = { passed: 0, failed: 0, skipped: 0 }
  for (const check of checks) {
    if (check.needs !== undefined && !existsSync(join(root, check.needs))) continue
    const started = performance.now()
    const { code, output } = await runCheck(root, check)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`${code === 0 ? '✔' : '✖'} ${check.name} (${seconds} s)`)
    if (code === 0) count.passed += 1
    else count.failed += 1
    if (code !== 0) console.log(output.trimEnd())
  }
  return count
}

function runCheck(root: string, check: Check): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...check.args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString() })
    child.stderr.on('data', (chunk: Buffer) => { output += chunk.toString() })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
