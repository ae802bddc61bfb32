// `npm test`, `npm run check`, `npm run lint`. Ends with one plain line: N passed, N failed, N skipped; and, if there
// were any, how many files that drive a browser passed only when they were run once more.
//
//   npm test                        everything: build, types, lint, every test
//   npm test -- src/wire            only the tests below src/wire, without the static checks
//   npm test -- --name 'kept once'  only tests whose name matches
//   npm test -- --costs             says besides which files took most of the processors' time
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isAlive } from '../set-up/lock.mjs'
import { BUILD, checksOf, runChecks, type Count } from './checks.ts'
import { chosenTestFiles, needBrowsers } from './files.ts'
import { installBrowsers } from './install-browsers.ts'
import { costLines, startMeter } from './costs.ts'
import { runFiles } from './run-files.ts'

const WRONG_USAGE = 2
const RUN_FOLDER = /^postern-run-(\d+)-/
const root = fileURLToPath(new URL('../..', import.meta.url))
const [command = 'test', ...args] = process.argv.slice(2)
const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { name: { type: 'string' }, costs: { type: 'boolean' } } })
const isPartial = positionals.length > 0 || values.name !== undefined

const counts: Count[] = []
let unsteadyFiles = 0
if (command === 'check' || command === 'lint') counts.push(await runChecks(root, checksOf(command)))
else counts.push(...await runTests())
const sum = (what: keyof Count): number => counts.reduce((total, count) => total + count[what], 0)
const unsteady = unsteadyFiles > 0 ? `, ${unsteadyFiles} files at the second try` : ''
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped${unsteady}`)
process.exitCode = sum('failed') === 0 ? 0 : 1

async function runTests(): Promise<Count[]> {
  const files = chosen()
  const meter = values.costs === true ? startMeter(root) : null
  // Whoever shares something over the whole run (one PostgreSQL) keeps it as long as this process lives.
  process.env['POSTERN_TEST_OWNER'] = String(process.pid)
  process.env['POSTERN_TEST_FOLDER'] = newRunFolder()
  // Every process that a test starts compiles the same modules.
  process.env['NODE_COMPILE_CACHE'] ??= join(root, '.set-up', 'compile-cache')
  const built = runChecks(root, needsBuild(files) ? [BUILD] : [])
  // What needs neither pages nor browsers begins before they are there.
  const ready = { pages: built, browsers: needBrowsers(root, files) ? installBrowsers() : Promise.resolve() }
  // The static checks wait for nothing and nothing waits for them.
  const [checked, ran] = await Promise.all([
    runChecks(root, isPartial ? [] : checksOf('check')), runFiles(root, { files, namePattern: values.name, isWhole: !isPartial, ready }),
  ])
  unsteadyFiles = ran.unsteady
  if (meter !== null) console.log(`\n${costLines(meter.stop(), ran.wallSeconds).join('\n')}`)
  return [await built, checked, ran.count]
}

/** For what is made once in a run (test/support/run-folder.ts): gone with the run, or with the next one if this is killed. */
function newRunFolder(): string {
  const left = readdirSync(tmpdir()).filter((name) => { const [, pid] = RUN_FOLDER.exec(name) ?? []; return pid !== undefined && !isAlive(Number(pid)) })
  for (const name of left) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  const folder = mkdtempSync(join(tmpdir(), `postern-run-${process.pid}-`))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function chosen(): string[] {
  try {
    return chosenTestFiles(root, positionals)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(WRONG_USAGE)
  }
}

/** A journey needs the pages it opens, and so do the processes that serve them. */
function needsBuild(files: readonly string[]): boolean {
  return files.some((file) => /^(test|src\/main)\//.test(file))
}
