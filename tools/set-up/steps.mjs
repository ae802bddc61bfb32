// What is made from the sources before anything runs: the words, the reporter's page, the desk.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { contentMark, quickMark, readStamps, sourcesUnder, writeStamps } from './fresh.mjs'
import { runQuietly, say, withProgress } from './progress.mjs'
import { RUNTIME_FLAGS, runtimeEnvironment, runtimePath } from './runtime.mjs'

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} title what the person is told
 * @property {readonly string[]} sources files and folders whose change makes the step run again
 * @property {string} needs the step exists only once this file does
 * @property {(root: string) => boolean} isMade false when what it made is gone
 * @property {(root: string) => Promise<unknown>} make
 */

const SHARED = ['package-lock.json', 'tools/set-up/steps.mjs', 'src/base', 'src/words', 'src/domain', 'src/sealing', 'src/wire']

const DESK = [...SHARED, 'tsconfig.json', 'src/clients/transport', 'src/clients/member', 'src/clients/viewer', 'src/clients/desk']

/** @type {readonly Step[]} */
export const STEPS = [
  {
    name: 'words',
    title: 'words: compiling the sentences',
    sources: ['tools/words.ts', 'tools/words', 'src/words'],
    needs: 'tools/words.ts',
    isMade: everyAreaIsCompiled,
    make: (root) => runTool(root, ['tools/words.ts']),
  },
  {
    name: 'report',
    title: "report: building the reporter's page",
    sources: [...SHARED, 'src/clients/transport', 'src/clients/reporter', 'src/clients/cleaning', 'src/clients/report'],
    needs: 'src/clients/report/build.ts',
    isMade: (root) => existsSync(join(root, 'build', 'report')),
    make: (root) => intoFolder(root, 'report', (out) => runTool(root, ['src/clients/report/build.ts', '--out', out])),
  },
  {
    name: 'viewer',
    title: 'viewer: building',
    sources: ['package-lock.json', 'tools/set-up/steps.mjs', 'src/base', 'src/clients/viewer'],
    needs: 'src/clients/viewer/build.ts',
    isMade: (root) => existsSync(join(root, 'build', 'viewer')),
    make: (root) => intoFolder(root, 'viewer', (out) => runTool(root, ['src/clients/viewer/build.ts', '--out', out])),
  },
  {
    // After the viewer, whose addresses it holds.
    name: 'desk',
    title: 'desk: building',
    sources: DESK,
    needs: 'src/clients/desk/vite.config.ts',
    isMade: (root) => existsSync(join(root, 'build', 'desk')),
    make: (root) => intoFolder(root, 'desk', (out) => runTool(root, [
      'node_modules/vite/bin/vite.js', 'build', 'src/clients/desk', '--config', 'src/clients/desk/vite.config.ts',
      '--configLoader', 'native', '--outDir', out, '--emptyOutDir', '--logLevel', 'warn',
    ])),
  },
  {
    // After the viewer too. Only tests open it.
    name: 'fixture',
    title: 'fixture: building the desk over an office that tests make up',
    sources: [...DESK, 'test/desk'],
    needs: 'test/desk/build-fixture.ts',
    isMade: (root) => existsSync(join(root, 'build', 'fixture')),
    make: (root) => intoFolder(root, 'fixture', (out) => runTool(root, ['test/desk/build-fixture.ts', '--out', out])),
  },
  {
    name: 'verify',
    title: 'verify: building the verifier that goes along with an audit export',
    sources: [...SHARED, 'src/clients/cli', 'src/clients/member'],
    needs: 'src/clients/cli/build-verify.ts',
    isMade: (root) => existsSync(join(root, 'build', 'verify')),
    make: (root) => intoFolder(root, 'verify', (out) => runTool(root, ['src/clients/cli/build-verify.ts', '--out', out])),
  },
]

/**
 * Which of these steps have to run. Cheap: it looks at sizes and times only.
 * @param {string} root
 * @param {readonly string[]} names
 */
export function staleSteps(root, names) {
  const stamps = readStamps(root)
  return STEPS.filter((step) => {
    if (!names.includes(step.name) || !existsSync(join(root, step.needs))) return false
    return !step.isMade(root) || stamps[step.name]?.quick !== quickMark(root, sourcesUnder(root, step.sources))
  })
}

/**
 * Runs one step unless its sources turn out to be the same after all. The marks are taken before: a source that changes
 * meanwhile makes the step run again next time.
 * @param {string} root
 * @param {Step} step
 */
export async function runStep(root, step) {
  const files = sourcesUnder(root, step.sources)
  const stamp = { quick: quickMark(root, files), content: contentMark(root, files) }
  const isSame = step.isMade(root) && readStamps(root)[step.name]?.content === stamp.content
  if (!isSame) await withProgress(step.title, () => step.make(root))
  writeStamps(root, { ...readStamps(root), [step.name]: stamp })
}

/**
 * Builds beside the old result and swaps at the end: a build that fails leaves what was there.
 * @param {string} root
 * @param {string} name
 * @param {(out: string) => Promise<unknown>} build
 */
async function intoFolder(root, name, build) {
  const made = join(root, 'build', name)
  const next = join(root, 'build', `${name}.next`)
  rmSync(next, { recursive: true, force: true })
  mkdirSync(next, { recursive: true })
  await build(next)
  if (readdirSync(next).length === 0) throw new Error(`the build of ${name} wrote nothing to the folder given by its --out option`)
  rmSync(made, { recursive: true, force: true })
  renameSync(next, made)
}

/** @param {string} root @param {string[]} args */
async function runTool(root, args) {
  const output = await runQuietly(runtimePath(root), [...RUNTIME_FLAGS, ...args], { cwd: root, env: { ...runtimeEnvironment(root), NO_COLOR: '1' } })
  for (const line of output.split('\n').filter((text) => text.trim() !== '')) say(`  ${line}`)
}

/** @param {string} root */
function everyAreaIsCompiled(root) {
  const words = join(root, 'src', 'words')
  if (!existsSync(words)) return true
  return readdirSync(words).every((area) =>
    !existsSync(join(words, area, 'en.json')) || existsSync(join(words, area, 'generated', 'words.ts')))
}
