// Runs test files under node:test and tells it compactly: a line a file, and every failure in full at the end.
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { inspect } from 'node:util'
import { runFolder } from '#test/support/run-folder.ts'
import type { Count } from './checks.ts'
import { needBrowsers } from './files.ts'
import { jobsInOrder, singleJobs, type Job } from './jobs.ts'
import { runInLanes, type Lanes, type Ready } from './lanes.ts'

const FILE_TIMEOUT_MS = 10 * 60_000
// A test waits for its processes, browsers and disk a third of its time: one more than there are cores keeps them busy.
const LANES = availableParallelism() + 1
const BROWSERS = Math.max(2, availableParallelism())
const NATIVE_HYBRID = import.meta.resolve('#test/support/native-hybrid.ts')
// More than these is no browser's mood.
const AGAIN_FILES_MAX = 3

interface Failure { readonly file: string; readonly entry: string; readonly name: string; readonly error: unknown }
interface Report { readonly failures: Failure[]; readonly skips: string[]; readonly stray: Map<string, string>; readonly wallSeconds: Map<string, number>; count: Count }

export interface RunOptions {
  readonly files: readonly string[]
  readonly namePattern: string | undefined
  /** Everything there is: then files share processes where they can. */
  readonly isWhole: boolean
  readonly ready: Ready
}

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
  const folder = mkdtempSync(join(runFolder(), 'together-'))
  try {
    return await runAndAgain(root, options, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function runAndAgain(root: string, options: RunOptions, folder: string): Promise<Outcome> {
  const { files, isWhole, ready } = options
  const jobs = isWhole ? jobsInOrder(root, files, folder) : singleJobs(root, files)
  const first = await runOnce(root, options, { jobs, lanes: LANES, browsers: BROWSERS, ready })
  const failed = [...new Set(first.failures.map((failure) => failure.file))]
  tell(first)
  if (failed.length === 0 || failed.length > AGAIN_FILES_MAX || !failed.every((file) => needBrowsers(root, [file]))) return { count: first.count, unsteady: 0, wallSeconds: first.wallSeconds }
  console.log(`\nonce more, alone: ${failed.join(', ')}`)
  const second = await runOnce(root, options, { jobs: singleJobs(root, failed), lanes: 1, browsers: 1, ready })
  tell(second)
  const still = new Set(second.failures.map((failure) => failure.file))
  const lost = second.count.failed
  const count = { ...first.count, passed: first.count.passed + first.count.failed - lost, failed: lost }
  return { count, unsteady: failed.filter((file) => !still.has(file)).length, wallSeconds: first.wallSeconds }
}

async function runOnce(root: string, { namePattern }: RunOptions, { jobs, ...lanes }: Lanes & { readonly jobs: readonly Job[] }): Promise<Report> {
  const report: Report = { failures: [], skips: [], stray: new Map(), wallSeconds: new Map(), count: { passed: 0, failed: 0, skipped: 0 } }
  await runInLanes(jobs, lanes, async (job) => {
    const stream = run({
      files: [job.entry],
      timeout: FILE_TIMEOUT_MS,
      execArgv: ['--disable-warning=ExperimentalWarning', ...(job.sealsNatively ? [`--import=${NATIVE_HYBRID}`] : [])],
      ...(namePattern === undefined ? {} : { testNamePatterns: [namePattern] }),
    })
    for await (const event of stream) take(root, report, { job, event: event as TestEvent })
  })
  return report
}

function tell(report: Report): void {
  for (const failure of report.failures) printFailure(failure, report.stray)
  if (report.skips.length > 0) console.log(`\nSKIPPED (${report.skips.length}):\n${report.skips.join('\n')}`)
}

/** The few events of node:test that are told on. */
type TestEvent =
  | { type: 'test:pass' | 'test:fail'; data: TestData }
  | { type: 'test:stdout' | 'test:stderr'; data: { message: string } }
  | { type: 'test:summary'; data: { file?: string; duration_ms: number; success: boolean; counts: Counts } }

interface TestData {
  name: string
  file?: string
  skip?: string | boolean
  details: { duration_ms: number; type?: string; error?: Error & { failureType?: string; cause?: unknown } }
}
interface Counts { tests: number; passed: number; failed: number; cancelled: number; skipped: number; todo: number }

function take(root: string, report: Report, { job, event }: { readonly job: Job; readonly event: TestEvent }): void {
  if (event.type === 'test:stdout' || event.type === 'test:stderr') keepStray(report, job, event.data.message)
  if (event.type === 'test:fail') keepFailure(report, { root, job, data: event.data })
  if (event.type === 'test:pass' && event.data.skip !== undefined) keepSkip(root, report, event.data)
  if (event.type !== 'test:summary' || event.data.file === undefined) return
  const { counts, duration_ms: durationMs, success } = event.data
  const { passed, failed, skipped } = inOne(counts)
  report.count = { passed: report.count.passed + passed, failed: report.count.failed + failed, skipped: report.count.skipped + skipped }
  report.wallSeconds.set(relative(root, job.entry), durationMs / 1000)
  console.log(`${success ? '✔' : '✖'} ${job.title}  ${told(counts)} (${(durationMs / 1000).toFixed(1)} s)`)
}

/** What a test printed is worth reading only when its file failed. */
function keepStray(report: Report, { entry }: Job, message: string): void {
  report.stray.set(entry, (report.stray.get(entry) ?? '') + message)
}

/** A suite fails because a test in it did; only the test is worth telling. */
function keepFailure(report: Report, { root, job, data }: { readonly root: string; readonly job: Job; readonly data: TestData }): void {
  const { error } = data.details
  if (error?.failureType === 'subtestsFailed') return
  report.failures.push({ file: relative(root, data.file ?? job.entry), entry: job.entry, name: data.name, error: error?.cause ?? error })
}

function keepSkip(root: string, report: Report, data: TestData): void {
  const reason = typeof data.skip === 'string' && data.skip !== '' ? `: ${data.skip}` : ''
  report.skips.push(`  ${relative(root, data.file ?? '')}: ${data.name}${reason}`)
}

function printFailure({ file, entry, name, error }: Failure, stray: Map<string, string>): void {
  console.log(`\n✖ ${file}: ${name}`)
  console.log(textOf(error).replace(/^/gm, '    '))
  const printed = stray.get(entry)
  if (printed === undefined) return
  console.log(`  its process printed:\n${printed.trimEnd().slice(-4_000).replace(/^/gm, '    ')}`)
  stray.delete(entry)
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
