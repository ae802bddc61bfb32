// `npm run test:resume`: files arrive whole however often the service or their sender is killed. Too long for `npm test`, which has a short
// form of it (test/resume.test.ts).
//   npm run test:resume                      200 rounds
//   npm run test:resume -- --rounds 20
import { parseArgs } from 'node:util'
import { SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { runRig, summary } from './rig.ts'
import type { Ending } from './service.ts'

const WRONG_USAGE = 2
const ROUNDS = '200'
const SIZE_BYTES_MAX = 24 * SEGMENT_BYTES

const { values } = parseArgs({ args: process.argv.slice(3), options: { rounds: { type: 'string', default: ROUNDS } } })
const rounds = Number(values.rounds)
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  console.error('--rounds takes a number from 1')
  process.exit(WRONG_USAGE)
}
// Whoever stops a run stops what it started: its processes end when this one exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const hooks: (() => unknown)[] = []
const ending = { after: (hook: () => unknown) => { hooks.push(hook) } } as Ending
try {
  console.log(summary(await runRig(ending, { rounds, sizeBytesMax: SIZE_BYTES_MAX, tell: (line) => console.error(line) })))
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  for (const hook of hooks.toReversed()) await hook()
}
