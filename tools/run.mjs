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

/** What each command runs and which steps must be fresh before. A command that is not listed is one of Postern's own. */
const COMMANDS = {
  start: { file: 'src/main/cli.ts', steps: ['words', 'report', 'desk'] },
  bench: { file: 'src/main/cli.ts', steps: ['words', 'report', 'desk'] },
  test: { file: 'tools/test/main.ts', steps: ['words'] },
  check: { file: 'tools/test/main.ts', steps: ['words'] },
  lint: { file: 'tools/test/main.ts', steps: ['words'] },
  build: { file: null, steps: ['words', 'report', 'desk'] },
  words: { file: null, steps: ['words'] },
}
const OTHER = { file: 'src/main/cli.ts', steps: ['words'] }

/** @param {string[]} argv */
async function main(argv) {
  const [name = '--help', ...args] = argv
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[/** @type {keyof typeof COMMANDS} */ (name)] : OTHER
  await makeReady(command.steps)
  if (command.file !== null) becomeRuntime(root, [join(root, command.file), name, ...args])
}

/** @param {readonly string[]} steps */
async function makeReady(steps) {
  if (packagesAreFresh(root) && staleSteps(root, steps).length === 0) return
  await withLock(join(root, '.set-up', 'lock'), async () => {
    if (!packagesAreFresh(root)) await installPackages(root)
    for (const step of staleSteps(root, steps)) await runStep(root, step)
  })
}

main(process.argv.slice(2)).catch((error) => {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = OURS
})
