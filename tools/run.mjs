// The one way in: `./postern <command>`, `npm start`, `npm test`. Runs on the machine's own Node, brings packages, runtime,
// words and pages to what the sources say, and becomes Node 26 with the command. When all is fresh it only looks.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './set-up/lock.mjs'
import { installPackages, packagesAreFresh } from './set-up/packages.mjs'
import { say } from './set-up/progress.mjs'
import { becomeRuntime } from './set-up/runtime.mjs'
import { runStep, staleSteps } from './set-up/steps.mjs'

const OURS = 1
const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * What each command runs and which steps must be fresh before. A command that is not listed is one of Postern's own.
 * @type {Record<string, Command>}
 */
const COMMANDS = {
  start: { file: 'src/main/cli.ts', steps: ['words', 'report', 'viewer', 'desk'] },
  bench: { file: 'src/main/cli.ts', steps: ['words', 'report', 'viewer', 'desk'] },
  'verify-site': { file: 'src/main/cli.ts', steps: ['words', 'report', 'viewer', 'desk'] },
  test: { file: 'tools/test/main.ts', steps: ['words'], goesOn: true },
  oracles: { file: 'tools/oracles/main.ts', steps: ['words'] },
  cleaning: { file: 'tools/cleaning/main.ts', steps: ['words'] },
  voice: { file: 'tools/voice/main.ts', steps: ['words'] },
  phone: { file: 'tools/phone/main.ts', steps: ['words', 'report', 'viewer', 'desk'] },
  resume: { file: 'tools/resume/main.ts', steps: ['words', 'report', 'viewer', 'desk'] },
  check: { file: 'tools/test/main.ts', steps: ['words', 'viewer'], goesOn: true },
  lint: { file: 'tools/test/main.ts', steps: ['words'], goesOn: true },
  desk: { file: 'src/main/cli.ts', steps: ['words', 'verify'] },
  build: { file: null, steps: ['words', 'report', 'viewer', 'desk', 'verify'] },
  'build-tested': { file: null, steps: ['words', 'report', 'viewer', 'desk', 'verify', 'fixture'] },
  words: { file: null, steps: ['words'] },
}
/** @typedef {{ file: string | null, steps: string[], goesOn?: boolean }} Command `goesOn`: a step that fails is told, and counted later */
/** @type {Command} */
const OTHER = { file: 'src/main/cli.ts', steps: ['words'] }

/** @param {string[]} argv */
async function main(argv) {
  const [name = '--help', ...args] = argv
  const command = (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined) ?? OTHER
  await makeReady(command)
  if (command.file !== null) becomeRuntime(root, [join(root, command.file), name, ...args])
}

/** @param {Command} command */
async function makeReady({ steps, goesOn = false }) {
  if (packagesAreFresh(root) && staleSteps(root, steps).length === 0) return
  await withLock(join(root, '.set-up', 'lock'), async () => {
    if (!packagesAreFresh(root)) await installPackages(root)
    for (const step of staleSteps(root, steps)) await runStep(root, step).catch((error) => {
      if (!goesOn) throw error
      say(error instanceof Error ? error.message : String(error))
    })
  }, () => say('waiting for another set-up in this folder'))
}

main(process.argv.slice(2)).catch((error) => {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = OURS
})
