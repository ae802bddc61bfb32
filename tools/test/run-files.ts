// Runs test files under node:test and tells it compactly: a line a file, and every failure in full at the end.
import { inspect } from 'node:util'
import { run } from 'node:test'
import { join, relative } from 'node:path'
import type { Count } from './checks.ts'
import { needBrowsers } from './files.ts'

const FILE_TIMEOUT_MS = 10 * 60_000
// A third one was tried: no faster on two cores, and browsers that wait for each other.
const CONCURRENCY = 2
// More than these is no browser's mood.
const AGAIN_FILES_MAX = 3

interface Failure { readonly file: string; readonly name: string; readonly error: unknown }
interface Report { readonly failures: Failure[]; readonly skips: string[]; readonly stray: Map<string, string>; readonly wallSeconds: Map<string, number>; count: Count }

export interface RunOptions { readonly files: readonly string[]; readonly namePattern: string | undefined }

export interface Outcome {
  readonly count: Count
  /** How many files passed only when they were run again. */
  readonly unsteady: number
  /** How long each file took by the clock. */
  readonly wallSeconds: ReadonlyMap<string, number>
}

/**
 * Runs the files. Where a few that drive a browser fail, those are run once more, alone: a browser that stood still on a busy machine is told
 * apart from a fault, which fails again. What failed first is printed in full either way.
 */
export async function runFiles(root: string, options: RunOptions): Promise<Outcome> {
  const first = await runOnce(root, options, CONCURRENCY)
  const failed = [...new Set(first.failures.map((failure) => failure.file))]
  tell(first)
  if (failed.length === 0 || failed.length > AGAIN_FILES_MAX || !failed.every((file) => needBrowsers(root, [file]))) return { count: first.count, unsteady: 0, wallSeconds: first.wallSeconds }
  console.log(`\nonce more, alone: ${failed.join(', ')}`)
  const second = await runOnce(root, { ...options, files: failed }, 1)
  tell(second)
  const still = new Set(second.failures.map((failure) => failure.file))
  const lost = second.count.failed
  const count = { ...first.count, passed: first.count.passed + first.count.failed - lost, failed: lost }
  return { count, unsteady: failed.filter((file) => !still.has(file)).length, wallSeconds: first.wallSeconds }
}

async function runOnce(root: string, options: RunOptions, concurrency: number): Promise<Report> {
  const report: Report = { failures: [], skips: [], stray: new Map(), wallSeconds: new Map(), count: { passed: 0, failed: 0, skipped: 0 } }
  const stream = run({
    files: options.files.map((file) => join(root, file)),
    concurrency,
    timeout: FILE_TIMEOUT_MS,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    ...(options.namePattern === undefined ? {} : { testNamePatterns: [options.namePattern] }),
  })
  for await (const event of stream) take(root, report, event as TestEvent)
  return report
}

function tell(report: Report): void {
  for (const failure of report.failures) printFailure(failure, report.stray)
  if (report.skips.length > 0) console.log(`\nSKIPPED (${report.skips.length}):\n${report.skips.join('\n')}`)
}

/** The few events of node:test that are told on. */
type TestEvent =
  | { type: 'test:pass' | 'test:fail'; data: TestData }
  | { type: 'test:stdout' | 'test:stderr'; data: { file: string; message: string } }
  | { type: 'test:summary'; data: { file?: string; duration_ms: number; success: boolean; counts: Counts } }

interface TestData {
  name: string
  file?: string
  skip?: string | boolean
  details: { duration_ms: number; type?: string; error?: Error & { failureType?: string; cause?: unknown } }
}
interface Counts { tests: number; passed: number; failed: number; cancelled: number; skipped: number; todo: number }

function take(root: string, report: Report, event: TestEvent): void {
  if (event.type === 'test:stdout' || event.type === 'test:stderr') keepStray(report, event.data)
  if (event.type === 'test:fail') keepFailure(root, report, event.data)
  if (event.type === 'test:pass' && event.data.skip !== undefined) keepSkip(root, report, event.data)
  if (event.type !== 'test:summary') return
  const { counts, file, duration_ms: durationMs, success } = event.data
  if (file === undefined) {
    report.count = inOne(counts)
    return
  }
  report.wallSeconds.set(relative(root, file), durationMs / 1000)
  console.log(`${success ? '✔' : '✖'} ${relative(root, file)}  ${told(counts)} (${(durationMs / 1000).toFixed(1)} s)`)
}

/** What a test printed is worth reading only when its file failed. */
function keepStray(report: Report, { file, message }: { file: string; message: string }): void {
  report.stray.set(file, (report.stray.get(file) ?? '') + message)
}

/** A suite fails because a test in it did; only the test is worth telling. */
function keepFailure(root: string, report: Report, data: TestData): void {
  const { error } = data.details
  if (error?.failureType === 'subtestsFailed') return
  report.failures.push({ file: relative(root, data.file ?? ''), name: data.name, error: error?.cause ?? error })
}

function keepSkip(root: string, report: Report, data: TestData): void {
  const reason = typeof data.skip === 'string' && data.skip !== '' ? `: ${data.skip}` : ''
  report.skips.push(`  ${relative(root, data.file ?? '')}: ${data.name}${reason}`)
}

function printFailure({ file, name, error }: Failure, stray: Map<string, string>): void {
  console.log(`\n✖ ${file}: ${name}`)
  console.log(textOf(error).replace(/^/gm, '    '))
  const printed = [...stray].find(([path]) => path.endsWith(file))
  if (printed === undefined) return
  console.log(`  the file printed:\n${printed[1].trimEnd().slice(-4_000).replace(/^/gm, '    ')}`)
  stray.delete(printed[0])
}

/** An assertion's message already shows what differs; its fields would show it all again. */
function textOf(error: unknown): string {
  const isPlain = error instanceof Error && error.cause === undefined && error.stack !== undefined && 'actual' in error
  return isPlain ? error.stack ?? error.message : inspect(error, { depth: 6 })
}

function told(counts: Counts): string {
  const parts = [`${counts.passed} passed`]
  if (counts.failed + counts.cancelled > 0) parts.push(`${counts.failed + counts.cancelled} FAILED`)
  if (counts.skipped + counts.todo > 0) parts.push(`${counts.skipped + counts.todo} skipped`)
  return parts.join(', ')
}

function inOne(counts: Counts): Count {
  return { passed: counts.passed, failed: counts.failed + counts.cancelled, skipped: counts.skipped + counts.todo }
}
