// `npm run test:resume`: files arrive whole however often the service or their sender is killed. Too long for `npm test`, which has a short
// form of it (test/resume.test.ts).
//   npm run test:resume                      200 rounds, and with a reporter's page in Chromium 10 that kill it and 24 that load it anew
//   npm run test:resume -- --rounds 20 --browser-rounds 0 --reload-rounds 0
import { parseArgs } from 'node:util'
import { SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { browserSummary, runBrowserRig } from './browser.ts'
import { reloadSummary, runReloadRig } from './reload.ts'
import { runRig, summary } from './rig.ts'
import type { Ending } from './service.ts'

const WRONG_USAGE = 2
const ROUNDS = '200'
const BROWSER_ROUNDS = '10'
const RELOAD_ROUNDS = '24'
const SEGMENTS_MAX = 24

const options = {
  'rounds': { type: 'string', default: ROUNDS }, 'browser-rounds': { type: 'string', default: BROWSER_ROUNDS }, 'reload-rounds': { type: 'string', default: RELOAD_ROUNDS },
} as const
const { values } = parseArgs({ args: process.argv.slice(3), options })
const [rounds = 0, browserRounds = 0, reloadRounds = 0] = [values.rounds, values['browser-rounds'], values['reload-rounds']].map(Number)
if (![rounds, browserRounds, reloadRounds].every((each) => Number.isSafeInteger(each) && each >= 0)) {
  console.error('--rounds, --browser-rounds and --reload-rounds take whole numbers')
  process.exit(WRONG_USAGE)
}
// Whoever stops a run stops what it started: its processes end when this one exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const hooks: (() => unknown)[] = []
const ending = { after: (hook: () => unknown) => { hooks.push(hook) } } as Ending
const tell = (line: string): void => console.error(line)
try {
  if (rounds > 0) console.log(summary(await runRig(ending, { rounds, sizeBytesMax: SEGMENTS_MAX * SEGMENT_BYTES, tell })))
  if (browserRounds > 0) console.log(browserSummary(await runBrowserRig(ending, { rounds: browserRounds, segmentsMax: SEGMENTS_MAX, tell })))
  if (reloadRounds > 0) console.log(reloadSummary(await runReloadRig(ending, { rounds: reloadRounds, segmentsMax: SEGMENTS_MAX, tell })))
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  for (const hook of hooks.toReversed()) await hook()
}
